#include "kernel/histogram.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/exact_math.hpp"
#include "moments.hpp"

namespace kernel {
namespace {

constexpr double kReach = 6;  // standard deviations of the smoothing

std::vector<double> smoothing_weights(double sd, std::size_t bins) {
  std::vector<double> weights{1};
  for (std::size_t i = 1; i < bins && static_cast<double>(i) <= kReach * sd; ++i) {
    const double z = static_cast<double>(i) / sd;
    weights.push_back(exact_exp(-0.5 * (z * z)));
  }
  return weights;
}

}  // namespace

Histogram::Histogram(std::span<const double> points, std::span<const double> counts, double low, double high,
                     const HistogramOptions& options)
    : low_(low),
      width_((high - low) / static_cast<double>(options.bins)),
      kernel_(smoothing_weights(options.smoothing, options.bins)),
      reached_(options.bins),
      mass_(options.bins, options.pseudocount),
      pseudocount_(options.pseudocount),
      total_(sum_of(counts) + static_cast<double>(options.bins) * options.pseudocount) {
  std::vector<double> raw(options.bins);
  for (std::size_t i = 0; i < points.size(); ++i) {
    bins_of_points_.push_back(bin_of(points[i]));
    raw[bins_of_points_.back()] += counts[i];
  }
  const std::size_t reach = kernel_.size() - 1;
  for (std::size_t from = 0; from < options.bins; ++from) {
    const std::size_t first = from - std::min(from, reach);
    const std::size_t last = std::min(from + reach, options.bins - 1);
    for (std::size_t to = first; to <= last; ++to)
      reached_[from] += kernel_[to < from ? from - to : to - from];
    if (raw[from] == 0) continue;
    for (std::size_t to = first; to <= last; ++to) mass_[to] += raw[from] * weight_of(from, to);
  }
}

std::size_t Histogram::bin_of(double y) const noexcept {
  const double place = std::max((y - low_) / width_, 0.0);
  return std::min(static_cast<std::size_t>(place), mass_.size() - 1);
}

double Histogram::weight_of(std::size_t from, std::size_t to) const noexcept {
  const std::size_t away = to < from ? from - to : to - from;
  return away < kernel_.size() ? kernel_[away] / reached_[from] : 0;
}

double Histogram::at(double y) const noexcept {
  if (!(y >= low_ && y <= low_ + width_ * static_cast<double>(mass_.size()))) return 0;
  return mass_[bin_of(y)] / (total_ * width_);
}

void Histogram::add_sensitivity(double y, double weight, std::span<double> sums) const {
  if (!(at(y) > 0)) return;
  const std::size_t to = bin_of(y);
  for (std::size_t i = 0; i < bins_of_points_.size(); ++i) {
    sums[i] += weight * weight_of(bins_of_points_[i], to) / mass_[to];
  }
}

BinLaw Histogram::law_at(double y, double smooth) const noexcept {
  const std::size_t bin = bin_of(y);
  // A sum of weights over counts has the mean and the variance of this many counts of one weight.
  double weights = 0;
  double squares = 0;
  const std::size_t reach = kernel_.size() - 1;
  for (std::size_t from = bin - std::min(bin, reach); from <= std::min(bin + reach, mass_.size() - 1);
       ++from) {
    weights += weight_of(from, bin);
    squares += weight_of(from, bin) * weight_of(from, bin);
  }
  const double one = squares / weights;
  const double counts = total_ - pseudocount_ * static_cast<double>(mass_.size());
  return {bin, pseudocount_ / (total_ * width_), one / (total_ * width_),
          smooth * counts * width_ * weights / one};
}

GridDensity Histogram::grid() const {
  GridDensity grid;
  for (std::size_t bin = 0; bin < mass_.size(); ++bin) {
    grid.axis.push_back(low_ + width_ * (static_cast<double>(bin) + 0.5));
    grid.density.push_back(mass_[bin] / (total_ * width_));
  }
  return grid;
}

}  // namespace kernel
