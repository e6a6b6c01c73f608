// The Euler walk between thresholds that change from step to step: (E4), on a grid that stays where it is.
#include <algorithm>
#include <cmath>

#include "end_weights.hpp"
#include "euler_march.hpp"

namespace kernel {
namespace {

constexpr double kPointsPerSd = 4;
constexpr double kReach = 10;  // standard deviations: nobody farther from a threshold reaches it (1e-23)

double threshold_after(const EulerWalk& walk, std::size_t k) {
  return walk.thresholds[std::min(k, walk.thresholds.size()) - 1];
}

double widest(const EulerWalk& walk, std::size_t steps) {
  double most = 0;
  for (std::size_t k = 1; k <= std::min(steps, walk.thresholds.size()); ++k) {
    most = std::max(most, walk.thresholds[k - 1]);
  }
  return most;
}

class ChangingThresholds {
 public:
  ChangingThresholds(const EulerWalk& walk, std::size_t steps)
      : walk_(walk), spacing_(walk.noise * std::sqrt(walk.time_step) / kPointsPerSd) {
    half_ = static_cast<std::ptrdiff_t>(widest(walk, steps) / spacing_) + EndWeights::kReach + 2;
    for (std::ptrdiff_t j = -half_; j <= half_; ++j) nodes_.push_back(static_cast<double>(j) * spacing_);
    law_.upper.assign(steps, 0);
    law_.lower.assign(steps, 0);
  }

  StepLaw march() {
    const EulerMove first = EulerMove::of(walk_, 1);
    const double threshold = threshold_after(walk_, 1);
    law_.upper[0] = first.above(walk_.starting_value, threshold);
    law_.lower[0] = first.below(walk_.starting_value, std::min(-threshold, threshold));
    std::vector<double> density;
    for (const double node : nodes_) density.push_back(first.density(walk_.starting_value, node));
    const std::size_t steps = law_.upper.size();
    const std::size_t turn = walk_.switch_after > 1 ? static_cast<std::size_t>(walk_.switch_after) : 1;
    const std::size_t k = run(density, 2, std::min(turn, steps));
    run(density, k, steps);
    return std::move(law_);
  }

 private:
  std::size_t run(std::vector<double>& density, std::size_t k, std::size_t last) {
    if (k > last) return k;
    const EulerMove move = EulerMove::of(walk_, k);
    const BandedMatrix matrix = transition(nodes_, std::vector<double>(nodes_.size(), spacing_), move);
    density.resize(matrix.padded_rows(), 0);
    std::vector<double> survivors(matrix.padded_rows(), 0);
    for (; k <= last; ++k) {
      const double before = threshold_after(walk_, k - 1);
      if (before <= 0) return last + 1;
      cut(density, before, survivors);
      leave(survivors, move, k);
      matrix.multiply(survivors.data(), density.data());
    }
    return k;
  }

  // survivors = density times the weights of a sum from -threshold to threshold.
  void cut(const std::vector<double>& density, double threshold, std::vector<double>& survivors) const {
    const double end = threshold / spacing_;
    const auto whole = static_cast<std::ptrdiff_t>(end);
    const auto weights = EndWeights::at(end - static_cast<double>(whole));
    std::fill(survivors.begin(), survivors.end(), 0);
    const std::ptrdiff_t edge = whole - EndWeights::kReach + 1;  // the first point that `weights` holds
    for (std::ptrdiff_t j = -half_; j <= half_; ++j) {
      double weight = share(weights, edge, j) + share(weights, edge, -j) - 1;
      survivors[static_cast<std::size_t>(j + half_)] = weight * density[static_cast<std::size_t>(j + half_)];
    }
  }

  static double share(const std::array<double, EndWeights::kPoints>& weights, std::ptrdiff_t edge,
                      std::ptrdiff_t j) {
    if (j < edge) return 1;
    return j < edge + EndWeights::kPoints ? weights[static_cast<std::size_t>(j - edge)] : 0;
  }

  void leave(const std::vector<double>& survivors, const EulerMove& move, std::size_t k) {
    const double upper = threshold_after(walk_, k);
    const double lower = std::min(-upper, upper);
    double above = 0;
    double below = 0;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (survivors[i] == 0) continue;
      const double mean = move.mean(nodes_[i]);
      if (mean > upper - kReach * move.sd) above += survivors[i] * move.above(nodes_[i], upper);
      if (mean < lower + kReach * move.sd) below += survivors[i] * move.below(nodes_[i], lower);
    }
    law_.upper[k - 1] = std::max(0.0, spacing_ * above);
    law_.lower[k - 1] = std::max(0.0, spacing_ * below);
  }

  const EulerWalk& walk_;
  double spacing_;
  std::ptrdiff_t half_ = 0;
  std::vector<double> nodes_;
  StepLaw law_;
};

}  // namespace

double grid_points(const EulerWalk& walk, std::size_t steps) {
  const double sd = walk.noise * std::sqrt(walk.time_step);
  return 2 * (widest(walk, steps) / sd * kPointsPerSd + EndWeights::kReach + 2);
}

StepLaw law_of_changing_thresholds(const EulerWalk& walk, std::size_t steps) {
  return ChangingThresholds(walk, steps).march();
}

}  // namespace kernel
