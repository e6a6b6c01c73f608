// The shifted Wald law: first passage of one diffusion at one bound.
#pragma once

#include "kernel/race.hpp"

namespace kernel {

/// A process that starts at 0 and moves by v dt + s dW until it reaches `a`; the response comes t0 later.
struct ShiftedWald {
  double a = 1;   ///< bound [evidence], finite and > 0
  double v = 1;   ///< drift [evidence / s], finite; the law is defective where v < 0
  double s = 1;   ///< noise [evidence / sqrt s], finite and > 0
  double t0 = 0;  ///< non-decision time [s], finite and >= 0
};

[[nodiscard]] std::optional<ArgumentError> check(const ShiftedWald& law);

/// Log density at `rt` (D16); -infinity where rt <= t0.
/// Accuracy: |error| <= 1e-12 max(1, |log f|) against mpmath. Never NaN.
void shifted_wald_log_density(std::span<const double> rt, const ShiftedWald& law, double* out);

/// Log of the chance that the bound has not been reached by `rt`: 0 where rt <= t0; at +infinity that of a
/// process that never ends. With v < 0 it is reached with chance e^(2 a v / s^2), and then as if by -v.
/// Accuracy: |error| <= 1e-12 max(1, |log S|).
[[nodiscard]] double shifted_wald_log_survivor(double rt, const ShiftedWald& law);

}  // namespace kernel
