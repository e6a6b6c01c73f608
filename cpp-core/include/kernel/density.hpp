// Kernel density estimates: of response times on the lattice of Euler steps, and of any sample.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kernel {

enum class Estimator {
  kLogGaussian,  ///< Gaussian kernel on the logarithm of decision time: 0 at and below 0
  kGaussian,     ///< Gaussian kernel on decision time itself: leaks below 0
};

/// Points in increasing order with how often each was seen, and the kernel's bandwidth on their axis.
///
///     f(y) = 1 / (n h) * sum_i count_i * phi((y - y_i) / h),   n = sum_i count_i         (K9)
///
/// Sums run in increasing order of the points, so equal counts give equal bits however they were gathered.
class KernelDensity {
 public:
  /// @param points     strictly increasing, finite, at least two
  /// @param counts     as many, each at least 1
  /// @param bandwidth  h > 0; 0 or less: `rule_of_thumb` of the points
  KernelDensity(std::vector<double> points, std::vector<double> counts, double bandwidth = 0);

  /// f(y) >= 0; 0 where no point is within 8.94 h (the terms left out are below 1e-17 of phi(0)).
  [[nodiscard]] double at(double y) const noexcept;

  [[nodiscard]] double bandwidth() const noexcept { return bandwidth_; }
  [[nodiscard]] double total() const noexcept { return total_; }

 private:
  std::vector<double> points_;
  std::vector<double> counts_;
  double total_;
  double bandwidth_;
};

/// h = 0.9 min(sd, IQR / 1.34) n^(-1/5); sd alone where the IQR is 0.                             (K10)
///
/// sd divides by n - 1, quartiles interpolate between order statistics (type 7), as `bw.nrd0` of R does.
/// Source: Silverman (1986), Density Estimation for Statistics and Data Analysis, eq. 3.31.
/// @pre as for `KernelDensity`
[[nodiscard]] double rule_of_thumb(std::span<const double> points, std::span<const double> counts) noexcept;

/// How a category's density over response times is made.
struct DensityOptions {
  Estimator estimator = Estimator::kLogGaussian;
  std::uint32_t minimum_samples = 10;  ///< fewer paths in the category: no density
};

/// Defective density of one category, from how many paths ended in it at each step.
///
/// The axis is the step number k (log k for `kLogGaussian`); a path that ended at step k took k * dt. Without
/// a density (too few paths, or all at one step) it is 0 everywhere.
class CategoryDensity {
 public:
  /// @param counts     counts[k] paths ended in this category at step k; counts[0] is not used
  /// @param estimates  all paths, of whatever category: the density integrates to n / estimates
  CategoryDensity(std::span<const std::uint32_t> counts, double estimates, double time_step,
                  const DensityOptions& options);

  /// Share of the category times its density at `decision_time` = rt - nonDecisionTime [1/s].
  [[nodiscard]] double at(double decision_time) const noexcept;

 private:
  Estimator estimator_;
  double time_step_;
  double share_ = 0;  // 0: no density
  std::vector<KernelDensity> density_;
};

/// A density on a grid.
struct GridDensity {
  std::vector<double> axis;
  std::vector<double> density;
};

constexpr int kGridPoints = 257;

/// Density of a sample on `kGridPoints` equally spaced points.
///
/// `kGaussian`: the axis runs from three bandwidths below the smallest value to three above the largest.
/// `kLogGaussian`: the kernel is on log(x - origin), origin = min - sd / sqrt(n) (the bandwidth too); the
/// axis runs from the origin's side of the smallest value to the largest, three bandwidths further on the log
/// axis.
///
/// @param sample     finite values, two different ones among them; copied and sorted
/// @param bandwidth  as for `KernelDensity`
[[nodiscard]] GridDensity sample_density(std::vector<double> sample, Estimator estimator, double bandwidth);

}  // namespace kernel
