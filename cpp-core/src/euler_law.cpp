#include "kernel/euler_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "euler_march.hpp"
#include "kernel/exact_math.hpp"

namespace kernel {
namespace {

constexpr double kSlack = 1e-9;  // of a step: what a response time may lack of the first one

// Which way up the walk is solved: drift first, then the start, decide, so that mirrored walks share their
// bits.
bool is_upside_down(const EulerWalk& walk) {
  if (walk.drift != 0) return walk.drift < 0;
  if (walk.switch_after > 0 && walk.drift_after != 0) return walk.drift_after < 0;
  return walk.starting_value < 0;
}

// A threshold of 0 or less sends x = threshold up, so that such walks have no mirror image.
bool has_mirror(const EulerWalk& walk) {
  return std::all_of(walk.thresholds.begin(), walk.thresholds.end(), [](double b) { return b > 0; });
}

EulerWalk mirrored(EulerWalk walk) {
  walk.drift = -walk.drift;
  walk.drift_after = -walk.drift_after;
  walk.starting_value = -walk.starting_value;
  return walk;
}

std::optional<ArgumentError> refuse(const char* field, const char* expectation, double value) {
  return ArgumentError{field, expectation, shown(value)};
}

std::optional<ArgumentError> check_work(const EulerWalk& walk, std::size_t steps) {
  const double sd = walk.noise * std::sqrt(walk.time_step);
  if (!(sd > 0 && std::isfinite(walk.threshold / sd))) {
    return refuse("noise", "must make steps that thresholds can be measured by", walk.noise);
  }
  // Without a leak, survivors settle within a few times the time that noise takes from bound to bound.
  const bool fixed = walk.thresholds.empty();
  const double nodes = fixed ? static_cast<double>(fixed_nodes(walk)) : grid_points(walk, steps);
  const double band = std::min(nodes, fixed ? 48.0 : 80.0);
  const double diffusion = walk.threshold / sd * (walk.threshold / sd);
  const double settled =
      fixed ? 1000 + static_cast<double>(walk.switch_after) + 40 * diffusion : kMostEulerWork;
  if (nodes * band * std::min(static_cast<double>(steps), settled) <= kMostEulerWork) return {};
  return refuse("timeStepSize", "must be larger, for these thresholds, noise and times", walk.time_step);
}

}  // namespace

std::optional<ArgumentError> check(const EulerWalk& walk, std::size_t steps) {
  if (!std::isfinite(walk.drift)) return refuse("drift", "must be finite", walk.drift);
  if (!std::isfinite(walk.leak)) return refuse("leak", "must be finite", walk.leak);
  if (!(std::isfinite(walk.noise) && walk.noise > 0)) {
    return refuse("noise", "must be finite and above 0", walk.noise);
  }
  if (!(std::isfinite(walk.threshold) && walk.threshold > 0)) {
    return refuse("threshold", "must be finite and above 0", walk.threshold);
  }
  if (!std::isfinite(walk.starting_value))
    return refuse("startingValue", "must be finite", walk.starting_value);
  if (!(std::isfinite(walk.time_step) && walk.time_step > 0)) {
    return refuse("timeStepSize", "must be finite and above 0", walk.time_step);
  }
  if (!std::isfinite(walk.drift_after)) return refuse("driftAfterSwitch", "must be finite", walk.drift_after);
  for (std::size_t k = 0; k < walk.thresholds.size(); ++k) {
    if (std::isfinite(walk.thresholds[k])) continue;
    return refuse(indexed("threshold", k).c_str(), "must be finite", walk.thresholds[k]);
  }
  return check_work(walk, steps);
}

namespace {

StepLaw settled_law(const EulerWalk& walk, std::size_t steps) {
  const bool upside_down = is_upside_down(walk) && has_mirror(walk);
  const EulerWalk solved = upside_down ? mirrored(walk) : walk;
  StepLaw law = walk.thresholds.empty() ? law_of_fixed_thresholds(solved, steps)
                                        : law_of_changing_thresholds(solved, steps);
  if (upside_down) std::swap(law.upper, law.lower);
  return law;
}

// Log of the chance of ending `steps` >= 1 steps in (a real number), linear between whole steps.
double log_chance(const std::vector<double>& chance, double ratio, double steps) {
  const double whole = std::floor(steps);
  const double share = steps - whole;
  const double held = static_cast<double>(chance.size());
  if (whole >= held) {
    const double decay = whole > held ? (whole - held) * exact_log(ratio) : 0;
    return exact_log(chance.back()) + decay + exact_log(1 + share * (ratio - 1));
  }
  const auto k = static_cast<std::size_t>(whole);
  const double next = k < chance.size() ? chance[k] : ratio * chance[k - 1];
  return exact_log(chance[k - 1] + share * (next - chance[k - 1]));
}

}  // namespace

StepLaw euler_law(const EulerWalk& walk, std::size_t steps) {
  if (steps == 0) return {};
  StepLaw law = settled_law(walk, steps);
  for (std::vector<double>* chance : {&law.upper, &law.lower}) {
    chance->reserve(steps);
    while (chance->size() < steps) {
      const double next = law.ratio * chance->back();
      chance->push_back(next < std::numeric_limits<double>::min() ? 0 : next);
    }
  }
  return law;
}

std::size_t euler_steps(std::span<const double> rt, double non_decision_time, double time_step) {
  double most = 1;
  for (const double time : rt) most = std::max(most, std::ceil((time - non_decision_time) / time_step));
  return static_cast<std::size_t>(std::min(most, 9e15));
}

void euler_log_density(std::span<const double> rt, std::span<const std::uint8_t> outcome,
                       const EulerWalk& walk, double non_decision_time, double* out) {
  const StepLaw law = settled_law(walk, euler_steps(rt, non_decision_time, walk.time_step));
  const double log_step = exact_log(walk.time_step);
  for (std::size_t i = 0; i < rt.size(); ++i) {
    const double steps = (rt[i] - non_decision_time) / walk.time_step;
    out[i] =
        steps < 1 - kSlack
            ? -std::numeric_limits<double>::infinity()
            : log_chance(outcome[i] == 1 ? law.upper : law.lower, law.ratio, std::max(1.0, steps)) - log_step;
  }
}

}  // namespace kernel
