#include "kernel/category_density.hpp"

#include <cmath>
#include <utility>

#include "kernel/exact_math.hpp"
#include "kernel/fast_kde.hpp"

namespace kernel {
namespace {

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

bool is_on_log(Estimator estimator) { return estimator == Estimator::kLogGaussian; }

std::unique_ptr<const PointDensity> density_of(std::vector<double> points, std::vector<double> counts,
                                               const DensityOptions& options) {
  switch (options.estimator) {
    case Estimator::kLogGaussian:
    case Estimator::kGaussian:
      return std::make_unique<KernelDensity>(std::move(points), std::move(counts));
    case Estimator::kFast:
      return std::make_unique<FastKde>(points, counts);
    case Estimator::kHistogram:
      return std::make_unique<Histogram>(points, counts, points.front() - 0.5, points.back() + 0.5,
                                         options.histogram);
  }
  return nullptr;
}

}  // namespace

CategoryDensity::CategoryDensity(std::span<const std::uint32_t> counts, double estimates, double time_step,
                                 const DensityOptions& options)
    : estimator_(options.estimator), time_step_(time_step) {
  std::vector<double> points;
  std::vector<double> seen;
  double total = 0;
  for (std::size_t k = 1; k < counts.size(); ++k) {
    if (counts[k] == 0) continue;
    points.push_back(is_on_log(estimator_) ? log_of_step(k) : static_cast<double>(k));
    seen.push_back(counts[k]);
    total += counts[k];
  }
  if (points.size() < 2 || total < options.minimum_samples) return;
  share_ = total / estimates;
  density_ = density_of(std::move(points), std::move(seen), options);
}

double CategoryDensity::at(double decision_time) const noexcept {
  if (!density_) return 0;
  const double steps = decision_time / time_step_;
  if (!is_on_log(estimator_)) return share_ * (density_->at(steps) / time_step_);
  if (!(steps > 0)) return 0;
  return share_ * (density_->at(exact_log(steps)) / decision_time);
}

}  // namespace kernel
