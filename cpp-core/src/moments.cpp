#include "moments.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace kernel {
namespace {

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

}  // namespace

double sum_of(std::span<const double> values) noexcept {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

double squares_about_mean(std::span<const double> points, std::span<const double> counts,
                          double total) noexcept {
  double mean = 0;
  for (std::size_t i = 0; i < points.size(); ++i) mean += counts[i] * points[i];
  mean /= total;
  double squares = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double deviation = points[i] - mean;
    squares += counts[i] * (deviation * deviation);
  }
  return squares;
}

double robust_scale(std::span<const double> points, std::span<const double> counts) noexcept {
  const double total = sum_of(counts);
  const double sd = std::sqrt(squares_about_mean(points, counts, total) / (total - 1));
  const double range = quantile(points, counts, total, 0.75) - quantile(points, counts, total, 0.25);
  return range > 0 ? std::min(sd, range / 1.34) : sd;
}

}  // namespace kernel
