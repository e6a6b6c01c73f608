#include "start_mean.hpp"

#include <limits>

#include "kernel/exact_math.hpp"

namespace kernel {

// (D13): mean over x of x / (t spread) phi(z), the largest phi taken out. Nothing beyond e^-40 of it counts.
double log_mean_density(const StartRange& range, double t) {
  constexpr double kHalfLogTwoPi = 0.9189385332046727;
  const double low = range.z(range.near);
  const double high = range.z(range.far);
  const double nearest = low > 0 ? low : high < 0 ? high : 0;
  if (!(std::fabs(nearest) < 1e149)) return -std::numeric_limits<double>::infinity();
  const double reach = std::sqrt(nearest * nearest + 80);
  const double mean = mean_part(range, range.fraction(-reach), range.fraction(reach), std::fabs(nearest),
                                [&](double x, double z) {
                                  return x * exact_exp(-0.5 * (z - nearest) * (z + nearest));
                                });
  return exact_log(mean) - exact_log(t) - exact_log(range.spread) - 0.5 * nearest * nearest - kHalfLogTwoPi;
}

}  // namespace kernel
