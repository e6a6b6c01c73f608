#include "race_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gauss_kronrod.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/math_special.hpp"

namespace kernel {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Differences between the two rules at which a panel is not halved; the finer rule is much nearer than that.
constexpr double kAccuracy = 1e-11;
constexpr double kRelative = 1e-10;
constexpr double kRounding = 1e-14;
constexpr int kMostRules = 300;  // of a panel between two quantiles

double log_density_of(const RaceTrial& trial, double rt, std::uint8_t choice) {
  double log = 0;
  switch (trial.kind) {
    case RaceKind::kLba:
      lba_log_density({&rt, 1}, {&choice, 1}, lba_of(trial), &log);
      break;
    case RaceKind::kLognormal:
      lognormal_race_log_density({&rt, 1}, {&choice, 1}, lognormal_of(trial), &log);
      break;
    case RaceKind::kDiffusion:
      racing_diffusion_log_density({&rt, 1}, {&choice, 1}, diffusion_of(trial), &log);
      break;
    case RaceKind::kWald:
      shifted_wald_log_density({&rt, 1}, wald_of(trial), &log);
      break;
  }
  return log;
}

// log(e^high - e^low), high >= low.
double log_difference(double high, double low) {
  return low < high ? high + exact_log(-exact_expm1(low - high)) : -kInfinity;
}

// Chance of `choice` between two times (logarithms), by 21 nodes, halved where 10 of them say otherwise.
class ChoiceIntegral {
 public:
  ChoiceIntegral(const RaceTrial& trial, std::uint8_t choice) : trial_(trial), choice_(choice) {}

  [[nodiscard]] double between(double low, double high) {
    rules_left_ = kMostRules;
    return part(low, high);
  }

 private:
  double part(double low, double high) {
    const double middle = 0.5 * (low + high);
    const double half = 0.5 * (high - low);
    double fine = 0;
    double coarse = 0;
    for (int i = 0; i < kNodes21; ++i) {
      const double value = at(middle + half * kNode21[i]);
      fine += kWeight21[i] * value;
      coarse += kLowWeight21[i] * value;
    }
    // The digits that a node's place has are all that a density so narrow can have.
    const double relative = kRelative + kRounding * std::max(1.0, std::fabs(middle)) / half;
    const double allowed = std::max(kAccuracy, relative * fine * half);
    if (!(std::fabs(fine - coarse) * half > allowed) || --rules_left_ < 0) return fine * half;
    const double before = part(low, middle);
    return before + part(middle, high);
  }

  [[nodiscard]] double at(double log_time) const {
    const double time = exact_exp(log_time);
    return exact_exp(log_density_of(trial_, time, choice_) + log_time);
  }

  const RaceTrial& trial_;
  const std::uint8_t choice_;
  int rules_left_ = 0;
};

// Where the time of the first to finish lies, among the times from `low` to `high` (logarithms).
class Quantiles {
 public:
  Quantiles(const RaceTrial& trial, double low, double high)
      : trial_(trial), begin_(low), high_(high), first_(at(low)), all_(-exact_expm1(at(high) - first_)) {}

  [[nodiscard]] bool is_empty() const { return !(all_ > 0); }

  /// The next one, about where a share of `level` has finished; levels increase.
  double next(double level) {
    const double slack = 0.3 * std::min(level, 1 - level);
    double until = high_;
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (begin_ + until);
      const double share = -exact_expm1(at(middle) - first_) / all_;
      if (std::fabs(share - level) <= slack) return begin_ = middle;
      (share < level ? begin_ : until) = middle;
    }
    return begin_;
  }

 private:
  [[nodiscard]] double at(double log_time) const { return race_log_survivor(trial_, exact_exp(log_time)); }

  const RaceTrial& trial_;
  double begin_;
  const double high_;
  const double first_;
  const double all_;
};

