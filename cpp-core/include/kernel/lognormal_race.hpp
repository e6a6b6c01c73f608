// The lognormal race (Rouder, Province, Morey, Gomez & Heathcote 2015, Psychometrika 80:491-513).
#pragma once

#include "kernel/race.hpp"

namespace kernel {

/// Accumulator i finishes at t0 + exp(m_i + s_i N).
struct LognormalRace {
  std::span<const double> m;  ///< means of the log time, finite, one for each accumulator
  std::span<const double> s;  ///< standard deviations of the log time, finite and > 0
  double t0 = 0;              ///< non-decision time [s], finite and >= 0
};

[[nodiscard]] std::optional<ArgumentError> check(const LognormalRace& race);

/// Log density of accumulator `choice` finishing first at `rt` (D15); -infinity where rt <= t0.
/// Accuracy: |error| <= 1e-12 max(1, |log f|) against mpmath. Never NaN.
void lognormal_race_log_density(std::span<const double> rt, std::span<const std::uint8_t> choice,
                                const LognormalRace& race, double* out);

/// Log of the chance that no accumulator has finished by `rt`: 0 where rt <= t0, -infinity at +infinity.
[[nodiscard]] double lognormal_race_log_survivor(double rt, const LognormalRace& race);

}  // namespace kernel
