#include "kernel/density.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "kernel/exact_math.hpp"

namespace kernel {
namespace {

constexpr double kInverseRootTwoPi = 0.3989422804014327;
constexpr double kReach = 8.94427190999916;  // sqrt(80): beyond it z^2 / 2 > 40, phi(z) < 1e-17 phi(0)

double sum_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

// Order statistic `rank` (from 0) of points seen `counts` times.
double order_statistic(std::span<const double> points, std::span<const double> counts, double rank) {
  double below = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    below += counts[i];
    if (rank < below) return points[i];
  }
  return points.back();
}

double quantile(std::span<const double> points, std::span<const double> counts, double total, double share) {
  const double position = (total - 1) * share;
  const double rank = std::floor(position);
  const double lower = order_statistic(points, counts, rank);
  const double upper = order_statistic(points, counts, rank + 1);
  return lower + (position - rank) * (upper - lower);
}

double standard_deviation(std::span<const double> points, std::span<const double> counts, double total) {
  double mean = 0;
  for (std::size_t i = 0; i < points.size(); ++i) mean += counts[i] * points[i];
  mean /= total;
  double squares = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double deviation = points[i] - mean;
    squares += counts[i] * (deviation * deviation);
  }
  return std::sqrt(squares / (total - 1));
}

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

}  // namespace

double rule_of_thumb(std::span<const double> points, std::span<const double> counts) noexcept {
  const double total = sum_of(counts);
  const double sd = standard_deviation(points, counts, total);
  const double range = quantile(points, counts, total, 0.75) - quantile(points, counts, total, 0.25);
  const double scale = range > 0 ? std::min(sd, range / 1.34) : sd;
  return 0.9 * scale * exact_exp(-0.2 * exact_log(total));
}

KernelDensity::KernelDensity(std::vector<double> points, std::vector<double> counts, double bandwidth)
    : points_(std::move(points)),
      counts_(std::move(counts)),
      total_(sum_of(counts_)),
      bandwidth_(bandwidth > 0 ? bandwidth : rule_of_thumb(points_, counts_)) {}

double KernelDensity::at(double y) const noexcept {
  const double reach = kReach * bandwidth_;
  const double inverse = 1 / bandwidth_;
  const auto begin = std::lower_bound(points_.begin(), points_.end(), y - reach);
  double sum = 0;
  for (auto point = begin; point != points_.end() && *point <= y + reach; ++point) {
    const double z = (y - *point) * inverse;
    sum += counts_[static_cast<std::size_t>(point - points_.begin())] * exact_exp(-0.5 * (z * z));
  }
  return sum * kInverseRootTwoPi / (total_ * bandwidth_);
}

CategoryDensity::CategoryDensity(std::span<const std::uint32_t> counts, double estimates, double time_step,
                                 const DensityOptions& options)
    : estimator_(options.estimator), time_step_(time_step) {
  std::vector<double> points;
  std::vector<double> seen;
  double total = 0;
  for (std::size_t k = 1; k < counts.size(); ++k) {
    if (counts[k] == 0) continue;
    points.push_back(estimator_ == Estimator::kLogGaussian ? log_of_step(k) : static_cast<double>(k));
    seen.push_back(counts[k]);
    total += counts[k];
  }
  if (points.size() < 2 || total < options.minimum_samples) return;
  density_.emplace_back(std::move(points), std::move(seen));
  share_ = total / estimates;
}

double CategoryDensity::at(double decision_time) const noexcept {
  if (share_ == 0) return 0;
  const double steps = decision_time / time_step_;
  if (estimator_ == Estimator::kGaussian) return share_ * (density_.front().at(steps) / time_step_);
  if (!(steps > 0)) return 0;
  return share_ * (density_.front().at(exact_log(steps)) / decision_time);
}

namespace {

// Distinct values of a sorted sample, and how often each occurs.
std::pair<std::vector<double>, std::vector<double>> tally(std::span<const double> sorted) {
  std::vector<double> points;
  std::vector<double> counts;
  for (const double value : sorted) {
    if (points.empty() || points.back() != value) {
      points.push_back(value);
      counts.push_back(0);
    }
    counts.back() += 1;
  }
  return {std::move(points), std::move(counts)};
}

GridDensity grid_between(double low, double high) {
  GridDensity grid;
  for (int i = 0; i < kGridPoints; ++i) {
    const double share = static_cast<double>(i) / (kGridPoints - 1);
    grid.axis.push_back(low + share * (high - low));
  }
  return grid;
}

}  // namespace

GridDensity sample_density(std::vector<double> sample, Estimator estimator, double bandwidth) {
  std::sort(sample.begin(), sample.end());
  auto [points, counts] = tally(sample);
  const double low = points.front();
  const double high = points.back();
  if (estimator == Estimator::kGaussian) {
    const KernelDensity density(std::move(points), std::move(counts), bandwidth);
    GridDensity grid = grid_between(low - 3 * density.bandwidth(), high + 3 * density.bandwidth());
    for (const double x : grid.axis) grid.density.push_back(density.at(x));
    return grid;
  }
  const double total = static_cast<double>(sample.size());
  const double origin = low - standard_deviation(points, counts, total) / std::sqrt(total);
  for (double& point : points) point = exact_log(point - origin);
  const KernelDensity density(std::move(points), std::move(counts), bandwidth);
  const double stretch = exact_exp(3 * density.bandwidth());
  GridDensity grid = grid_between(origin + (low - origin) / stretch, origin + (high - origin) * stretch);
  for (const double x : grid.axis) {
    grid.density.push_back(x > origin ? density.at(exact_log(x - origin)) / (x - origin) : 0);
  }
  return grid;
}

}  // namespace kernel
