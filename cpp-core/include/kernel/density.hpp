// Density estimates from points and how often each was seen: what every estimator answers, and the kernel
// density estimate. Which estimator a category of responses gets: category_density.hpp.
#pragma once

#include <span>
#include <vector>

namespace kernel {

/// A density on a grid.
struct GridDensity {
  std::vector<double> axis;
  std::vector<double> density;
};

/// A density made of points y_1 < y_2 < ... seen count_1, count_2, ... times, n in all.
class PointDensity {
 public:
  virtual ~PointDensity() = default;

  /// f(y) >= 0.
  [[nodiscard]] virtual double at(double y) const noexcept = 0;

  /// Adds weight * d log(n f(y)) / d count_i to sums[i], for every point i: how much one more count there
  /// would change the logarithm, with bandwidth and the like held fixed. Nothing where f(y) is 0.
  virtual void add_sensitivity(double y, double weight, std::span<double> sums) const = 0;
};

/// Points in increasing order with how often each was seen, and the kernel's bandwidth on their axis.
///
///     f(y) = 1 / (n h) * sum_i count_i * phi((y - y_i) / h),   n = sum_i count_i         (K9)
///
/// Sums run in increasing order of the points, so equal counts give equal bits however they were gathered.
class KernelDensity final : public PointDensity {
 public:
  /// @param points     strictly increasing, finite, at least two
  /// @param counts     as many, each at least 1
  /// @param bandwidth  h > 0; 0 or less: `rule_of_thumb` of the points
  KernelDensity(std::vector<double> points, std::vector<double> counts, double bandwidth = 0);

  /// f(y) >= 0; 0 where no point is within 8.94 h (the terms left out are below 1e-17 of phi(0)).
  [[nodiscard]] double at(double y) const noexcept override;
  void add_sensitivity(double y, double weight, std::span<double> sums) const override;

  [[nodiscard]] double bandwidth() const noexcept { return bandwidth_; }

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

}  // namespace kernel
