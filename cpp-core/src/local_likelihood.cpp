#include "kernel/local_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernel/exact_math.hpp"
#include "moments.hpp"

namespace kernel {
namespace {

constexpr double kInverseRootTwoPi = 0.3989422804014327;
constexpr double kReach = 8.94427190999916;  // as for `KernelDensity`
constexpr double kPrior = 3;                 // counts
constexpr double kBandwidth = 1.2;
constexpr double kMostVariance = 1;  // one lone path; beyond it the correction is no correction

}  // namespace

// (K17) at one y; empty where no point is in reach.
struct LocalLikelihood::Fit {
  double y;
  double mass;        // S
  double local_mean;  // of the sample alone
  double local_variance;
  double mean;  // mu, v: with the prior
  double variance;
  double own;  // share of the local sample in mean and variance; the rest is the prior's
  std::size_t begin;
  std::size_t end;
  std::vector<double> kernel;  // of the points from begin to end: the exponentials are most of the work
};

LocalLikelihood::LocalLikelihood(std::vector<double> points, std::vector<double> counts)
    : points_(std::move(points)), counts_(std::move(counts)), total_(sum_of(counts_)), mean_(0) {
  for (std::size_t i = 0; i < points_.size(); ++i) mean_ += counts_[i] * points_[i];
  mean_ /= total_;
  sd_ = std::sqrt(squares_about_mean(points_, counts_, total_) / (total_ - 1));
  bandwidth_ = kBandwidth * robust_scale(points_, counts_) * exact_exp(exact_log(total_) / -9);
}

LocalLikelihood::Fit LocalLikelihood::fit(double y) const noexcept {
  const double reach = kReach * bandwidth_;
  const auto place = [&](double x) {
    return static_cast<std::size_t>(std::lower_bound(points_.begin(), points_.end(), x) - points_.begin());
  };
  Fit fit{y, 0, 0, 0, 0, 0, 0, place(y - reach), place(y + reach), {}};
  fit.kernel.reserve(fit.end - fit.begin);
  double first = 0;
  double second = 0;
  const double inverse = 1 / bandwidth_;
  for (std::size_t i = fit.begin; i < fit.end; ++i) {
    const double away = points_[i] - y;
    const double z = away * inverse;
    fit.kernel.push_back(exact_exp(-0.5 * (z * z)));
    const double weight = counts_[i] * fit.kernel.back();
    fit.mass += weight;
    first += weight * away;
    second += weight * (away * away);
  }
  if (!(fit.mass > 0)) return fit;
  const double square = bandwidth_ * bandwidth_;
  const double shrink = square / (square + sd_ * sd_);
  fit.local_mean = first / fit.mass;
  fit.local_variance = std::max(second / fit.mass - fit.local_mean * fit.local_mean, 0.0);
  fit.own = fit.mass / (fit.mass + kPrior);
  fit.mean = fit.own * fit.local_mean + (1 - fit.own) * (shrink * (mean_ - y));
  fit.variance = fit.own * fit.local_variance + (1 - fit.own) * (shrink * (sd_ * sd_));
  return fit;
}

// d log(n f) / d count_i, the share `own` held fixed.
double LocalLikelihood::sensitivity(const Fit& fit, std::size_t i) const noexcept {
  const double away = points_[i] - fit.y;
  const double off = away - fit.local_mean;
  const double v = fit.variance;
  const double by_mean = -fit.mean / v;
  const double by_variance = (fit.mean * fit.mean / v - 1) / (2 * v);
  return fit.kernel[i - fit.begin] / fit.mass *
         (1 + fit.own * (by_mean * off + by_variance * (off * off - fit.local_variance)));
}

double LocalLikelihood::scatter(const Fit& fit) const noexcept {
  double sum = 0;
  for (std::size_t i = fit.begin; i < fit.end; ++i) {
    const double change = sensitivity(fit, i);
    sum += counts_[i] * (change * change);
  }
  return sum;
}

double LocalLikelihood::variance_of_log(double y) const noexcept {
  const Fit found = fit(y);
  return found.mass > 0 ? scatter(found) : 0;
}

double LocalLikelihood::at(double y) const noexcept {
  const Fit found = fit(y);
  if (!(found.mass > 0)) return 0;
  const double exponent =
      -0.5 * (found.mean * found.mean / found.variance) + 0.5 * std::min(scatter(found), kMostVariance);
  return found.mass * kInverseRootTwoPi / (total_ * std::sqrt(found.variance)) * exact_exp(exponent);
}

void LocalLikelihood::add_sensitivity(double y, double weight, std::span<double> sums) const {
  const Fit found = fit(y);
  if (!(found.mass > 0)) return;
  for (std::size_t i = found.begin; i < found.end; ++i) sums[i] += weight * sensitivity(found, i);
}

}  // namespace kernel
