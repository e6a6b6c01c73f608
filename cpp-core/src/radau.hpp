// One implicit step of the Fokker-Planck equation in the Legendre basis.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "legendre_basis.hpp"

namespace kernel {

/// Radau IIA with three stages, of order 5 and stage order 3: no oscillation however stiff. (F4), (F5)
///
/// Its stages are solved together as one banded system, since the matrix changes between them.
class RadauStep {
 public:
  static constexpr int kStages = 3;
  /// When in a step its stages are; the last is its end.
  static constexpr std::array<double, kStages> kShare = {0.15505102572168219, 0.64494897427831781, 1};

  /// Solves the step of length `h` from `a`; `before` is the motion at its beginning.
  void attempt(std::span<const double> a, double h, const Motion& before,
               const std::array<Motion, kStages>& motions);

  /// The solution at stage i of the last attempt.
  [[nodiscard]] std::span<const double> stage(int i) const { return stage_[static_cast<std::size_t>(i)]; }

  /// Estimate of the last attempt's error.
  [[nodiscard]] std::span<const double> error() const { return error_; }

 private:
  void assemble(double h, const std::array<Motion, kStages>& motions);
  void right_side(std::span<const double> a, double h, const std::array<Motion, kStages>& motions);
  void estimate(std::span<const double> a, double h, const Motion& before);

  std::size_t size_ = 0;
  std::vector<double> rows_;
  std::vector<double> right_;
  std::array<std::vector<double>, kStages> stage_;
  std::vector<double> error_;
  std::vector<double> scratch_;
};

}  // namespace kernel
