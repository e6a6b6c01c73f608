#include "euler_law.hpp"

#include "fields.hpp"
#include "kernel/euler_law.hpp"
#include "kernel/wiener.hpp"
#include "tasks.hpp"

namespace binding {
namespace {

constexpr std::int64_t kMostSteps = std::int64_t{1} << 26;

kernel::EulerWalk read_walk(const Fields& fields) {
  kernel::EulerWalk walk;
  walk.drift = fields.number("drift");
  walk.threshold = fields.number("threshold");
  walk.noise = fields.number("noise");
  walk.starting_value = fields.number("startingValue");
  walk.time_step = fields.number("timeStepSize");
  return walk;
}

}  // namespace

Napi::Value euler_log_density(const Napi::CallbackInfo& info) {
  const Fields fields(info[0], "");
  const kernel::EulerWalk walk = read_walk(fields);
  const std::vector<double> rt = fields.f64("rt");
  const std::vector<std::uint8_t> outcome = fields.u8("outcome");
  const double non_decision_time = fields.number("nonDecisionTime");
  if (const auto error = kernel::check_responses(rt, outcome)) throw refusal(info.Env(), *error);
  // What only the continuous process could say about these fields is said of the walk too.
  kernel::WienerProcess same;
  same.drift = walk.drift;
  same.threshold = walk.threshold;
  same.noise = walk.noise;
  same.starting_value = walk.starting_value;
  same.non_decision_time = non_decision_time;
  if (const auto error = kernel::check(same)) throw refusal(info.Env(), *error);
  const std::size_t steps = kernel::euler_steps(rt, non_decision_time, walk.time_step);
  if (auto error = kernel::check(walk, steps)) {
    if (error->field == "timeStepSize") error->field = "discretization.euler";
    throw refusal(info.Env(), *error);
  }
  std::vector<double> out(rt.size());
  kernel::euler_log_density(rt, outcome, walk, non_decision_time, out.data());
  return to_f64(info.Env(), out);
}

Napi::Value euler_step_probabilities(const Napi::CallbackInfo& info) {
  const Fields fields(info[0], "");
  kernel::EulerWalk walk = read_walk(fields);
  walk.leak = fields.number("leak");
  walk.switch_after = fields.integer("switchAfterStep", 0, kMostSteps);
  walk.drift_after = fields.number("driftAfter");
  if (!fields.is_null("thresholds")) walk.thresholds = fields.f64("thresholds");
  const auto steps = static_cast<std::size_t>(fields.integer("steps", 1, kMostSteps));
  if (const auto error = kernel::check(walk, steps)) throw refusal(info.Env(), *error);
  const kernel::StepLaw law = kernel::euler_law(walk, steps);
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("upper", to_f64(info.Env(), law.upper));
  result.Set("lower", to_f64(info.Env(), law.lower));
  return result;
}

}  // namespace binding
