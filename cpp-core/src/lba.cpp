#include "kernel/lba.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernel/exact_math.hpp"
#include "kernel/math_special.hpp"
#include "start_mean.hpp"
#include "wide.hpp"

namespace kernel {
namespace {

constexpr double kNegInf = -std::numeric_limits<double>::infinity();
constexpr double kRootTwoPi = 2.5066282746310002;

// (D13): log P(not finished by t) of one accumulator, the mean over starts of the mass of rates between
// `floor` and x / t in units of z. `floor` is -v / s where rates are positive, else -infinity.
double log_unfinished(const StartRange& range, double floor) {
  const double high = range.z_far;
  if (range.z_near > 9 && !(floor > 0)) return log_normal_cdf(-floor);
  const double scale = floor > 0 ? floor : std::min(std::max(high, floor), 0.0);
  const double reach = std::sqrt(scale * scale + 80);
  const auto mass = [=](double, double z) {
    if (floor != kNegInf) return normal_between(floor, std::max(z, floor), scale);
    if (z > 0) return 1 - normal_cdf(-z);
    return exact_exp(-0.5 * (z - scale) * (z + scale)) / kRootTwoPi * mills_ratio(-z);
  };
  const double low = floor > 0 ? 0 : range.fraction(-reach);
  // Beyond it all rates are low enough; a range of thousands of deviations has no nodes to spare for that.
  const double all_beyond = floor > 0 ? std::sqrt(floor * floor + 81) : 9;
  const bool is_cut = range.z_near < all_beyond && all_beyond < high;
  const double until = is_cut ? range.fraction(all_beyond) : 1;
  double mean = mean_part(range, low, until, std::fabs(scale), mass);
  if (is_cut) mean += (1 - until) * mass(1, all_beyond);
  return exact_log(std::max(mean, 0.0)) - 0.5 * scale * scale;  // 0 by rounding, or less
}

// -v / s, cut like z.
double lowest_rate(double v, double s) { return (Wide(-v) / Wide(s)).within(1e150); }

// Share of the rates of accumulator k that are drawn from: all, or the positive ones.
double log_share(const LbaRace& race, std::size_t k) {
  return race.positive_drift ? log_normal_cdf(-lowest_rate(race.v[k], race.s[k])) : 0;
}

StartRange range_of(const LbaRace& race, std::size_t k, double t) {
  return start_range(race.b, race.A, race.v[k], t, race.s[k], t);
}

// log P(accumulator k has not finished by t).
double log_unfinished(const LbaRace& race, std::size_t k, const StartRange& range) {
  const double floor = race.positive_drift ? lowest_rate(race.v[k], race.s[k]) : kNegInf;
  return std::min(log_unfinished(range, floor) - log_share(race, k), 0.0);
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
      const StartRange range = range_of(race, k, t);
      if (k == choice[i]) {
        sum += log_mean_density(range, t) - log_share(race, k);
      } else {
        sum += log_unfinished(race, k, range);
      }
    }
    out[i] = sum;
  }
}

double lba_log_survivor(double rt, const LbaRace& race) {
  const double t = rt - race.t0;
  if (!(t > 0)) return 0;
  const bool is_over = t == std::numeric_limits<double>::infinity();
  if (is_over && race.positive_drift) return kNegInf;
  double sum = 0;
  for (std::size_t k = 0; k < race.v.size(); ++k) {
    // In the end those with negative rates are left.
    sum += is_over ? log_normal_cdf(lowest_rate(race.v[k], race.s[k]))
                   : log_unfinished(race, k, range_of(race, k, t));
  }
  return sum;
}

}  // namespace kernel
