// Local-likelihood density: a Gaussian, not a constant, fitted around each point where the density is wanted.
//
// Source: Loader (1996), Ann. Statist. 24:1602-1618; Hjort & Jones (1996), Ann. Statist. 24:1619-1647.
// docs/kernel.md derives (K17) to (K19); docs/decisions/0005-density.md says why it is the default.
#pragma once

#include <span>
#include <vector>

#include "kernel/density.hpp"

namespace kernel {

/// Local log-quadratic likelihood with a Gaussian kernel, whose logarithm is corrected for its own scatter.
///
///     S, mu, v = kernel-weighted count, mean and variance of y_i - y;  mu, v pulled by 3 counts towards what
///               a normal sample of this mean and sd would give                                        (K17)
///     f(y) = S / (n h sqrt(2 pi)) * h / sqrt(v) * exp(-mu^2 / (2 v)) * exp(min(V, 1) / 2) (K18) h = 1.2
///     min(sd, IQR / 1.34) n^(-1/9),  V = sum_i count_i (d log(n f) / d count_i)^2               (K19)
///
/// Exact for a normal sample at any h, bias O(h^4) else. V is the variance of the logarithm (delta method):
/// so log f is unbiased to second order, where a plain one is V / 2 too low on average.
class LocalLikelihood final : public PointDensity {
 public:
  /// @param points  strictly increasing, finite, at least two
  /// @param counts  as many, each at least 1
  LocalLikelihood(std::vector<double> points, std::vector<double> counts);

  [[nodiscard]] double at(double y) const noexcept override;

  /// V of (K19), uncorrected: the variance of log f(y) over samples; 0 where no point is in reach.
  [[nodiscard]] double variance_of_log(double y) const noexcept;

  /// At h and V held fixed.
  void add_sensitivity(double y, double weight, std::span<double> sums) const override;

 private:
  struct Fit;
  [[nodiscard]] Fit fit(double y) const noexcept;
  [[nodiscard]] double sensitivity(const Fit& fit, std::size_t i) const noexcept;
  [[nodiscard]] double scatter(const Fit& fit) const noexcept;

  std::vector<double> points_;
  std::vector<double> counts_;
  double total_;
  double mean_;
  double sd_;
  double bandwidth_;
};

}  // namespace kernel