// By panels between quantiles of the time at which anyone finishes, so that no peak lies between nodes.
double chance_of_choice(RaceTrial trial, std::uint8_t choice, const RtRange& interval) {
  constexpr double kMostLogTime = 700;
  constexpr double kLevels[] = {1e-12, 1e-9, 1e-6, 1e-4,   0.01,     0.1,      0.3,      0.5,
                                0.7,   0.9,  0.99, 0.9999, 1 - 1e-6, 1 - 1e-9, 1 - 1e-12};
  const double from = interval.low - trial.t0;
  const double until = interval.high - trial.t0;
  trial.t0 = 0;  // so that early times keep their digits
  if (!(until > 0)) return 0;
  const double low = from > 0 ? std::max(exact_log(from), -kMostLogTime) : -kMostLogTime;
  const double high = until < kInfinity ? std::min(exact_log(until), kMostLogTime) : kMostLogTime;
  if (!(low < high)) return 0;
  Quantiles quantiles(trial, low, high);
  if (quantiles.is_empty()) return 0;
  ChoiceIntegral integral(trial, choice);
  double begin = low;
  double sum = 0;
  for (const double level : kLevels) {
    const double end = quantiles.next(level);
    if (level > kLevels[0]) sum += integral.between(begin, end);
    begin = end;
  }
  // What is left ends soon, or at `high`.
  return sum + integral.between(begin, std::min(high, begin + 3));
}

}  // namespace

LbaRace lba_of(const RaceTrial& trial) {
  return {
      trial.bound, trial.start,         {trial.rate, trial.accumulators}, {trial.spread, trial.accumulators},
      trial.t0,    trial.positive_drift};
}

LognormalRace lognormal_of(const RaceTrial& trial) {
  return {{trial.rate, trial.accumulators}, {trial.spread, trial.accumulators}, trial.t0};
}

DiffusionRace diffusion_of(const RaceTrial& trial) {
  return {trial.bound,
          trial.start,
          {trial.rate, trial.accumulators},
          {trial.spread, trial.accumulators},
          trial.t0};
}

ShiftedWald wald_of(const RaceTrial& trial) {
  return {trial.bound, trial.rate[0], trial.spread[0], trial.t0};
}

double race_log_density(const RaceTrial& trial, double rt, std::uint8_t choice) {
  if (choice != kAnyChoice) return log_density_of(trial, rt, choice);
  double most = -kInfinity;
  for (std::size_t k = 0; k < trial.accumulators; ++k)
    most = std::max(most, log_density_of(trial, rt, static_cast<std::uint8_t>(k)));
  if (most == -kInfinity || trial.accumulators == 1) return most;
  double sum = 0;
  for (std::size_t k = 0; k < trial.accumulators; ++k)
    sum += exact_exp(log_density_of(trial, rt, static_cast<std::uint8_t>(k)) - most);
  return most + exact_log(sum);
}

double race_log_survivor(const RaceTrial& trial, double rt) {
  switch (trial.kind) {
    case RaceKind::kLba:
      return lba_log_survivor(rt, lba_of(trial));
    case RaceKind::kLognormal:
      return lognormal_race_log_survivor(rt, lognormal_of(trial));
    case RaceKind::kDiffusion:
      return racing_diffusion_log_survivor(rt, diffusion_of(trial));
    case RaceKind::kWald:
      return shifted_wald_log_survivor(rt, wald_of(trial));
  }
  return 0;
}

double race_log_chance(const RaceTrial& trial, std::uint8_t choice, const RtRange& interval) {
  if (choice != kAnyChoice && trial.accumulators > 1) {
    return exact_log(std::min(chance_of_choice(trial, choice, interval), 1.0));
  }
  const double before = interval.low == -kInfinity ? 0 : race_log_survivor(trial, interval.low);
  if (choice == kAnyChoice && interval.high == kInfinity) return before;
  return log_difference(before, race_log_survivor(trial, interval.high));
}

}  // namespace kernel
