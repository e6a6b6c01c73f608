// The exact law of the Euler walk: how likely a simulated path is to end at either bound at each step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernel/argument_error.hpp"

namespace kernel {

/// The walk x <- x + (drift - leak x) dt + noise sqrt(dt) N(0, 1) from `starting_value`, which ends after the
/// first step k = 1, 2, ... with x >= threshold_k (upper) or else x <= -threshold_k (lower).
struct EulerWalk {
  double drift = 0;           ///< [evidence / s], finite
  double leak = 0;            ///< [1 / s], finite; negative: unstable
  double noise = 1;           ///< [evidence / sqrt s], finite and > 0
  double threshold = 1;       ///< [evidence], finite and > 0
  double starting_value = 0;  ///< [evidence], finite
  double time_step = 0.001;   ///< dt [s], finite and > 0

  std::int64_t switch_after =
      0;                   ///< steps 1 .. switch_after use `drift`, later ones `drift_after`; 0: no switch
  double drift_after = 0;  ///< finite
  std::vector<double> thresholds{};  ///< thresholds[k - 1] is tested after step k; the last one from then on;
                                     ///< empty: `threshold` always. Finite; 0 or less ends every path.
};

/// The first field that is out of the range given above, by its name in TypeScript, or `timeStepSize` where
/// the walk would take too long to follow: `kMostEulerWork` products for `steps` steps.
[[nodiscard]] std::optional<ArgumentError> check(const EulerWalk& walk, std::size_t steps);

constexpr double kMostEulerWork = 2e10;

/// upper[k - 1], lower[k - 1]: chance of ending there at exactly step k, for the steps k that are held.
struct StepLaw {
  std::vector<double> upper;
  std::vector<double> lower;
  double ratio = 0;  ///< every probability after those held is this times the one before
};

/// P(ends at step k) for k = 1 .. steps, all of them held, by quadrature of the transition kernel: (E1) to
/// (E4).
///
/// Accuracy: absolute 1e-8 of the largest probability at constant thresholds (1e-7 at changing ones),
/// measured on
///           every case of golden/density/euler.json (test/euler_law_test.cpp, test/euler-law.test.ts).
/// Source:   docs/first-passage.md, "The Euler walk".
/// @pre `check(walk, steps)` has nothing to say
[[nodiscard]] StepLaw euler_law(const EulerWalk& walk, std::size_t steps);

/// Log densities of responses, P(step k) / dt with k = (rt - non_decision_time) / dt, linear between steps
/// and -infinity for k < 1. Only the steps up to the largest rt are computed.
///
/// k within 1e-9 of 1 counts as 1, so that the rounding of a simulated rt = non_decision_time + dt makes no
/// response impossible. Late responses cost nothing more: once the survivors have settled, so has their
/// decay.
/// @param outcome  1 upper, 0 lower
/// @pre `check(walk, euler_steps(...))` has nothing to say
void euler_log_density(std::span<const double> rt, std::span<const std::uint8_t> outcome,
                       const EulerWalk& walk, double non_decision_time, double* out);

/// The steps that `euler_log_density` needs for these responses; at least 1.
[[nodiscard]] std::size_t euler_steps(std::span<const double> rt, double non_decision_time, double time_step);

}  // namespace kernel
