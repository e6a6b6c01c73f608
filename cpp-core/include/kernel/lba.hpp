// The linear ballistic accumulator (Brown & Heathcote 2008, Cogn. Psychol. 57:153-178).
#pragma once

#include "kernel/race.hpp"

namespace kernel {

/// Accumulator i starts at U(0, A) and rises at a rate drawn once from N(v_i, s_i^2) until it reaches b.
struct LbaRace {
  double b = 1;               ///< threshold [evidence], finite, > 0 and >= A
  double A = 0;               ///< width of the start, finite and >= 0
  std::span<const double> v;  ///< mean rates [evidence / s], finite, one for each accumulator
  std::span<const double> s;  ///< standard deviations of the rates, finite and > 0
  double t0 = 0;              ///< non-decision time [s], finite and >= 0
  bool positive_drift =
      false;  ///< rates are drawn from the normal law truncated at 0, so that each one finishes
};

[[nodiscard]] std::optional<ArgumentError> check(const LbaRace& race);

/// Log density of accumulator `choice` finishing first at `rt` (D12), (D13); -infinity where rt <= t0.
/// Without `positive_drift` rates may be negative, and the densities of all choices sum to less than 1.
/// Accuracy: |error| <= 1e-12 max(1, |log f|) against mpmath, for small A and early times as well. Never NaN.
void lba_log_density(std::span<const double> rt, std::span<const std::uint8_t> choice, const LbaRace& race,
                     double* out);

/// Log of the chance that no accumulator has finished by `rt`: 0 where rt <= t0; at +infinity that of a trial
/// that never ends. Accuracy: as for the density.
[[nodiscard]] double lba_log_survivor(double rt, const LbaRace& race);

}  // namespace kernel
