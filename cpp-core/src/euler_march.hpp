// How the surviving part of the Euler walk is carried from step to step; shared by fixed and changing
// thresholds.
#pragma once

#include <cstddef>
#include <vector>

#include "banded.hpp"
#include "kernel/euler_law.hpp"

namespace kernel {

/// One step: x goes to a normal law around keep x + shift.
struct EulerMove {
  double keep;   // 1 - leak dt
  double shift;  // drift dt
  double sd;     // noise sqrt(dt)

  /// The move of step k, 1 or more.
  [[nodiscard]] static EulerMove of(const EulerWalk& walk, std::size_t k);

  [[nodiscard]] double mean(double x) const { return keep * x + shift; }
  [[nodiscard]] double density(double x, double to) const;
  [[nodiscard]] double above(double x, double bound) const;  // chance of ending at or above it
  [[nodiscard]] double below(double x, double bound) const;
};

/// Transition densities between increasing nodes, times `weight(j)` of the node that is left; those farther
/// than 8.5 sd from where a path goes (2e-16 of the peak) are left out.
[[nodiscard]] BandedMatrix transition(const std::vector<double>& nodes, const std::vector<double>& weights,
                                      const EulerMove& move);

/// Sum of a_i b_i in eight interleaved parts, over a multiple of eight elements.
[[nodiscard]] double dot(const double* a, const double* b, std::size_t size) noexcept;

/// Gauss-Legendre nodes that constant thresholds need.
[[nodiscard]] std::size_t fixed_nodes(const EulerWalk& walk);

/// Points of the grid that changing thresholds need.
[[nodiscard]] double grid_points(const EulerWalk& walk, std::size_t steps);

/// The law of `steps` steps, or of as many as there are before it settles into its `ratio`.
[[nodiscard]] StepLaw law_of_fixed_thresholds(const EulerWalk& walk, std::size_t steps);

/// The law of exactly `steps` steps.
[[nodiscard]] StepLaw law_of_changing_thresholds(const EulerWalk& walk, std::size_t steps);

}  // namespace kernel
