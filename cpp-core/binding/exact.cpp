#include "exact.hpp"

#include <utility>

#include "fields.hpp"
#include "tasks.hpp"

namespace binding {
namespace {

kernel::ExactConditions read_conditions(const Fields& fields) {
  kernel::ExactConditions conditions;
  conditions.drift = fields.f64("drift");
  conditions.threshold = fields.f64("threshold");
  conditions.noise = fields.f64("noise");
  conditions.starting_value = fields.f64("startingValue");
  conditions.non_decision_time = fields.f64("nonDecisionTime");
  return conditions;
}

kernel::ExactOptions read_options(const Fields& task) {
  kernel::ExactOptions options;
  if (!task.is_null("timeStepSize")) options.euler_step = task.number("timeStepSize");
  options.terms = read_terms(task);
  if (!task.is_null("floor")) options.terms.floor = task.number("floor");
  options.wants_gradient = task.integer("gradient", 0, 1) == 1;
  return options;
}

}  // namespace

std::shared_ptr<kernel::ExactJob> exact_job(Napi::Value task, std::function<void()> when_done) {
  const Fields fields(task, "");
  const Fields seen = fields.object("observed");
  kernel::ExactConditions conditions = read_conditions(fields.object("conditions"));
  kernel::Observed observed = read_observed(seen);
  observed.group = seen.i32("condition");
  const kernel::ExactOptions options = read_options(fields);
  if (const auto error = kernel::check(conditions, observed, options)) throw refusal(task.Env(), *error);
  return std::make_shared<kernel::ExactJob>(std::move(conditions), std::move(observed), options,
                                            std::move(when_done));
}

Napi::Value exact_scores(Napi::Env env, kernel::ExactJob& job) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("logLikelihood", to_f64(env, job.log_likelihood));
  result.Set("gradient", env.Null());
  if (job.by_drift.empty()) return result;
  Napi::Object gradient = Napi::Object::New(env);
  gradient.Set("drift", to_f64(env, job.by_drift));
  gradient.Set("threshold", to_f64(env, job.by_threshold));
  gradient.Set("startingValue", to_f64(env, job.by_starting_value));
  gradient.Set("nonDecisionTime", to_f64(env, job.by_non_decision_time));
  result.Set("gradient", gradient);
  return result;
}

}  // namespace binding
