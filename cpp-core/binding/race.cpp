#include "race.hpp"

#include <algorithm>
#include <utility>

#include "fields.hpp"
#include "tasks.hpp"

namespace binding {
namespace {

constexpr double kMostDraws = 1u << 28;

kernel::RaceKind read_kind(const Fields& task) {
  const std::string race = task.text("race");
  if (race == "lba") return kernel::RaceKind::kLba;
  if (race == "lognormal-race") return kernel::RaceKind::kLognormal;
  if (race == "racing-diffusion") return kernel::RaceKind::kDiffusion;
  if (race == "shifted-wald") return kernel::RaceKind::kWald;
  throw task.refuse("race", "must be the name of a race", race);
}

// { race, drift, accumulators, parameters }; each parameter has its own length here: ts/race.ts spreads them.
kernel::RaceTrials read_race(const Fields& task) {
  kernel::RaceTrials trials;
  trials.kind = read_kind(task);
  trials.positive_drift = task.text("drift") == "positive";
  trials.accumulators = static_cast<std::size_t>(task.integer("accumulators", 1, kernel::kMostAccumulators));
  const Fields parameters = task.object("parameters");
  const bool is_lognormal = trials.kind == kernel::RaceKind::kLognormal;
  const bool is_wald = trials.kind == kernel::RaceKind::kWald;
  if (!is_lognormal) trials.bound = parameters.f64(is_wald ? "a" : "b");
  if (!is_lognormal && !is_wald) trials.start = parameters.f64("A");
  trials.rate = parameters.f64(is_lognormal ? "m" : "v");
  trials.spread = parameters.f64("s");
  trials.t0 = parameters.f64("t0");
  return trials;
}

}  // namespace

std::shared_ptr<kernel::RaceSimulateJob> race_simulate_job(Napi::Value task,
                                                           std::function<void()> when_done) {
  const Fields fields(task, "");
  kernel::RaceTrials trials = read_race(fields);
  if (const auto error = kernel::check(trials)) throw refusal(task.Env(), *error);
  const std::uint32_t estimates = read_estimates(fields, trials.size(), kMostDraws);
  return std::make_shared<kernel::RaceSimulateJob>(std::move(trials), read_streams(fields.object("key")),
                                                   estimates, read_isa(fields), std::move(when_done));
}

std::shared_ptr<kernel::RaceScoreJob> race_score_job(Napi::Value task, std::function<void()> when_done) {
  const Fields fields(task, "");
  kernel::RaceTrials trials = read_race(fields);
  kernel::Observed observed = read_observed(fields.object("observed"));
  kernel::Terms terms = read_terms(fields);
  if (!fields.is_null("floor")) terms.floor = read_floor(fields);
  terms.choices = static_cast<std::uint32_t>(trials.accumulators);
  if (const auto error = kernel::check(trials, observed, terms)) throw refusal(task.Env(), *error);
  return std::make_shared<kernel::RaceScoreJob>(std::move(trials), std::move(observed), terms,
                                                std::move(when_done));
}

std::shared_ptr<kernel::RaceSampleJob> race_sample_job(Napi::Value task, std::function<void()> when_done) {
  const Fields fields(task, "");
  kernel::RaceTrials trials = read_race(fields);
  kernel::Observed observed = read_observed(fields.object("observed"));
  if (!fields.is_null("group")) observed.group = fields.i32("group");
  const Fields density = fields.object("density");
  kernel::Terms terms = read_terms(fields);
  if (!density.is_null("floor")) terms.floor = read_floor(density);
  terms.choices = static_cast<std::uint32_t>(trials.accumulators);
  if (const auto error = kernel::check(trials, observed, terms)) throw refusal(task.Env(), *error);
  if (const auto error = kernel::check_groups(trials, observed)) throw refusal(task.Env(), *error);
  const kernel::RaceSampling sampling = {read_streams(fields.object("key")),
                                         read_estimates(fields, trials.size(), 1e12), read_density(density),
                                         read_isa(fields)};
  return std::make_shared<kernel::RaceSampleJob>(std::move(trials), std::move(observed), terms, sampling,
                                                 std::move(when_done));
}

Napi::Value race_decisions(Napi::Env env, kernel::RaceSimulateJob& job) {
  auto outcome = Napi::Uint8Array::New(env, job.outcome.size());
  std::copy(job.outcome.begin(), job.outcome.end(), outcome.Data());
  Napi::Object result = Napi::Object::New(env);
  result.Set("rt", to_f64(env, job.rt));
  result.Set("outcome", outcome);
  result.Set("truncated", Napi::Number::New(env, static_cast<double>(job.truncated())));
  return result;
}

Napi::Value race_scores(Napi::Env env, kernel::RaceScoreJob& job) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("logLikelihood", to_f64(env, job.log_likelihood));
  return result;
}

Napi::Value race_sample_scores(Napi::Env env, kernel::RaceSampleJob& job) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("logLikelihood", to_f64(env, job.log_likelihood));
  result.Set("truncated", Napi::Number::New(env, static_cast<double>(job.truncated())));
  return result;
}

}  // namespace binding
