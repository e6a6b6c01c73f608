// Derivatives of the log density (D7), by hand from the same two series.
#include <algorithm>
#include <cmath>
#include <vector>

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

// In units of the separation, all at a fixed distance from the bound that is hit unless named otherwise.
struct SideGradient {
  double drift = 0;
  double separation = 0;
  double start = 0;
  double time = 0;

  void add(double weight, const SideGradient& other) {
    drift += weight * cut(other.drift);
    separation += weight * cut(other.separation);
    start += weight * cut(other.start);
    time += weight * cut(other.time);
  }

  // So large a value comes from a negligible density; left as infinity it would make NaN of a sum.
  static double cut(double value) { return std::clamp(value, -1e200, 1e200); }
};

// Series of the gradient: (D4) differentiated term by term. `sum` is (D4) itself, from the lanes.
SideGradient small_time(const WienerSide& side, double t, double sum) {
  const double w = side.start;
  const double u = side.noise_square * t;
  const double inverse = 1 / u;
  double by_start = 0;
  double by_separation = 0;
  double by_u = 0;
  for (int k = -2; k <= 2; ++k) {
    const double image = w + 2 * k;
    const double share = exact_exp(-2 * k * (k + w) * inverse);
    by_start += share * (1 - 2 * k * image * inverse);
    by_separation += share * 2 * k * (1 - image * image * inverse);
    by_u += share * image * (2 * k * (k + w) * inverse) * inverse;
  }
  const double j = side.drift_square * t;
  const double h = 1 + j;
  const double y = side.drift * t;
  const double way = w + y;
  SideGradient gradient;
  gradient.drift = -way / (side.noise_square * h);
  gradient.separation = by_separation / sum;
  gradient.start = by_start / sum - way * inverse / h;
  gradient.time = -1.5 / t - 0.5 * side.drift_square / h +
                  way * (w - y + 2 * w * j) * inverse / (2 * t * h * h) + side.noise_square * (by_u / sum);
  return gradient;
}

// (D5), likewise.
SideGradient large_time(const WienerSide& side, double t) {
  const double w = side.start;
  const double u = side.noise_square * t;
  const double sign = w < 0.5 ? 1 : -1;  // sin and cos of k pi w from the nearer bound
  const double near = w < 0.5 ? w : side.rest;
  double sum = 0;
  double by_start = 0;
  double cubed = 0;
  double flip = 1;
  for (int k = 1; k <= kSineTerms; ++k) {
    const double decay = exact_exp(-kHalfPiSquare * u * (k * k - 1));
    const double sine = flip * k * sin_pi(k * near);
    sum += decay * sine;
    cubed += decay * sine * k * k;
    by_start += decay * flip * sign * k * k * kPi * cos_pi(k * near);
    flip *= sign;
  }
  const double h = 1 + side.drift_square * t;
  const double pull = side.drift - side.drift_square * w;
  SideGradient gradient;
  gradient.drift = -(w + side.drift * t) / (side.noise_square * h);
  gradient.separation = -2 + 2 * u * kHalfPiSquare * (cubed / sum) - w * (by_start / sum);
  gradient.start = -pull / (side.noise_square * h) + by_start / sum;
  gradient.time = -pull * pull / (2 * side.noise_square * h * h) - 0.5 * side.drift_square / h -
                  side.noise_square * kHalfPiSquare * (cubed / sum);
  return gradient;
}

SideGradient at_time(const WienerSide& side, double t) {
  const double u = side.noise_square * t;
  if (!(u < kSeriesSwitch)) return large_time(side, t);
  return small_time(side, t, wiener_lanes().small_time_sum(1 / u, side.start, side.rest));
}

struct Node {
  WienerSide side;
  double time;
  double weight;
  double log_density;
};

// The nodes that the density was integrated with.
std::vector<Node> nodes_of(const WienerSide& side, const WienerWindow& window, double accuracy) {
  std::vector<WienerPanel> panels;
  (void)window_integral(side, window, accuracy, &panels);
  const int times = window.high > window.low ? kNodes21 : 1;
  const int starts = window.start_range > 0 ? kNodes15 : 1;
  std::vector<Node> nodes;
  for (const WienerPanel& panel : panels) {
    for (int s = 0; s < starts; ++s) {
      Node node = {side, panel.single_time, 1, 0};
      if (starts > 1) {
        const double away = panel.start_half * kNode15[s];
        node.side.start = panel.start_middle + away;
        node.side.rest = panel.rest_middle - away;
      }
      for (int i = 0; i < times; ++i) {
        node.weight = starts > 1 ? panel.start_half * kWeight15[s] : 1;
        if (times > 1) {
          node.time = exact_exp(panel.log_time_middle + panel.log_time_half * kNode21[i]);
          node.weight *= panel.log_time_half * kWeight21[i] * node.time;
        }
        wiener_lanes().log_density(node.side, &node.time, 1, &node.log_density);
        nodes.push_back(node);
      }
    }
  }
  return nodes;
}

// Mean of the gradient under the density within the window.
SideGradient averaged(const WienerSide& side, const WienerWindow& window, double accuracy) {
  const std::vector<Node> nodes = nodes_of(side, window, accuracy);
  double most = nodes.front().log_density;
  for (const Node& node : nodes) most = std::max(most, node.log_density);
  SideGradient mean;
  double mass = 0;
  for (const Node& node : nodes) {
    const double weight = node.weight * exact_exp(node.log_density - most);
    if (!(weight > 0)) continue;
    mass += weight;
    mean.add(weight, at_time(node.side, node.time));
  }
  if (!(mass > 0)) return {};
  return {mean.drift / mass, mean.separation / mass, mean.start / mass, mean.time / mass};
}

// Largest magnitude that is handed out, so that no sum or product further on makes a NaN of it.
double kept(double value) { return std::clamp(value, -1e300, 1e300); }

}  // namespace

void wiener_log_density_gradient(std::span<const double> rt, std::span<const std::uint8_t> outcome,
                                 const WienerProcess& process, WienerGradient* out) {
  const WideSide sides[] = {side_of(process, false), side_of(process, true)};
  const double start_range = process.starting_value_range / process.threshold / 2;
  const double half = process.non_decision_time_range / 2;
  for (std::size_t i = 0; i < rt.size(); ++i) {
    const double t = rt[i] - process.non_decision_time;
    out[i] = {0, 0, 0, 0};
    if (!(t + half > 0)) continue;
    const WideSide& wide = sides[outcome[i]];
    const double least = std::max(1 / kFastLimit, 1 / (kFastLimit * wide.side.noise_square));
    const double most = std::max(least, kFastLimit);
    SideGradient gradient;
    if (half == 0 && start_range == 0) {
      gradient = at_time(wide.side, std::clamp(t, least, most));
    } else {
      const double high = std::clamp(t + half, least, most);
      const double low = half == 0 ? high : std::clamp(t - half, 0.0, high);
      gradient = averaged(wide.side, {low, high, start_range}, process.accuracy);
    }
    // The start is `threshold` + or - `startingValue` away from the bound that is hit.
    const double sign = outcome[i] == 1 ? -1 : 1;
    out[i].drift = sign * kept(kept(gradient.drift) * wide.per_evidence);
    out[i].threshold = kept(kept(2 * gradient.separation + gradient.start) * wide.per_evidence);
    out[i].starting_value = sign * kept(kept(gradient.start) * wide.per_evidence);
    out[i].non_decision_time = -kept(gradient.time);
  }
}

}  // namespace kernel
