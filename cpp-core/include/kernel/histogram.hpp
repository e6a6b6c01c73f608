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
  double total_;                 // of mass_
};

}  // namespace kernel
