// Choice probabilities (D8) and the distribution function (D9), (D10).
#include <algorithm>
#include <cmath>
#include <limits>

#include "gauss_kronrod.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/math_special.hpp"
#include "kernel/wiener.hpp"
#include "wiener_side.hpp"
#include "wiener_window.hpp"

namespace kernel {
namespace {

constexpr double kPi = 3.141592653589793;
constexpr double kHalfPiSquare = 4.934802200544679;
constexpr double kRootTwoPi = 2.5066282746310002;
constexpr int kDriftParts = 8;
constexpr int kMostHalvings = 12;

// (D8): chance of the bound at distance w, for p = V / U, the drift away from it.
double chance(double p, double w, double c) {
  if (std::fabs(p) < 1e-290) return c;
  if (p < 0) return exact_expm1(2 * p * c) / exact_expm1(2 * p);
  return exact_exp(-2 * p * w) * (exact_expm1(-2 * p * c) / exact_expm1(-2 * p));
}

// Mean over starts in w +- half: the mean of e^(-2 p w) in closed form, but by quadrature where its exponent
// hardly changes and the closed form would cancel.
double mean_chance(double p, double w, double c, double half) {
  const double change = 4 * std::fabs(p) * half;
  if (change == 0) return chance(p, w, c);
  if (change < 1) {
    double sum = 0;
    for (int i = 0; i < kNodes15; ++i) {
      const double away = half * kNode15[i];
      sum += kWeight15[i] * chance(p, w + away, c - away);
    }
    return 0.5 * sum;
  }
  const double mean = -exact_expm1(-change) / change;
  const double whole = -exact_expm1(-2 * std::fabs(p));
  if (p < 0) return (1 - exact_exp(2 * p * std::max(c - half, 0.0)) * mean) / whole;
  const double front = exact_exp(-2 * p * std::max(w - half, 0.0));
  return front * std::max(mean - exact_exp(-2 * p * (c + half)), 0.0) / whole;
}

// The mean chance over a normal p, by halving where two orders of a Gauss-Kronrod rule differ.
struct DriftMix {
  const WienerSide& side;
  double start_half;
  double mean;
  double sd;
  double tolerance;

