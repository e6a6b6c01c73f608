#include "euler_march.hpp"

#include <algorithm>
#include <cmath>

#include "eight.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/math_special.hpp"

namespace kernel {
namespace {

constexpr double kInverseRootTwoPi = 0.3989422804014327;
constexpr double kReach = 8.5;  // standard deviations

}  // namespace

EulerMove EulerMove::of(const EulerWalk& walk, std::size_t k) {
  const bool after = walk.switch_after > 0 && k > static_cast<std::size_t>(walk.switch_after);
  const double drift = after ? walk.drift_after : walk.drift;
  return {1 - walk.leak * walk.time_step, drift * walk.time_step, walk.noise * std::sqrt(walk.time_step)};
}

double EulerMove::density(double x, double to) const {
  const double z = (to - mean(x)) / sd;
  return exact_exp(-0.5 * (z * z)) * (kInverseRootTwoPi / sd);
}

double EulerMove::above(double x, double bound) const { return normal_cdf((mean(x) - bound) / sd); }

double EulerMove::below(double x, double bound) const { return normal_cdf((bound - mean(x)) / sd); }

BandedMatrix transition(const std::vector<double>& nodes, const std::vector<double>& weights,
                        const EulerMove& move) {
  const auto column = [&](double x) {
    return static_cast<std::size_t>(std::lower_bound(nodes.begin(), nodes.end(), x) - nodes.begin());
  };
  const auto near = [&](std::size_t i) -> BandedMatrix::Range {
    const double reach = kReach * move.sd;
    if (std::abs(move.keep) < 1e-3) return {0, nodes.size()};
    const double low = (nodes[i] - move.shift - reach) / move.keep;
    const double high = (nodes[i] - move.shift + reach) / move.keep;
    return {column(std::min(low, high)), column(std::max(low, high))};
  };
  return {nodes.size(), near,
          [&](std::size_t i, std::size_t j) { return weights[j] * move.density(nodes[j], nodes[i]); }};
}

double dot(const double* a, const double* b, std::size_t size) noexcept {
  Eight sum{};
  for (std::size_t i = 0; i < size; i += 8) sum.add(Eight::load(a + i), Eight::load(b + i));
  return sum.sum();
}

}  // namespace kernel
