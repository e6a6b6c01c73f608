// First passage between bounds that move, of a process whose drift varies and leaks.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kernel/argument_error.hpp"
#include "kernel/course.hpp"

namespace kernel {

/// dX = (drift(t) - leak X) dt + noise dW from `starting_value`, ended by the first of X >= threshold(t)
/// (upper) and X <= -threshold(t) (lower). Time runs from the onset of the process: there is no non-decision
/// time here.
struct FirstPassageProcess {
  Course drift;               ///< [evidence / s], values finite
  Course threshold;           ///< [evidence], > 0 at time 0; where it comes to 0 everything ends
  double leak = 0;            ///< [1 / s], finite; negative: unstable
  double noise = 1;           ///< [evidence / sqrt s], finite and > 0
  double starting_value = 0;  ///< [evidence], strictly between the bounds of time 0
  double accuracy = 1e-5;     ///< wanted error relative to the peak, in [1e-6, 1e-2]
};

/// The first field that is out of the range given above, by its name in TypeScript.
[[nodiscard]] std::optional<ArgumentError> check(const FirstPassageProcess& process);

/// Densities at both bounds, one value for each time [1/s].
struct FirstPassage {
  std::vector<double> upper;
  std::vector<double> lower;
  double until;  ///< infinity; else the solver gave up there, and densities at later times are not known
};

/// First-passage densities at `times`, in any order; 0 at times <= 0.
///
/// The Fokker-Planck equation on x / threshold(t), in Legendre polynomials, carried by Radau IIA of order 5
/// with steps and a number of polynomials that follow the solution: (F1) to (F7). Early on, while the far
/// bound is out of reach, the method of images stands in for it.
///
/// Accuracy: `accuracy` times the peak of the two densities; measured on golden/density/bounds.json
///           (test/first-passage.test.ts). Tails keep about that relative to the survivors' mass; densities
///           are 0 where less than 1e-30 survive.
/// Limits:   survivors spread over less than .008 thresholds while some of them pass (threshold * |drift| far
///           above 1000 noise^2, with a leak or a bent threshold) are too narrow for 768 polynomials: `until`
///           says so, after a second at most.
/// Source:   Shen (1994), SIAM J. Sci. Comput. 15:1489-1505 (the basis); Hairer & Wanner, Solving Ordinary
///           Differential Equations II, IV.8 (Radau IIA and its error estimate); docs/first-passage.md.
/// @pre `check(process)` has nothing to say, and every time is finite
[[nodiscard]] FirstPassage first_passage_density(std::span<const double> times,
                                                 const FirstPassageProcess& process);

}  // namespace kernel
