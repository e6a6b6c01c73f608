#include "kernel/exact_job.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "kernel/euler_law.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/wiener.hpp"

namespace kernel {
namespace {

constexpr double kNegInf = -std::numeric_limits<double>::infinity();

double contaminant(const Lapse& lapse) { return lapse.probability / (2 * (lapse.high - lapse.low)); }

}  // namespace

// A unit's responses, side by side as the densities take them.
struct ExactJob::Responses {
  std::vector<double> rt;
  std::vector<std::uint8_t> outcome;
};

ExactJob::ExactJob(ExactConditions conditions, Observed observed, ExactOptions options,
                   std::function<void()> when_done)
    : log_likelihood(observed.rt.size(), std::numeric_limits<double>::quiet_NaN()),
      by_drift(options.wants_gradient ? conditions.size() : 0),
      by_threshold(by_drift.size()),
      by_starting_value(by_drift.size()),
      by_non_decision_time(by_drift.size()),
      conditions_(std::move(conditions)),
      observed_(std::move(observed)),
      options_(options),
      when_done_(std::move(when_done)) {
  std::vector<std::size_t> begins(conditions_.size() + 1);
  for (std::size_t t = 0; t < observed_.rt.size(); ++t) {
    if (observed_.include[t] != 0) ++begins[static_cast<std::size_t>(observed_.group[t]) + 1];
  }
  for (std::size_t c = 0; c < conditions_.size(); ++c) begins[c + 1] += begins[c];
  order_.resize(begins.back());
  for (std::size_t c = 0; c < conditions_.size(); ++c) {
    const std::size_t most = options_.euler_step ? order_.size() : kExactBlock;
    for (std::size_t i = begins[c]; i < begins[c + 1]; i += most) {
      units_.push_back({c, i, std::min(i + most, begins[c + 1]), {0, 0, 0, 0}});
    }
  }
  for (std::size_t t = 0; t < observed_.rt.size(); ++t) {
    if (observed_.include[t] != 0) order_[begins[static_cast<std::size_t>(observed_.group[t])]++] = t;
  }
}

void ExactJob::work() {
  while (!is_cancelled()) {
    const std::size_t taken = next_unit_.fetch_add(1, std::memory_order_relaxed);
    if (taken >= units_.size()) return;
    score(units_[taken]);
  }
}

void ExactJob::done() noexcept {
  if (options_.wants_gradient) {
    for (const Unit& unit : units_) {
      by_drift[unit.condition] += unit.gradient[0];
      by_threshold[unit.condition] += unit.gradient[1];
      by_starting_value[unit.condition] += unit.gradient[2];
      by_non_decision_time[unit.condition] += unit.gradient[3];
    }
  }
  when_done_();
}

void ExactJob::score(Unit& unit) {
  Responses responses;
  responses.rt.reserve(unit.end - unit.begin);
  responses.outcome.reserve(unit.end - unit.begin);
  for (std::size_t i = unit.begin; i < unit.end; ++i) {
    responses.rt.push_back(observed_.rt[order_[i]]);
    responses.outcome.push_back(observed_.choice[order_[i]]);
  }
  options_.euler_step ? score_euler(unit, responses) : score_continuous(unit, responses);
}

void ExactJob::score_continuous(Unit& unit, const Responses& responses) {
  WienerProcess process;
  process.drift = conditions_.drift[unit.condition];
  process.threshold = conditions_.threshold[unit.condition];
  process.noise = conditions_.noise[unit.condition];
  process.starting_value = conditions_.starting_value[unit.condition];
  process.non_decision_time = conditions_.non_decision_time[unit.condition];
  const std::size_t n = responses.rt.size();
  std::vector<double> logs(n, kNegInf);
  const bool has_density = std::fabs(process.starting_value) < process.threshold;
  if (has_density) wiener_log_density(responses.rt, responses.outcome, process, logs.data());
  LogShare share;
  if (options_.rt_range && has_density) {
    share = log_share_within(process, *options_.rt_range, options_.wants_gradient);
  }
  std::vector<WienerGradient> gradients(options_.wants_gradient ? n : 0, WienerGradient{0, 0, 0, 0});
  if (options_.wants_gradient && has_density) {
    wiener_log_density_gradient(responses.rt, responses.outcome, process, gradients.data());
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double scored = finish(logs[i], responses.rt[i], share.log_share);
    log_likelihood[order_[unit.begin + i]] = scored;
    if (!options_.wants_gradient || scored == kNegInf) continue;
    // The share of the likelihood that is the model's own, and where that one still moves.
    const double weight = options_.lapse ? 1 - contaminant(*options_.lapse) * exact_exp(-scored) : 1;
    const bool is_floored = options_.floor && logs[i] <= exact_log(*options_.floor);
    const double moves = is_floored || logs[i] == kNegInf ? 0 : weight;
    unit.gradient[0] += moves * gradients[i].drift - weight * share.drift;
    unit.gradient[1] += moves * gradients[i].threshold - weight * share.threshold;
    unit.gradient[2] += moves * gradients[i].starting_value - weight * share.starting_value;
    unit.gradient[3] += moves * gradients[i].non_decision_time - weight * share.non_decision_time;
  }
}

void ExactJob::score_euler(const Unit& unit, const Responses& responses) {
  EulerWalk walk;
  walk.drift = conditions_.drift[unit.condition];
  walk.threshold = conditions_.threshold[unit.condition];
  walk.noise = conditions_.noise[unit.condition];
  walk.starting_value = conditions_.starting_value[unit.condition];
  walk.time_step = *options_.euler_step;
  const double non_decision_time = conditions_.non_decision_time[unit.condition];
  std::vector<double> logs(responses.rt.size());
  euler_log_density(responses.rt, responses.outcome, walk, non_decision_time, logs.data());
  const double log_share =
      options_.rt_range ? log_share_within(walk, non_decision_time, *options_.rt_range).log_share : 0;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    log_likelihood[order_[unit.begin + i]] = finish(logs[i], responses.rt[i], log_share);
  }
}

// Floor, then range, then lapse: (D18). In logs as long as nothing is added.
double ExactJob::finish(double log_density, double rt, double log_share) const {
  double log = log_density;
  if (options_.floor) log = std::max(log, exact_log(*options_.floor));
  if (options_.rt_range) {
    const bool is_within = rt >= options_.rt_range->low && rt <= options_.rt_range->high;
    log = is_within && log_share > kNegInf ? log - log_share : kNegInf;
  }
  if (!options_.lapse || options_.lapse->probability == 0) return log;
  return exact_log((1 - options_.lapse->probability) * exact_exp(log) + contaminant(*options_.lapse));
}

}  // namespace kernel