  // @param known  what else there is, so that a part which is small beside it is not refined
  [[nodiscard]] double integral(double low, double high, double known, int depth) const {
    const double middle = 0.5 * (low + high);
    const double half = 0.5 * (high - low);
    double sum = 0;
    double low_order = 0;
    for (int i = 0; i < kNodes21; ++i) {
      const double z = middle + half * kNode21[i];
      const double value =
          half * normal_pdf(z) * mean_chance(mean + sd * z, side.start, side.rest, start_half);
      sum += kWeight21[i] * value;
      low_order += kLowWeight21[i] * value;
    }
    if (depth == 0 || std::fabs(sum - low_order) <= tolerance * std::max(sum, known)) return sum;
    const double first = integral(low, middle, known, depth - 1);
    return first + integral(middle, high, std::max(known, first), depth - 1);
  }
};

double side_chance(const WideSide& wide, double start_half, double accuracy) {
  const WienerSide& side = wide.side;
  const double p = (wide.drift / wide.noise_square).within(1e100);
  const double sd = std::sqrt((wide.drift_square / wide.noise_square).within(1e200));
  if (sd == 0) return mean_chance(p, side.start, side.rest, start_half);
  const DriftMix mix = {side, start_half, p, sd, std::sqrt(accuracy) * 1e-2};
  // Weighed by e^(-2 p w), the likeliest p is up to 2 sd^2 below its mean; where p < 0 the chance weighs no
  // more.
  const double low = -10 - std::min(2 * sd, std::fabs(p) / sd);
  const double width = (10 - low) / kDriftParts;
  double sum = 0;
  for (int i = 0; i < kDriftParts; ++i)
    sum += mix.integral(low + i * width, low + (i + 1) * width, sum, kMostHalvings);
  return std::min(sum, 1.0);
}

// One image of (D9) at distance b, without the factor e^-(V w / U); `depth` is |V|.
double image(const WienerSide& side, double t, double b) {
  const double u = side.noise_square * t;
  const double w = side.start;
  const double scale = std::sqrt(u);
  const double y = std::fabs(side.drift) * t;
  const double way = w + side.drift * t;
  const double density = exact_exp(-(way * way + (b - w) * (b + w)) / (2 * u)) / kRootTwoPi;
  const double slower = density * mills_ratio((b + y) / scale);
  if (y <= b) return slower + density * mills_ratio((b - y) / scale);
  const double whole = exact_exp(-(side.drift * w + std::fabs(side.drift) * b) / side.noise_square);
  return slower + whole - density * mills_ratio((y - b) / scale);
}

double cdf_at(const WienerSide& side, double t) {
  const double w = side.start;
  const double c = side.rest;
  const double u = side.noise_square * t;
  if (u < kSeriesSwitch) {
    const double near = image(side, t, w) - image(side, t, 2 - w);
    return std::max(0.0, near + (image(side, t, 2 + w) - image(side, t, 4 - w)));
  }
  const double p = side.drift / side.noise_square;
  const double all = chance(p, w, c);
  double tail = 0;
  double flip = 1;
  for (int k = 1; k <= kSineTerms; ++k) {
    const double sine = w < 0.5 ? sin_pi(k * w) : flip * sin_pi(k * c);
    tail += k * sine * exact_exp(-kHalfPiSquare * u * (k * k - 1)) / (0.5 * p * p + kHalfPiSquare * k * k);
    flip = -flip;
  }
  const double front =
      exact_exp(-p * w - side.drift * side.drift * t / (2 * side.noise_square) - kHalfPiSquare * u);
  return std::max(0.0, all - kPi * front * tail);
}

double value_of(const WindowValue& integral) { return exact_exp(integral.scale) * integral.value; }

// With spreads: the density integrated, each time weighed by how much of the range of non-decision times lets
// it count (D10).
double cdf_with_spreads(const WienerSide& side, double start_range, double low, double high,
                        double accuracy) {
  const double least = earliest_time(side, start_range, high);
  double sum = 0;
  if (low > least) sum += value_of(window_integral(side, {0, low, start_range}, accuracy));
  if (high > low) {
    const double width = high - low;
    sum += value_of(
        window_integral(side, {std::max(low, 0.0), high, start_range, high / width, -1 / width}, accuracy));
  }
  return std::min(sum, 1.0);
}

}  // namespace

ChoiceProbability wiener_choice_probability(const WienerProcess& process) {
  const double half = process.starting_value_range / process.threshold / 4;
  return {side_chance(side_of(process, true), half, process.accuracy),
          side_chance(side_of(process, false), half, process.accuracy)};
}

void wiener_cdf(std::span<const double> rt, std::span<const std::uint8_t> outcome,
                const WienerProcess& process, double* out) {
  const WideSide sides[] = {side_of(process, false), side_of(process, true)};
  const double start_range = process.starting_value_range / process.threshold / 2;
  const double half = process.non_decision_time_range / 2;
  const bool is_plain = start_range == 0 && half == 0 && process.drift_sd == 0;
  for (std::size_t i = 0; i < rt.size(); ++i) {
    const double t = rt[i] - process.non_decision_time;
    out[i] = 0;
    if (!(t + half > 0)) continue;
    WienerSide side = sides[outcome[i]].side;
    side.log_noise_square = exact_log(side.noise_square);  // cut like the rest, as a probability has no unit
    const double least = std::max(1 / kFastLimit, 1 / (kFastLimit * side.noise_square));
    const double most = std::max(least, kFastLimit);
    if (is_plain) {
      out[i] = cdf_at(side, std::clamp(t, least, most));
    } else {
      const double high = std::clamp(t + half, least, most);
      const double low = half == 0 ? high : std::clamp(t - half, -most, high);
      out[i] = cdf_with_spreads(side, start_range, low, high, process.accuracy);
    }
  }
}

}  // namespace kernel
