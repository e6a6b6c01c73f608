#include "kernel/shifted_wald.hpp"

#include <cmath>
#include <limits>

#include "kernel/math_special.hpp"
#include "kernel/racing_diffusion.hpp"
#include "wide.hpp"

namespace kernel {

std::optional<ArgumentError> check(const ShiftedWald& law) {
  if (auto error = check_one("a", law.a, 0, true)) return error;
  if (auto error = check_one("v", law.v, -std::numeric_limits<double>::infinity(), true)) {
    error->expectation = "must be finite";
    return error;
  }
  if (auto error = check_one("s", law.s, 0, true)) return error;
  return check_one("t0", law.t0, 0, false);
}

void shifted_wald_log_density(std::span<const double> rt, const ShiftedWald& law, double* out) {
  constexpr double kHalfLogTwoPi = 0.9189385332046727;
  const double front = exact_log(law.a) - exact_log(law.s) - kHalfLogTwoPi;
  for (std::size_t i = 0; i < rt.size(); ++i) {
    const double t = rt[i] - law.t0;
    out[i] = -std::numeric_limits<double>::infinity();
    if (!(t > 0)) continue;
    const Wide way = Wide(law.a) + Wide(-law.v) * Wide(t);
    const Wide ratio = way / Wide(law.s);
    out[i] = front - 1.5 * exact_log(t) - (ratio * ratio / (Wide(2) * Wide(t))).to_double();
  }
}

double shifted_wald_log_survivor(double rt, const ShiftedWald& law) {
  const double v = std::fabs(law.v);
  const double upward = racing_diffusion_log_survivor(rt, {law.a, 0, {&v, 1}, {&law.s, 1}, law.t0});
  if (law.v >= 0) return upward;
  const double log_arrives =
      (Wide(2) * (Wide(law.v) / Wide(law.s)) * (Wide(law.a) / Wide(law.s))).to_double();
  return exact_log1p(exact_exp(log_arrives) * exact_expm1(upward));
}

}  // namespace kernel
