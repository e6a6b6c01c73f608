// Racing diffusions (Tillman, Van Zandt & Logan 2020, Psychon. Bull. Rev. 27:911-936).
#pragma once

#include "kernel/race.hpp"

namespace kernel {

/// Accumulator i starts at U(0, A) and moves by v_i dt + s dW until it reaches b; nothing bounds it below.
struct DiffusionRace {
  double b = 1;               ///< threshold [evidence], finite, > 0 and >= A
  double A = 0;               ///< width of the start, finite and >= 0
  std::span<const double> v;  ///< drifts [evidence / s], finite and >= 0, one for each accumulator
  std::span<const double> s;  ///< noise [evidence / sqrt s], finite and > 0, one for each accumulator
  double t0 = 0;              ///< non-decision time [s], finite and >= 0
};

[[nodiscard]] std::optional<ArgumentError> check(const DiffusionRace& race);

/// Log density of accumulator `choice` finishing first at `rt` (D14); -infinity where rt <= t0.
/// Accuracy: |error| <= 1e-12 max(1, |log f|) against mpmath, for small A and early times as well. Never NaN.
void racing_diffusion_log_density(std::span<const double> rt, std::span<const std::uint8_t> choice,
                                  const DiffusionRace& race, double* out);

/// Log of the chance that no accumulator has finished by `rt`: 0 where rt <= t0, -infinity at +infinity.
[[nodiscard]] double racing_diffusion_log_survivor(double rt, const DiffusionRace& race);

}  // namespace kernel
