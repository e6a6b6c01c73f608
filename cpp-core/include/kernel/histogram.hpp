// A histogram with smoothing and pseudocounts, as PsyNeuLink's batched likelihood makes it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernel/density.hpp"

namespace kernel {

/// How a histogram is made.
struct HistogramOptions {
  std::size_t bins = 100;  ///< at least 1
  double smoothing = 0;    ///< sd of a Gaussian over bins, in bins; 0: none
  double pseudocount = 0;  ///< added to every bin, after smoothing; finite, at least 0
};

/// A bin's density as a random number: f = offset + unit * count, count a Poisson one with this mean.
struct BinLaw {
  std::size_t bin;
  double offset;
  double unit;
  double mean;
  double relative_error = 0;  ///< of the mean, which is an estimate
  double log_slope = 0;       ///< change of the log density from one end of the bin to the other
};

/// Equal bins over [low, high]; f = (smoothed count of the bin + pseudocount) / (n + bins * pseudocount) /
/// width, 0 outside. (K16)
///
/// The smoothing weights of a bin sum to one over the bins that exist, so nothing leaks out at the ends.
class Histogram final : public PointDensity {
 public:
  /// @param points  strictly increasing, within [low, high]
  Histogram(std::span<const double> points, std::span<const double> counts, double low, double high,
            const HistogramOptions& options);

  [[nodiscard]] double at(double y) const noexcept override;
  void add_sensitivity(double y, double weight, std::span<double> sums) const override;

  /// The law of f at y over samples of this size, for a density there of `smooth`: with few counts, and above
  /// all with none, the logarithm is too curved for the delta method.
  [[nodiscard]] BinLaw law_at(double y, double smooth) const noexcept;

  /// Whether counts are smoothed: sums of many counts, for which the delta method does.
  [[nodiscard]] bool is_smooth() const noexcept { return kernel_.size() > 1; }

  [[nodiscard]] double width() const noexcept { return width_; }

  /// Centres of the bins and their densities.
  [[nodiscard]] GridDensity grid() const;

 private:
  [[nodiscard]] std::size_t bin_of(double y) const noexcept;
  [[nodiscard]] double weight_of(std::size_t from, std::size_t to) const noexcept;

  std::vector<std::size_t> bins_of_points_;
  double low_;
  double width_;
  std::vector<double> kernel_;   // weights by distance in bins
  std::vector<double> reached_;  // sum of a bin's weights over the bins that exist
  std::vector<double> mass_;     // smoothed counts and pseudocounts
  double pseudocount_;
  double total_;  // of mass_
};

}  // namespace kernel
