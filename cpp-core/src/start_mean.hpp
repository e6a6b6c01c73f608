// Means over a uniform start of functions that fall off like the normal law: what closed forms lose to cancellation
// where the start hardly varies or a response comes early, these sums of positive terms keep.
#pragma once

#include <algorithm>
#include <cmath>

#include "gauss_kronrod.hpp"

namespace kernel {

/// Distances x from `near` = b - A to `far` = b that an accumulator has to go, and their z = (x - v t) / spread.
struct StartRange {
  double near;
  double far;
  double drift_way;  ///< v t
  double spread;     ///< standard deviation of an accumulator's way at time t

  [[nodiscard]] double z(double x) const { return std::clamp((x - drift_way) / spread, -1e150, 1e150); }
  /// Fraction of the range at which z is reached, cut to [0, 1].
  [[nodiscard]] double fraction(double z_value) const {
    const double f = (drift_way + z_value * spread - near) / (far - near);
    return f > 0 ? std::min(f, 1.0) : 0;
  }
};

/// The part of a mean over fractions [low, high] of the range that `integrand(x, z)` contributes.
/// @param steepest  the largest |z| at which the integrand's logarithm counts
template <class Integrand>
double mean_part(const StartRange& range, double low, double high, double steepest, Integrand integrand) {
  if (range.far == range.near) return integrand(range.far, range.z(range.far));
  if (!(high > low)) return 0;
  const double width = (range.far - range.near) / range.spread * (high - low);
  const int panels = static_cast<int>(std::clamp(width * (1 + steepest) / 3, 0.0, 63.0)) + 1;
  const double half = (high - low) / (2 * panels);
  double sum = 0;
  for (int p = 0; p < panels; ++p) {
    const double middle = low + (2 * p + 1) * half;
    for (int i = 0; i < kNodes21; ++i) {
      const double x = range.near + (range.far - range.near) * (middle + half * kNode21[i]);
      sum += kWeight21[i] * integrand(x, range.z(x));
    }
  }
  return sum * half;
}

/// Mean of g(x) phi(z), as its logarithm; g(x) >= 0 varies slowly.
/// Source: docs/densities.md (D13).
[[nodiscard]] double log_mean_density(const StartRange& range, double t);

}  // namespace kernel
