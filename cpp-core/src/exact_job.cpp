#include "kernel/exact_job.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "exact_law.hpp"
#include "kernel/exact_math.hpp"
#include "log_terms.hpp"

namespace kernel {
namespace {

constexpr double kNegInf = -std::numeric_limits<double>::infinity();

}  // namespace

ExactJob::ExactJob(ExactConditions conditions, Observed observed, ExactOptions options,
                   std::function<void()> when_done)
    : log_likelihood(observed.include.size(), std::numeric_limits<double>::quiet_NaN()),
      by_drift(options.wants_gradient ? conditions.size() : 0),
      by_threshold(by_drift.size()),
      by_starting_value(by_drift.size()),
      by_non_decision_time(by_drift.size()),
      conditions_(std::move(conditions)),
      observed_(std::move(observed)),
      options_(options),
      when_done_(std::move(when_done)) {
  std::vector<std::size_t> begins(conditions_.size() + 1);
  for (std::size_t t = 0; t < observed_.include.size(); ++t) {
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
  for (std::size_t t = 0; t < observed_.include.size(); ++t) {
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
  const Terms& terms = options_.terms;
  const std::unique_ptr<ExactLaw> law = law_of(conditions_, unit.condition, options_);
  std::vector<Seen> seen;
  for (std::size_t i = unit.begin; i < unit.end; ++i) seen.push_back(seen_of(observed_, order_[i], terms));
  const std::vector<Graded> own = law->log_likelihoods(seen);
  Graded share;
  if (terms.rt_range) share = law->chance(kAnyChoice, *terms.rt_range);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double scored = finish(seen[i], own[i].log, share.log);
    log_likelihood[order_[unit.begin + i]] = scored;
    if (!options_.wants_gradient || scored == kNegInf) continue;
    // The share of the likelihood that is the model's own, and where that one still moves.
    const double weight = terms.lapse ? 1 - contaminant(terms, seen[i]) * exact_exp(-scored) : 1;
    const bool is_floored = terms.floor && own[i].log <= exact_log(*terms.floor);
    const double moves = is_floored || own[i].log == kNegInf ? 0 : weight;
    unit.gradient[0] += moves * own[i].drift - weight * share.drift;
    unit.gradient[1] += moves * own[i].threshold - weight * share.threshold;
    unit.gradient[2] += moves * own[i].starting_value - weight * share.starting_value;
    unit.gradient[3] += moves * own[i].non_decision_time - weight * share.non_decision_time;
  }
}

double ExactJob::finish(const Seen& seen, double own, double log_share) const {
  return log_of_logs(own, log_share, options_.terms, seen);
}

}  // namespace kernel
