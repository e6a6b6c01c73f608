#include "kernel/racing_diffusion.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernel/exact_math.hpp"
#include "kernel/math_special.hpp"
#include "start_mean.hpp"

namespace kernel {
namespace {

constexpr double kNegInf = -std::numeric_limits<double>::infinity();
constexpr double kRootTwoPi = 2.5066282746310002;

// 1 - y m(y), m Mills' ratio, for y > -2 as well.
double slope_at(double y) {
  if (y >= 0) return mills_slope(y);
  return 1 - y * (1 / normal_pdf(y) - mills_ratio(-y));
}

// (D14): P(a diffusion has not gone the way x by t) = Phi(z) - e^(2 v x / s^2) Phi(-z2), times e^(scale^2 /
// 2); z and z2 are x -+ v t over the spread. Equal to phi(z) times the integral of 1 - y m(y) from -z to z2,
// taken where that is short.
double unfinished(double z, double z2, double scale) {
  const double density = exact_exp(-0.5 * (z - scale) * (z + scale)) / kRootTwoPi;
  const double width = z2 + z;
  if (width < 1 && z < 1) {
    double sum = 0;
    for (int i = 0; i < kNodes15; ++i)
      sum += kWeight15[i] * slope_at(0.5 * (z2 - z) + 0.5 * width * kNode15[i]);
    return 0.5 * width * sum * density;
  }
  if (z < 0) return density * (mills_ratio(-z) - mills_ratio(z2));
  return exact_exp(0.5 * scale * scale) - density * (mills_ratio(z) + mills_ratio(z2));
}

double log_unfinished(const StartRange& range) {
  const double high = range.z_far;
  if (range.z_near > 9) return 0;
  if (!(high > -1e149)) return kNegInf;
  const double scale = std::min(high, 0.0);
  const double reach = std::sqrt(scale * scale + 80);
  const auto survives = [&](double, double z) { return unfinished(z, z + 2 * range.z_way, scale); };
  const double certain = range.fraction(9);  // beyond it nothing has finished
  double mean = mean_part(range, range.fraction(-reach), certain, std::fabs(scale), survives);
  if (certain < 1) mean += 1 - certain;
  return std::min(exact_log(std::max(mean, 0.0)) - 0.5 * scale * scale, 0.0);  // 0 by rounding, or less
}

}  // namespace

std::optional<ArgumentError> check(const DiffusionRace& race) {
  if (auto error = check_one("A", race.A, 0, false)) return error;
  if (auto error = check_one("b", race.b, 0, true)) return error;
  if (race.b < race.A) return ArgumentError{"b", "must be at least A, " + shown(race.A), shown(race.b)};
  if (auto error = check_each("v", race.v, false)) return error;
  for (std::size_t k = 0; k < race.v.size(); ++k) {
    if (race.v[k] < 0) return ArgumentError{indexed("v", k), "must be at least 0", shown(race.v[k])};
  }
  if (auto error = check_each("s", race.s, true)) return error;
  if (race.s.size() != race.v.size()) {
    return ArgumentError{"s", "must be as long as v", std::to_string(race.s.size()) + " values"};
  }
  return check_one("t0", race.t0, 0, false);
}

void racing_diffusion_log_density(std::span<const double> rt, std::span<const std::uint8_t> choice,
                                  const DiffusionRace& race, double* out) {
  for (std::size_t i = 0; i < rt.size(); ++i) {
    const double t = rt[i] - race.t0;
    out[i] = kNegInf;
    if (!(t > 0)) continue;
    double sum = 0;
    for (std::size_t k = 0; k < race.v.size(); ++k) {
      const StartRange range = start_range(race.b, race.A, race.v[k], t, race.s[k], std::sqrt(t));
      sum += k == choice[i] ? log_mean_density(range, t) : log_unfinished(range);
    }
    out[i] = sum;
  }
}

double racing_diffusion_log_survivor(double rt, const DiffusionRace& race) {
  const double t = rt - race.t0;
  if (!(t > 0)) return 0;
  if (t == std::numeric_limits<double>::infinity()) return kNegInf;
  double sum = 0;
  for (std::size_t k = 0; k < race.v.size(); ++k) {
    sum += log_unfinished(start_range(race.b, race.A, race.v[k], t, race.s[k], std::sqrt(t)));
  }
  return sum;
}

}  // namespace kernel
