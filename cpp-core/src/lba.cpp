#include "kernel/lba.hpp"

#include <cmath>
#include <limits>

#include "kernel/exact_math.hpp"
#include "kernel/math_special.hpp"
#include "start_mean.hpp"

namespace kernel {
namespace {

constexpr double kNegInf = -std::numeric_limits<double>::infinity();

// log P(not finished by t) of one accumulator: the mean over starts of the mass of rates between `floor` and x / t,
// in units of z = (x / t - v) / s. `floor` is -infinity, or -v / s where rates are positive.
double log_unfinished(const StartRange& range, double floor) {
  const double high = range.z(range.far);
  if (range.z(range.near) > 9 && !(floor > 0)) return floor < -40 ? 0 : exact_log(normal_cdf(-floor));
  const double scale = high < 0 ? 0.5 * high * high : floor > 0 ? 0.5 * floor * floor : 0;
  const double reach = std::sqrt((high < 0 ? high * high : 0) + 80);
  const auto mass = [&](double, double z) {
    if (floor == kNegInf) {
      if (z > 0) return 1 - normal_cdf(-z);
      return exact_exp(scale - 0.5 * z * z) / 2.5066282746310002 * mills_ratio(-z);
    }
    return normal_between(floor, std::max(z, floor), scale);
  };
  const double mean =
      mean_part(range, floor > 0 ? 0 : range.fraction(-reach), 1, std::fabs(std::min(high, 0.0)) + (floor > 0 ? floor : 0), mass);
  return exact_log(mean) - scale;
}

}  // namespace

std::optional<ArgumentError> check(const LbaRace& race) {
  if (auto error = check_one("A", race.A, 0, false)) return error;
  if (auto error = check_one("b", race.b, 0, true)) return error;
  if (race.b < race.A) return ArgumentError{"b", "must be at least A, " + shown(race.A), shown(race.b)};
  if (auto error = check_each("v", race.v, false)) return error;
  if (auto error = check_each("s", race.s, true)) return error;
  if (race.s.size() != race.v.size()) {
    return ArgumentError{"s", "must be as long as v", std::to_string(race.s.size()) + " values"};
  }
  return check_one("t0", race.t0, 0, false);
}

void lba_log_density(std::span<const double> rt, std::span<const std::uint8_t> choice, const LbaRace& race,
                     double* out) {
  for (std::size_t i = 0; i < rt.size(); ++i) {
    const double t = rt[i] - race.t0;
    out[i] = kNegInf;
    if (!(t > 0)) continue;
    double sum = 0;
    for (std::size_t k = 0; k < race.v.size(); ++k) {
      const StartRange range = {race.b - race.A, race.b, race.v[k] * t, race.s[k] * t};
      const double floor = race.positive_drift ? -race.v[k] / race.s[k] : kNegInf;
      sum += k == choice[i] ? log_mean_density(range, t) : log_unfinished(range, floor);
      if (race.positive_drift) sum -= log_normal_cdf(-floor);
    }
    out[i] = sum;
  }
}

}  // namespace kernel
