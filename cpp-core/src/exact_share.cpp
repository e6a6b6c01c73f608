#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "kernel/euler_law.hpp"
#include "kernel/exact_job.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/wiener.hpp"

namespace kernel {
namespace {

constexpr double kLeastShare = 1e-15;  // what is left of differences below it is their rounding

double log_of_share(double share) {
  return share < kLeastShare ? -std::numeric_limits<double>::infinity() : exact_log(std::min(share, 1.0));
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::uint8_t kBothBounds[] = {1, 0};

double part(std::uint8_t choice, double upper, double lower) {
  return (choice == 0 ? 0 : upper) + (choice == 1 ? 0 : lower);
}

// Chance of a response with this choice by `time`.
double chance_by(const WienerProcess& process, std::uint8_t choice, double time) {
  if (time == -kInfinity) return 0;
  if (time == kInfinity) {
    if (choice == kAnyChoice) return 1;
    const ChoiceProbability chance = wiener_choice_probability(process);
    return part(choice, chance.upper, chance.lower);
  }
  const double times[] = {time, time};
  double chance[2];
  wiener_cdf(times, kBothBounds, process, chance);
  return part(choice, chance[0], chance[1]);
}

double chance_within(const WienerProcess& process, std::uint8_t choice, const RtRange& interval) {
  return chance_by(process, choice, interval.high) - chance_by(process, choice, interval.low);
}

double density_at(const WienerProcess& process, std::uint8_t choice, double time) {
  if (std::isinf(time)) return 0;
  const double times[] = {time, time};
  double logs[2];
  wiener_log_density(times, kBothBounds, process, logs);
  return part(choice, exact_exp(logs[0]), exact_exp(logs[1]));
}

double derivative(WienerProcess process, double WienerProcess::*field, double step, std::uint8_t choice,
                  const RtRange& interval) {
  const double centre = process.*field;
  const auto at = [&](int steps) {
    process.*field = centre + steps * step;
    return chance_within(process, choice, interval);
  };
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
}

// Integral of a walk's density at these bounds until `steps` steps (a real number), in steps: trapezia, and
// half a step's worth before the first step, which is what the density that begins there leaves out.
double chance_before(const StepLaw& law, std::uint8_t choice, double steps) {
  const auto at = [&](std::size_t k) {
    return k <= law.upper.size() ? part(choice, law.upper[k - 1], law.lower[k - 1]) : 0;
  };
  if (!(steps >= 1)) return 0;
  double mass = at(1) / 2;
  std::size_t k = 1;
  for (; static_cast<double>(k) + 1 <= steps && k < law.upper.size(); ++k) mass += (at(k) + at(k + 1)) / 2;
  const double share = std::min(steps - static_cast<double>(k), 1.0);
  return mass + share * (at(k) + share * (at(k + 1) - at(k)) / 2);
}

constexpr std::size_t kFewSteps = 4096;

// The steps that matter before `steps`: what comes later is less than kLeastShare in all.
StepLaw law_until(const EulerWalk& walk, double steps) {
  for (std::size_t most = kFewSteps;; most *= 2) {
    const bool is_enough = static_cast<double>(most) >= steps + 1;
    const StepLaw law =
        euler_law(walk, is_enough ? static_cast<std::size_t>(std::max(2.0, steps + 2)) : most);
    const double last = law.upper.back() + law.lower.back();
    if (is_enough || last <= kLeastShare * (1 - law.ratio) || most >= (std::size_t{1} << 26)) return law;
  }
}

}  // namespace

Graded log_chance(const WienerProcess& process, std::uint8_t choice, const RtRange& interval,
                  bool wants_gradient) {
  Graded result;
  const double chance = chance_within(process, choice, interval);
  result.log = log_of_share(chance);
  if (!wants_gradient || chance < kLeastShare) return result;
  const double room = process.threshold - std::fabs(process.starting_value);
  const double step = std::min(1e-3 * process.threshold, room / 8);
  const double drift_step = 1e-3 * process.noise * process.noise / process.threshold;
  const auto by = [&](double WienerProcess::*field, double size) {
    return derivative(process, field, size, choice, interval) / chance;
  };
  result.drift = by(&WienerProcess::drift, drift_step);
  result.threshold = by(&WienerProcess::threshold, step);
  result.starting_value = by(&WienerProcess::starting_value, step);
  result.non_decision_time =
      (density_at(process, choice, interval.low) - density_at(process, choice, interval.high)) / chance;
  return result;
}

Graded log_chance(const EulerWalk& walk, double non_decision_time, std::uint8_t choice,
                  const RtRange& interval) {
  const double low = (interval.low - non_decision_time) / walk.time_step;
  const double high = (interval.high - non_decision_time) / walk.time_step;
  const bool is_open = interval.high == kInfinity;
  const StepLaw law = law_until(walk, is_open && choice == kAnyChoice ? low : high);
  const double before = interval.low == -kInfinity ? 0 : chance_before(law, choice, low);
  // Of any choice, a response comes with certainty, however late.
  const double until = is_open && choice == kAnyChoice ? 1 : chance_before(law, choice, high);
  Graded result;
  result.log = log_of_share(until - before);
  return result;
}

}  // namespace kernel
