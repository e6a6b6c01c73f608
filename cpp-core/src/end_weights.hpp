// Sums on an equally spaced grid that end between two of its points.
#pragma once

#include <array>
#include <cstddef>

namespace kernel {

/// Weights of the points around the end of a sum, for integrands that are smooth beyond it: (E4).
///
/// With points j, spacing 1 and the end at `share` in [0, 1) of the way from point 0 to point 1, the integral
/// of F up to it is sum_{j <= -kReach} F_j + sum_q weight[q] F_{q - kReach + 1}: exact for polynomials of
/// degree 13.
struct EndWeights {
  static constexpr int kReach = 7;  ///< points on either side
  static constexpr int kPoints = 2 * kReach;

  [[nodiscard]] static std::array<double, kPoints> at(double share);
};

}  // namespace kernel
