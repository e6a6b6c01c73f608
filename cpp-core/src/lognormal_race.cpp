#include "kernel/lognormal_race.hpp"

#include <limits>

#include "kernel/exact_math.hpp"
#include "kernel/math_special.hpp"

namespace kernel {

std::optional<ArgumentError> check(const LognormalRace& race) {
  if (auto error = check_each("m", race.m, false)) return error;
  if (auto error = check_each("s", race.s, true)) return error;
  if (race.s.size() != race.m.size()) {
    return ArgumentError{"s", "must be as long as m", std::to_string(race.s.size()) + " values"};
  }
  return check_one("t0", race.t0, 0, false);
}

void lognormal_race_log_density(std::span<const double> rt, std::span<const std::uint8_t> choice,
                                const LognormalRace& race, double* out) {
  constexpr double kHalfLogTwoPi = 0.9189385332046727;
  for (std::size_t i = 0; i < rt.size(); ++i) {
    const double t = rt[i] - race.t0;
    out[i] = -std::numeric_limits<double>::infinity();
    if (!(t > 0)) continue;
    const double log_t = exact_log(t);
    double sum = 0;
    for (std::size_t k = 0; k < race.m.size(); ++k) {
      const double z = (log_t - race.m[k]) / race.s[k];
      sum +=
          k == choice[i] ? -log_t - exact_log(race.s[k]) - kHalfLogTwoPi - 0.5 * z * z : log_normal_cdf(-z);
    }
    out[i] = sum;
  }
}

double lognormal_race_log_survivor(double rt, const LognormalRace& race) {
  const double t = rt - race.t0;
  if (!(t > 0)) return 0;
  if (t == std::numeric_limits<double>::infinity()) return -t;
  const double log_t = exact_log(t);
  double sum = 0;
  for (std::size_t k = 0; k < race.m.size(); ++k) sum += log_normal_cdf(-((log_t - race.m[k]) / race.s[k]));
  return sum;
}

}  // namespace kernel
