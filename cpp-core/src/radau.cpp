#include "radau.hpp"

#include "eight.hpp"

namespace kernel {
namespace {

constexpr double kRoot6 = 2.449489742783178;
constexpr double kWeight[3][3] = {
    {(88 - 7 * kRoot6) / 360, (296 - 169 * kRoot6) / 1800, (-2 + 3 * kRoot6) / 225},
    {(296 + 169 * kRoot6) / 1800, (88 + 7 * kRoot6) / 360, (-2 - 3 * kRoot6) / 225},
    {(16 - kRoot6) / 36, (16 + kRoot6) / 36, 1.0 / 9}};

// The real eigenvalue of the weights, and the weights of the embedded formula of order 3.
constexpr double kReal = 0.27488882959567734;
constexpr double kError[3] = {kReal / 3 * (-13 - 7 * kRoot6), kReal / 3 * (-13 + 7 * kRoot6), -kReal / 3};

// Element (row, column) of a matrix of 17 diagonals: a row's columns are 16 places from the next row's, so
// that the same column is the same distance from it.
constexpr std::size_t kReach = 8;
std::size_t place(std::size_t row, std::size_t column) { return 2 * kReach * row + column + kReach; }

// Elimination without pivoting: every leading block is a Radau step of a smaller basis, which has a solution.
void eliminate(double* rows, double* right, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const double inverse = 1 / rows[place(i, i)];
    const Eight pivot_row = Eight::load(rows + place(i, i + 1));
    const double pivot_right = right[i];
    const std::size_t last = i + kReach < n ? i + kReach : n - 1;
    for (std::size_t r = i + 1; r <= last; ++r) {
      const double share = -(rows[place(r, i)] * inverse);
      Eight row = Eight::load(rows + place(r, i + 1));
      row.add(pivot_row, share);
      row.store(rows + place(r, i + 1));
      right[r] += share * pivot_right;
    }
    rows[place(i, i)] = inverse;
  }
  for (std::size_t i = n; i-- > 0;) {
    Eight products{};
    products.add(Eight::load(rows + place(i, i + 1)), Eight::load(right + i + 1));
    right[i] = (right[i] - products.sum()) * rows[place(i, i)];
  }
}

}  // namespace

void RadauStep::attempt(std::span<const double> a, double h, const Motion& before,
                        const std::array<Motion, kStages>& motions) {
  size_ = a.size();
  assemble(h, motions);
  right_side(a, h, motions);
  eliminate(rows_.data(), right_.data(), kStages * size_);
  estimate(a, h, before);  // while right_ holds the differences from a
  for (std::size_t i = 0; i < kStages; ++i) {
    stage_[i].resize(size_);
    for (std::size_t k = 0; k < size_; ++k) stage_[i][k] = a[k] + right_[kStages * k + i];
  }
}

// Unknown 3 k + i is the difference of coefficient k at stage i from the beginning.
void RadauStep::assemble(double h, const std::array<Motion, kStages>& motions) {
  const LegendreBasis& basis = LegendreBasis::get();
  rows_.assign((kStages * size_ + 2) * (2 * kReach + 1), 0);
  double along[3][3];
  double stretch[3][3];
  double diffusion[3][3];
  for (int i = 0; i < kStages; ++i) {
    for (int j = 0; j < kStages; ++j) {
      const Motion& motion = motions[static_cast<std::size_t>(j)];
      along[i][j] = -h * kWeight[i][j] * motion.along;
      stretch[i][j] = -h * kWeight[i][j] * motion.stretch;
      diffusion[i][j] = h * kWeight[i][j] * motion.diffusion;
    }
  }
  for (std::size_t k = 0; k < size_; ++k) {
    for (std::size_t i = 0; i < kStages; ++i) {
      double* row = &rows_[place(kStages * k + i, kStages * k)];
      for (std::size_t j = 0; j < kStages; ++j) {
        const double here = i == j ? 1 : 0;
        row[j] = here * basis.mass[k] + stretch[i][j] * basis.stretch[k] + diffusion[i][j];
        if (k + 1 < size_) row[j + 3] = along[i][j] * basis.along[k];
        if (k + 2 < size_) row[j + 6] = here * basis.mass2[k] + stretch[i][j] * basis.stretch_up[k];
        double* left = row + j;
        if (k >= 1) left[-3] = -along[i][j] * basis.along[k - 1];
        if (k >= 2) left[-6] = here * basis.mass2[k - 2] + stretch[i][j] * basis.stretch_down[k - 2];
      }
    }
  }
}

void RadauStep::right_side(std::span<const double> a, double h, const std::array<Motion, kStages>& motions) {
  right_.assign(kStages * size_ + kReach, 0);
  scratch_.resize(size_);
  for (std::size_t j = 0; j < kStages; ++j) {
    move(motions[j], a, scratch_);
    for (std::size_t k = 0; k < size_; ++k) {
      for (std::size_t i = 0; i < kStages; ++i) right_[kStages * k + i] += h * kWeight[i][j] * scratch_[k];
    }
  }
}

void RadauStep::estimate(std::span<const double> a, double h, const Motion& before) {
  error_.resize(size_);
  scratch_.resize(size_);
  for (std::size_t k = 0; k < size_; ++k) {
    scratch_[k] = kError[0] * right_[kStages * k] + kError[1] * right_[kStages * k + 1] +
                  kError[2] * right_[kStages * k + 2];
  }
  weigh(scratch_, error_);
  move(before, a, scratch_);
  for (std::size_t k = 0; k < size_; ++k) error_[k] += h * kReal * scratch_[k];
  solve(before, h * kReal, error_);
}

}  // namespace kernel
