// fast-kde: the self-consistent density estimate, on fastKDE's own axis.
//
// Source: Bernacchia & Pigolotti (2011), J. R. Stat. Soc. B 73:407-422; O'Brien et al. (2016), Comput. Stat.
// Data Anal. 101:148-160. docs/kernel.md derives (K12) to (K15).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernel/density.hpp"

namespace kernel {

/// Self-consistent estimate of the density of points with counts: no bandwidth, the sample's own
/// characteristic function says which frequencies to trust.
///
///     r = max - min, mid = (max + min) / 2, M = 2^ceil(log2(20 r / sd)) + 1 points over [mid - r, mid + r]
///     (K12) phi_k = 1/n sum_j count_j exp(i t_k z_j),  z = (x - mid) pi / r,  t_k = k (M - 1) / M (K13)
///     psi_k = n / (2 (n - 1)) (1 + sqrt(1 - C / |phi_k|^2)),  C = 4 (n - 1) / n^2, for k below the first
///             with |phi_k|^2 <= C, else 0 (K14)
///     f(x) = (M - 1) / (2 r M) sum_k psi_k Re(phi_k exp(-i t_k z)); where any f < 0: max(f - delta, 0) with
///            the one delta that keeps the sum over the grid at 1 / dx (K15)
///
/// sd divides by n. phi_k are exact sums (the library's own are interpolated: 1e-4 of the peak), and delta is
/// exact. O(kept frequencies * (points + M)); M is 65 to 513 for most samples, at most 40 sqrt(n) + 1.
class FastKde final : public PointDensity {
 public:
  /// @param points  strictly increasing, finite, at least two
  /// @param counts  as many, each at least 1
  FastKde(std::span<const double> points, std::span<const double> counts);

  /// Linear between grid points, 0 outside of the axis.
  [[nodiscard]] double at(double x) const noexcept override;

  /// At delta held fixed. psi moves with |phi|, whose standard error is s = 1 / sqrt(2 n): near the first
  /// frequency that fails that is no small step, so psi's slope is the secant over +-s.
  void add_sensitivity(double x, double weight, std::span<double> sums) const override;

  [[nodiscard]] const GridDensity& grid() const noexcept { return grid_; }
  /// Frequencies on each side of 0 that passed.
  [[nodiscard]] std::size_t kept() const noexcept { return filter_.size() - 1; }

 private:
  double turns_of(double x) const noexcept;

  std::vector<double> points_;
  double total_;
  double middle_;
  double range_;
  std::size_t half_;            // (M - 1) / 2
  std::vector<double> filter_;  // psi_0 .. psi_kept
  std::vector<double> real_;    // phi of these and of the first that fails
  std::vector<double> imaginary_;
  GridDensity grid_;
};

}  // namespace kernel
