// The Euler walk between constant thresholds: (E1), (E2).
#include <algorithm>
#include <cmath>

#include "euler_march.hpp"
#include "kernel/gauss_legendre.hpp"

namespace kernel {
namespace {

constexpr double kSpacing = 0.95;     // largest distance of nodes, in standard deviations of a step
constexpr double kExtraNodes = 10;    // at the ends, whatever the ratio
constexpr std::size_t kLook = 16;     // steps between two looks at whether the shape has settled
constexpr double kSettled = 1e-13;    // of the largest density
constexpr double kVanished = 1e-300;  // fewer survivors, and the rest of the law is 0

// Nodes between the thresholds, and the survivors' density there.
class FixedThresholds {
 public:
  FixedThresholds(const EulerWalk& walk, std::size_t steps) : walk_(walk), steps_(steps) {
    const auto rule = gauss_legendre(fixed_nodes(walk));
    for (std::size_t i = 0; i < rule->node.size(); ++i) {
      nodes_.push_back(walk.threshold * rule->node[i]);
      weights_.push_back(walk.threshold * rule->weight[i]);
    }
  }

  StepLaw march() {
    start();
    const auto turn = static_cast<std::size_t>(walk_.switch_after);
    std::size_t k = 2;
    if (turn > 1) k = run(k, std::min(steps_, turn), false);
    run(k, steps_, true);
    return std::move(law_);
  }

 private:
  void start() {
    const EulerMove move = EulerMove::of(walk_, 1);
    law_.upper.push_back(move.above(walk_.starting_value, walk_.threshold));
    law_.lower.push_back(move.below(walk_.starting_value, -walk_.threshold));
    for (const double node : nodes_) density_.push_back(move.density(walk_.starting_value, node));
  }

  // Steps k .. last, all with the move of step k. Returns last + 1.
  std::size_t run(std::size_t k, std::size_t last, bool for_ever) {
    if (k > last) return k;
    const EulerMove move = EulerMove::of(walk_, k);
    const BandedMatrix matrix = transition(nodes_, weights_, move);
    const std::size_t room = matrix.padded_rows();
    std::vector<double> above(room, 0);
    std::vector<double> below(room, 0);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      above[i] = weights_[i] * move.above(nodes_[i], walk_.threshold);
      below[i] = weights_[i] * move.below(nodes_[i], -walk_.threshold);
    }
    density_.resize(room, 0);
    std::vector<double> next(room, 0);
    for (; k <= last; ++k) {
      law_.upper.push_back(dot(above.data(), density_.data(), room));
      law_.lower.push_back(dot(below.data(), density_.data(), room));
      matrix.multiply(density_.data(), next.data());
      density_.swap(next);
      if (for_ever && k % kLook == 0 && has_settled(next)) return k + 1;
    }
    return k;
  }

  // Whether the density is a multiple of the one before, its slowest mode; the multiple is the law's ratio.
  // (E3)
  bool has_settled(const std::vector<double>& before) {
    double sum = 0;
    double sum_before = 0;
    double largest = 0;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      sum += weights_[i] * density_[i];
      sum_before += weights_[i] * before[i];
      largest = std::max(largest, density_[i]);
    }
    if (!(sum > kVanished)) {
      law_.ratio = 0;
      return true;
    }
    law_.ratio = sum / sum_before;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (std::abs(density_[i] - law_.ratio * before[i]) > kSettled * largest) return false;
    }
    return true;
  }

  const EulerWalk& walk_;
  const std::size_t steps_;
  std::vector<double> nodes_;
  std::vector<double> weights_;
  std::vector<double> density_;
  StepLaw law_;
};

}  // namespace

std::size_t fixed_nodes(const EulerWalk& walk) {
  const double sd = walk.noise * std::sqrt(walk.time_step);
  return static_cast<std::size_t>(std::min(1e9, kExtraNodes + 3.15 * walk.threshold / (kSpacing * sd)));
}

StepLaw law_of_fixed_thresholds(const EulerWalk& walk, std::size_t steps) {
  return FixedThresholds(walk, steps).march();
}

}  // namespace kernel
