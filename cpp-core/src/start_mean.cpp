#include "start_mean.hpp"

#include <limits>

#include "kernel/exact_math.hpp"
#include "wide.hpp"

namespace kernel {

StartRange start_range(double b, double A, double v, double t, double spread, double spread_time) {
  const double way = v * t;
  const double deviation = spread * spread_time;
  const double near = b - A;
  if (std::isfinite(way) && deviation > 1e-290 && deviation < 1e290) {
    const auto cut = [](double z) { return std::clamp(z, -1e150, 1e150); };
    return {near,
            b,
            cut((near - way) / deviation),
            cut((b - way) / deviation),
            exact_log(deviation),
            cut(way / deviation)};
  }
  const Wide wide_way = Wide(v) * Wide(t);
  const Wide wide_deviation = Wide(spread) * Wide(spread_time);
  const auto z = [&](double x) { return ((Wide(x) + -wide_way) / wide_deviation).within(1e150); };
  return {near, b, z(near), z(b), wide_deviation.log(), (wide_way / wide_deviation).within(1e150)};
}

// (D12): the mean of x / b phi(z) with the largest phi taken out; nothing beyond e^-40 of it counts.
double log_mean_density(const StartRange& range, double t) {
  constexpr double kHalfLogTwoPi = 0.9189385332046727;
  const double nearest = range.z_near > 0 ? range.z_near : range.z_far < 0 ? range.z_far : 0;
  if (!(std::fabs(nearest) < 1e149)) return -std::numeric_limits<double>::infinity();
  const double reach = std::sqrt(nearest * nearest + 80);
  const double least = range.near / range.far;
  const double mean =
      mean_part(range, range.fraction(-reach), range.fraction(reach), std::fabs(nearest),
                [&](double fraction, double z) {
                  return (least + (1 - least) * fraction) * exact_exp(-0.5 * (z - nearest) * (z + nearest));
                });
  return exact_log(mean) + exact_log(range.far) - exact_log(t) - range.log_spread - 0.5 * nearest * nearest -
         kHalfLogTwoPi;
}

}  // namespace kernel
