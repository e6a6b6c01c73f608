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

constexpr std::uint8_t kBothBounds[] = {1, 0, 1, 0};

double share_within(const WienerProcess& process, const RtRange& range) {
  const double times[] = {range.high, range.high, range.low, range.low};
  double chance[4];
  wiener_cdf(times, kBothBounds, process, chance);
  return (chance[0] - chance[2]) + (chance[1] - chance[3]);
}

// Density of responses at either bound.
double density_at(const WienerProcess& process, double time) {
  const double times[] = {time, time};
  double logs[2];
  wiener_log_density(times, std::span(kBothBounds, 2), process, logs);
  return exact_exp(logs[0]) + exact_exp(logs[1]);
}

double derivative(WienerProcess process, double WienerProcess::*field, double step, const RtRange& range) {
  const double centre = process.*field;
  const auto at = [&](int steps) {
    process.*field = centre + steps * step;
    return share_within(process, range);
  };
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
}

// Integral of a walk's density from its first step to `steps` steps (a real number), in steps: trapezia.
double mass_before(const StepLaw& law, double steps) {
  const auto at = [&](std::size_t k) {
    return k <= law.upper.size() ? law.upper[k - 1] + law.lower[k - 1] : 0;
  };
  double mass = 0;
  std::size_t k = 1;
  for (; static_cast<double>(k) + 1 <= steps && k < law.upper.size(); ++k) mass += (at(k) + at(k + 1)) / 2;
  const double share = std::min(steps - static_cast<double>(k), 1.0);
  return share > 0 ? mass + share * (at(k) + share * (at(k + 1) - at(k)) / 2) : mass;
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

LogShare log_share_within(const WienerProcess& process, const RtRange& range, bool wants_gradient) {
  LogShare result;
  const double share = share_within(process, range);
  result.log_share = log_of_share(share);
  if (!wants_gradient || share < kLeastShare) return result;
  const double room = process.threshold - std::fabs(process.starting_value);
  const double step = std::min(1e-3 * process.threshold, room / 8);
  const double drift_step = 1e-3 * process.noise * process.noise / process.threshold;
  result.drift = derivative(process, &WienerProcess::drift, drift_step, range) / share;
  result.threshold = derivative(process, &WienerProcess::threshold, step, range) / share;
  result.starting_value = derivative(process, &WienerProcess::starting_value, step, range) / share;
  result.non_decision_time = (density_at(process, range.low) - density_at(process, range.high)) / share;
  return result;
}

LogShare log_share_within(const EulerWalk& walk, double non_decision_time, const RtRange& range) {
  const double low = (range.low - non_decision_time) / walk.time_step;
  const double high = (range.high - non_decision_time) / walk.time_step;
  LogShare result;
  const StepLaw law = law_until(walk, high);
  result.log_share = log_of_share(mass_before(law, high) - mass_before(law, low));
  return result;
}

}  // namespace kernel
