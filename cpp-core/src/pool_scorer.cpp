#include "pool_scorer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "kernel/exact_math.hpp"
#include "kernel/math_special.hpp"

namespace kernel {
namespace {

constexpr double kLeastLog = -745;  // stands for -infinity, of which there is no variance
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<std::uint32_t> sum_of_both(const std::array<std::vector<std::uint32_t>, 2>& counts) {
  std::vector<std::uint32_t> sum = counts[0];
  sum.resize(std::max(counts[0].size(), counts[1].size()));
  for (std::size_t k = 0; k < counts[1].size(); ++k) sum[k] += counts[1][k];
  return sum;
}

constexpr double kManyCounts = 50;  // beyond it the delta method is within 2 %

// Variance of g(f) over a bin's law.
template <class Function>
double variance_of(const BinLaw& law, Function g) {
  double chance = exact_exp(-law.mean);
  // With a mean that is an estimate, e^-mean is too large on average.
  const double error = law.mean * law.relative_error;
  const double of_none = exact_exp(-0.5 * error * error);
  double all = 0;
  double mean = 0;
  double square = 0;
  const double most = law.mean + 10 * std::sqrt(law.mean) + 10;
  for (double count = 0; count <= most; ++count) {
    const double value = std::max(g(law.offset + law.unit * count), kLeastLog);
    const double fair = count == 0 ? chance * of_none : chance;
    all += fair;
    mean += fair * value;
    square += fair * value * value;
    chance *= law.mean / (count + 1);
  }
  mean /= all;
  return std::max(square / all - mean * mean, 0.0);
}

}  // namespace

double share_ended(double steps, double k) noexcept {
  const double past = steps - k;
  if (past <= -1) return 0;
  if (past >= 1) return 1;
  return past < 0 ? (1 + past) * (1 + past) / 2 : 1 - (1 - past) * (1 - past) / 2;
}

PoolScorer::PoolScorer(PoolEndings endings, const LikelihoodOptions& options)
    : endings_(std::move(endings)), options_(options) {
  if (options_.terms.rt_range) share_ = chance_of(kAnyChoice, *options_.terms.rt_range) / endings_.paths;
}

CategoryDensity& PoolScorer::density_of(std::uint8_t choice) {
  Slot& slot = slot_of(choice);
  if (!slot.density) {
    const auto& counts = endings_.counts;
    slot.density =
        std::make_unique<CategoryDensity>(choice == kAnyChoice ? sum_of_both(counts) : counts[choice],
                                          endings_.paths, endings_.time_step, options_.density);
    if (options_.standard_error) slot.sensitivity.resize(slot.density->counts().size());
  }
  return *slot.density;
}

double PoolScorer::part_of(const RtRange& interval, double k) const {
  const double until = interval.high == kInfinity ? 1 : share_ended(steps_at(interval.high), k);
  return until - (interval.low == -kInfinity ? 0 : share_ended(steps_at(interval.low), k));
}

// In paths. Those that ended nowhere are later than anything.
double PoolScorer::chance_of(std::uint8_t choice, const RtRange& interval) const {
  double within = 0;
  double ended = 0;
  for (const std::uint8_t bound : {kLower, kUpper}) {
    if (choice != kAnyChoice && choice != bound) continue;
    const auto& counts = endings_.counts[bound];
    for (std::size_t k = 1; k < counts.size(); ++k) {
      if (counts[k] == 0) continue;
      within += counts[k] * part_of(interval, static_cast<double>(k));
      ended += counts[k];
    }
  }
  return choice == kAnyChoice && interval.high == kInfinity ? within + (endings_.paths - ended) : within;
}

double PoolScorer::score(const Seen& seen) {
  Slot& slot = slot_of(seen.choice);
  const Terms& terms = options_.terms;
  if (!seen.is_point && slot.chance < 0) {
    slot.interval = {seen.low, seen.high};
    slot.chance = chance_of(seen.choice, slot.interval);
  }
  const double decision_time = seen.low - endings_.non_decision_time;
  const double likelihood =
      seen.is_point ? density_of(seen.choice).at(decision_time) : slot.chance / endings_.paths;
  if (options_.standard_error) {
    const Weights weights = weights_of(likelihood, share_, terms, seen);
    share_weight_ += weights.share;
    if (!seen.is_point) slot.chance_weight += weights.likelihood;
    if (seen.is_point) add_point(slot, seen, likelihood);
  }
  return log_of(likelihood, share_, terms, seen);
}

// By the delta method; a histogram's few counts by their own law.
void PoolScorer::add_point(Slot& slot, const Seen& seen, double likelihood) {
  const double decision_time = seen.low - endings_.non_decision_time;
  double weight = weights_of(likelihood, share_, options_.terms, seen).likelihood;
  const auto law = slot.density->law_at(decision_time);
  if (law && law->mean < kManyCounts) {
    const double variance =
        variance_of(*law, [&](double f) { return log_of(f, share_, options_.terms, seen); });
    const double count = (likelihood - law->offset) / law->unit;
    const double by_delta = weight * law->unit * std::sqrt(std::max(count, 0.0)) / likelihood;
    if (count < 0.5) {
      slot.empty_bins[law->bin] += std::sqrt(variance);
      return;
    }
    weight *= std::sqrt(variance) / by_delta;
  }
  if (law) of_edges_ += weight * weight * law->log_slope * law->log_slope / 12;
  if (!(weight > 0)) return;
  if (options_.density.estimator != Estimator::kFast) {
    slot.density->add_sensitivity(decision_time, weight, slot.sensitivity);
    return;
  }
  // Where its density is small it is off by as much as it is itself: then the logarithm scatters as that of a
  // lognormal law with this relative error, which the delta method would make too much of.
  std::vector<double> own(slot.sensitivity.size());
  slot.density->add_sensitivity(decision_time, 1, own);
  double variance = 0;
  for (std::size_t i = 0; i < own.size(); ++i) variance += slot.density->counts()[i] * own[i] * own[i];
  if (variance > 0) weight *= std::sqrt(exact_log1p(variance) / variance);
  for (std::size_t i = 0; i < own.size(); ++i) slot.sensitivity[i] += weight * own[i];
}

double PoolScorer::variance() const {
  double of_empty_bins = of_edges_;
  for (const Slot& slot : slots_) {
    for (const auto& [bin, sd] : slot.empty_bins) of_empty_bins += sd * sd;
  }
  double sum = 0;
  double squares = 0;
  const auto add = [&](double count, double sensitivity) {
    sum += count * sensitivity;
    squares += count * sensitivity * sensitivity;
  };
  const auto of_chances = [&](std::uint8_t bound, double k) {
    double all = 0;
    for (const std::uint8_t choice : {bound, kAnyChoice}) {
      const Slot& slot = slots_[choice == kAnyChoice ? 2 : choice];
      if (slot.chance_weight > 0 && slot.chance > 0)
        all += slot.chance_weight * part_of(slot.interval, k) / slot.chance;
    }
    if (share_weight_ < 0) {
      all += share_weight_ * part_of(*options_.terms.rt_range, k) / (share_ * endings_.paths);
    }
    return all;
  };
  // Places of a step in the three sensitivities: each holds the steps that its own density has paths at.
  const std::size_t most = std::max(endings_.counts[0].size(), endings_.counts[1].size());
  std::array<std::size_t, 3> place{};
  double ended = 0;
  for (std::size_t k = 1; k < most; ++k) {
    bool is_seen = false;
    for (const std::uint8_t bound : {kLower, kUpper}) {
      const double count = k < endings_.counts[bound].size() ? endings_.counts[bound][k] : 0;
      if (count == 0) continue;
      is_seen = true;
      ended += count;
      double all = of_chances(bound, static_cast<double>(k));
      if (!slots_[bound].sensitivity.empty()) all += slots_[bound].sensitivity[place[bound]++];
      if (!slots_[2].sensitivity.empty()) all += slots_[2].sensitivity[place[2]];
      add(count, all);
    }
    if (is_seen) ++place[2];
  }
  // Paths that ended nowhere are in no density, and in an interval without end.
  const Slot& any = slots_[2];
  if (any.chance_weight > 0 && any.interval.high == kInfinity && any.chance > 0)
    add(endings_.paths - ended, any.chance_weight / any.chance);
  return std::max(squares - sum * sum / endings_.paths, 0.0) + of_empty_bins;
}

}  // namespace kernel
