#include "kernel/category_density.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernel/exact_math.hpp"
#include "kernel/fast_kde.hpp"

namespace kernel {
namespace {

constexpr double kFewCounts = 20;

// log k for step numbers: the same few thousand in every density.
constexpr std::size_t kLogTable = 8192;
double log_of_step(std::size_t k) {
  static const auto table = [] {
    std::vector<double> logs(kLogTable);
    for (std::size_t i = 1; i < kLogTable; ++i) logs[i] = exact_log(static_cast<double>(i));
    return logs;
  }();
  return k < kLogTable ? table[k] : exact_log(static_cast<double>(k));
}

// In the units of the axis: steps, or their logarithm.
double width_of(const Bandwidth& bandwidth, std::span<const double> points, std::span<const double> counts,
                double unit) {
  switch (bandwidth.rule) {
    case Bandwidth::Rule::kSilverman:
      return rule_of_thumb(points, counts);
    case Bandwidth::Rule::kScott:
      return rule_of_thumb(points, counts) * (1.06 / 0.9);
    case Bandwidth::Rule::kGiven:
      return bandwidth.value / unit;
  }
  return 0;
}

std::unique_ptr<const PointDensity> density_of(std::vector<double> points, std::vector<double> counts,
                                               double time_step, double edge, const DensityOptions& options) {
  switch (options.estimator) {
    case Estimator::kLogGaussian:
    case Estimator::kGaussian: {
      const double unit = options.estimator == Estimator::kGaussian ? time_step : 1;
      const double width = width_of(options.bandwidth, points, counts, unit);
      return std::make_unique<KernelDensity>(std::move(points), std::move(counts), width);
    }
    case Estimator::kFast:
      return std::make_unique<FastKde>(points, counts);
    case Estimator::kHistogram:
      return std::make_unique<Histogram>(points, counts, points.front() - edge, points.back() + edge,
                                         options.histogram);
    case Estimator::kLocal:
      return std::make_unique<LocalLikelihood>(std::move(points), std::move(counts));
  }
  return nullptr;
}

}  // namespace

RootScale root_scale(double x, double middle) noexcept {
  const double root = std::sqrt(x / middle);
  const double inverse = std::sqrt(middle / x);
  return {root - inverse, root + inverse};
}

CategoryDensity::CategoryDensity(std::span<const std::uint32_t> counts, double estimates, double time_step,
                                 const DensityOptions& options)
    : estimator_(options.estimator),
      reflects_(options.reflects && options.estimator == Estimator::kGaussian),
      time_step_(time_step) {
  std::vector<double> points;
  for (std::size_t k = 1; k < counts.size(); ++k) {
    if (counts[k] == 0) continue;
    points.push_back(static_cast<double>(k));
    seen_.push_back(counts[k]);
  }
  make(std::move(points), estimates, 0.5, options);
}

CategoryDensity::CategoryDensity(std::vector<double> points, std::vector<double> counts, double estimates,
                                 const DensityOptions& options)
    : estimator_(options.estimator),
      reflects_(options.reflects && options.estimator == Estimator::kGaussian),
      time_step_(1),
      seen_(std::move(counts)) {
  make(std::move(points), estimates, 0, options);
}

void CategoryDensity::make(std::vector<double> points, double estimates, double edge,
                           const DensityOptions& options) {
  double total = 0;
  double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    total += seen_[i];
    sum += points[i] * seen_[i];
  }
  if (points.size() < 2 || total < options.minimum_samples) {
    seen_.clear();
    return;
  }
  share_ = total / estimates;
  middle_ = sum / total;
  if (estimator_ == Estimator::kHistogram) {
    for (const double point : points) points_.push_back(root_scale(point, middle_).y);
  }
  for (double& point : points) {
    if (estimator_ == Estimator::kLogGaussian)
      point = edge > 0 ? log_of_step(static_cast<std::size_t>(point)) : exact_log(point);
    if (estimator_ == Estimator::kLocal) point = root_scale(point, middle_).y;
  }
  density_ = density_of(std::move(points), seen_, time_step_, edge, options);
}

// A decision time on the density's axis, and dy / dt there: 0 where there is no density.
struct CategoryDensity::Place {
  double y;
  double slope;
};

CategoryDensity::Place CategoryDensity::place_of(double decision_time) const noexcept {
  const double steps = decision_time / time_step_;
  if (!density_) return {0, 0};
  if (reflects_ && !(steps > 0)) return {0, 0};
  if (estimator_ != Estimator::kLogGaussian && estimator_ != Estimator::kLocal)
    return {steps, 1 / time_step_};
  if (!(steps > 0)) return {0, 0};
  if (estimator_ == Estimator::kLogGaussian) return {exact_log(steps), 1 / decision_time};
  const auto [y, twice_slope] = root_scale(steps, middle_);
  return {y, twice_slope / 2 / decision_time};
}

double CategoryDensity::at(double decision_time) const noexcept {
  const auto [y, slope] = place_of(decision_time);
  if (slope == 0) return 0;
  const double density = density_->at(y) + (reflects_ ? density_->at(-y) : 0);
  return density > 0 ? share_ * (density * slope) : 0;
}

void CategoryDensity::add_sensitivity(double decision_time, double weight, std::span<double> sums) const {
  const auto [y, slope] = place_of(decision_time);
  if (slope == 0) return;
  if (!reflects_) return density_->add_sensitivity(y, weight, sums);
  const double here = density_->at(y);
  const double beyond = density_->at(-y);
  if (!(here + beyond > 0)) return;
  density_->add_sensitivity(y, weight * here / (here + beyond), sums);
  density_->add_sensitivity(-y, weight * beyond / (here + beyond), sums);
}

std::optional<BinLaw> CategoryDensity::law_at(double decision_time) const {
  if (estimator_ != Estimator::kHistogram || !density_) return std::nullopt;
  const auto [y, slope] = place_of(decision_time);
  if (!(y > 0)) return std::nullopt;
  if (!smooth_) smooth_ = std::make_unique<const LocalLikelihood>(points_, seen_);
  const auto smooth_at = [&](double x) {
    const auto [root, twice_slope] = root_scale(x, middle_);
    return smooth_->at(root) * (twice_slope / 2 / x);
  };
  const auto& histogram = static_cast<const Histogram&>(*density_);
  if (histogram.is_smooth() && histogram.at(y) > 0) return std::nullopt;
  BinLaw law = histogram.law_at(y, smooth_at(y));
  // With few counts their scatter is all that matters, with many where the bins lie and how steep the density
  // is.
  if (law.mean < kFewCounts) {
    law.relative_error = std::sqrt(std::min(smooth_->variance_of_log(root_scale(y, middle_).y), 1.0));
  } else {
    const double half = histogram.width() / 2;
    const double before = y > half ? smooth_at(y - half) : 0;
    const double after = smooth_at(y + half);
    if (before > 0 && after > 0) law.log_slope = std::min(std::fabs(exact_log(after / before)), 2.0);
  }
  law.offset *= share_ * slope;
  law.unit *= share_ * slope;
  return law;
}

}  // namespace kernel
