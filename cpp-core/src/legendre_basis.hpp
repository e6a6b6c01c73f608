// Polynomials on [-1, 1] that vanish at both ends, and what the Fokker-Planck equation becomes in them.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace kernel {

/// What moves a density q on [-1, 1]: q_t = -d/dz [(along + stretch z) q] + diffusion q_zz.
struct Motion {
  double along;
  double stretch;
  double diffusion;
};

/// The basis psi_k = (P_k - P_{k+2}) / sqrt(4 k + 6), k = 0, 1, ...; q = sum a_k psi_k: (F2), (F3).
///
/// Its matrices have five diagonals, and that of the second derivative is -1.
struct LegendreBasis {
  static constexpr std::size_t kMost = 768;

  std::array<double, kMost> mass;          // (psi_k, psi_k)
  std::array<double, kMost> mass2;         // (psi_k, psi_{k+2})
  std::array<double, kMost> along;         // (psi_k', psi_{k+1}); transposed, the negative
  std::array<double, kMost> stretch;       // (psi_k', z psi_k)
  std::array<double, kMost> stretch_up;    // (psi_k', z psi_{k+2})
  std::array<double, kMost> stretch_down;  // (psi_{k+2}', z psi_k)
  std::array<double, kMost> slope;         // -psi_k'(1)

  [[nodiscard]] static const LegendreBasis& get();
};

/// out = matrix of `motion` times a; spans of equal length.
void move(const Motion& motion, std::span<const double> a, std::span<double> out);

/// out = mass matrix times a.
void weigh(std::span<const double> a, std::span<double> out);

/// Solves mass matrix x = right, in place, then a motion of weight `step`: (mass - step * motion) x = right.
void solve(const Motion& motion, double step, std::span<double> right);

/// The coefficients of the projection of q on the first `size` functions.
[[nodiscard]] std::vector<double> project(const std::function<double(double)>& q, std::size_t size);

/// Probability flow out of the upper end, and of the lower one.
struct Outflow {
  double upper;
  double lower;
};
[[nodiscard]] Outflow outflow(const Motion& motion, std::span<const double> a);

/// The integral of q.
[[nodiscard]] double mass_of(std::span<const double> a);

}  // namespace kernel
