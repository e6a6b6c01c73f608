// Means over a uniform start of functions that fall off like the normal law: what closed forms lose to
// cancellation where the start hardly varies or a response comes early, these sums of positive terms keep.
#pragma once

#include <algorithm>
#include <cmath>

#include "gauss_kronrod.hpp"

namespace kernel {

/// What an accumulator may have to go, and how far that is from what it can be expected to have gone, in
/// standard deviations ("z"), which lie within +-1e150.
struct StartRange {
  double near;  ///< b - A
  double far;   ///< b
  double z_near;
  double z_far;
  double log_spread;  ///< ln of the standard deviation
  double z_way;       ///< v t in standard deviations

  /// Fraction of the range at which z is reached, cut to [0, 1].
  [[nodiscard]] double fraction(double z) const {
    const double f = (z - z_near) / (z_far - z_near);
    return f > 0 ? std::min(f, 1.0) : 0;
  }
};

/// The range of an accumulator with threshold b, start in [0, A], drift v and standard deviation spread *
/// spread_time after time t. No input is too large or too small.
[[nodiscard]] StartRange start_range(double b, double A, double v, double t, double spread,
                                     double spread_time);

/// The part of a mean over fractions [low, high] of the range that `integrand(fraction, z)` contributes.
/// @param steepest  the largest |z| at which the integrand's logarithm counts
template <class Integrand>
double mean_part(const StartRange& range, double low, double high, double steepest, Integrand integrand) {
  const double reach = range.z_far - range.z_near;
  if (!(reach > 0)) return integrand(1.0, range.z_far);
  if (!(high > low)) return 0;
  const int panels = static_cast<int>(std::clamp(reach * (high - low) * (1 + steepest) / 3, 0.0, 63.0)) + 1;
  const double half = (high - low) / (2 * panels);
  double sum = 0;
  for (int p = 0; p < panels; ++p) {
    const double middle = low + (2 * p + 1) * half;
    for (int i = 0; i < kNodes21; ++i) {
      const double fraction = middle + half * kNode21[i];
      sum += kWeight21[i] * integrand(fraction, range.z_near + reach * fraction);
    }
  }
  return sum * half;
}

/// Log density at time t of an accumulator's finishing, if the density at distance x is x / (t spread) phi(z)
/// (D12).
[[nodiscard]] double log_mean_density(const StartRange& range, double t);

}  // namespace kernel
