#include "legendre_basis.hpp"

#include <cmath>
#include <memory>

#include "kernel/gauss_legendre.hpp"

namespace kernel {
namespace {

LegendreBasis made() {
  LegendreBasis basis{};
  for (std::size_t k = 0; k < LegendreBasis::kMost; ++k) {
    const double j = static_cast<double>(k);
    const double own = 4 * j + 6;
    const double far = std::sqrt(own * (4 * j + 14));
    basis.mass[k] = (2 / (2 * j + 1) + 2 / (2 * j + 5)) / own;
    basis.mass2[k] = -2 / (2 * j + 5) / far;
    basis.along[k] = -2 / std::sqrt(own * (4 * j + 10));
    basis.stretch[k] = (2 * (j + 2) / (2 * j + 5) - 2 * (j + 1) / (2 * j + 1)) / own;
    basis.stretch_up[k] = -2 * (j + 2) / (2 * j + 5) / far;
    basis.stretch_down[k] = 2 * (j + 3) / (2 * j + 5) / far;
    basis.slope[k] = std::sqrt((2 * j + 3) / 2);
  }
  return basis;
}

}  // namespace

const LegendreBasis& LegendreBasis::get() {
  static const auto basis = std::make_unique<const LegendreBasis>(made());
  return *basis;
}

void move(const Motion& motion, std::span<const double> a, std::span<double> out) {
  const LegendreBasis& basis = LegendreBasis::get();
  const std::size_t n = a.size();
  for (std::size_t k = 0; k < n; ++k) {
    double sum = (motion.stretch * basis.stretch[k] - motion.diffusion) * a[k];
    if (k >= 1) sum -= motion.along * basis.along[k - 1] * a[k - 1];
    if (k + 1 < n) sum += motion.along * basis.along[k] * a[k + 1];
    if (k >= 2) sum += motion.stretch * basis.stretch_down[k - 2] * a[k - 2];
    if (k + 2 < n) sum += motion.stretch * basis.stretch_up[k] * a[k + 2];
    out[k] = sum;
  }
}

void weigh(std::span<const double> a, std::span<double> out) {
  const LegendreBasis& basis = LegendreBasis::get();
  const std::size_t n = a.size();
  for (std::size_t k = 0; k < n; ++k) {
    double sum = basis.mass[k] * a[k];
    if (k >= 2) sum += basis.mass2[k - 2] * a[k - 2];
    if (k + 2 < n) sum += basis.mass2[k] * a[k + 2];
    out[k] = sum;
  }
}

// Elimination without pivoting: the matrix is positive definite, if not symmetric, for steps short enough to
// be accurate.
void solve(const Motion& motion, double step, std::span<double> right) {
  const LegendreBasis& basis = LegendreBasis::get();
  const std::size_t n = right.size();
  const double along = step * motion.along;
  const double stretch = step * motion.stretch;
  const double diffusion = step * motion.diffusion;
  // Rows of the eliminated matrix: pivot, and the two columns right of it.
  std::array<double, LegendreBasis::kMost> inverse;
  std::array<double, LegendreBasis::kMost> next;
  std::array<double, LegendreBasis::kMost> after;
  for (std::size_t k = 0; k < n; ++k) {
    double pivot = basis.mass[k] - stretch * basis.stretch[k] + diffusion;
    double one = -along * basis.along[k];
    const double two = basis.mass2[k] - stretch * basis.stretch_up[k];
    double before = k >= 1 ? along * basis.along[k - 1] : 0;
    if (k >= 2) {
      const double share = (basis.mass2[k - 2] - stretch * basis.stretch_down[k - 2]) * inverse[k - 2];
      before -= share * next[k - 2];
      pivot -= share * after[k - 2];
      right[k] -= share * right[k - 2];
    }
    if (k >= 1) {
      const double share = before * inverse[k - 1];
      pivot -= share * next[k - 1];
      one -= share * after[k - 1];
      right[k] -= share * right[k - 1];
    }
    inverse[k] = 1 / pivot;
    next[k] = one;
    after[k] = two;
  }
  for (std::size_t k = n; k-- > 0;) {
    double sum = right[k];
    if (k + 1 < n) sum -= next[k] * right[k + 1];
    if (k + 2 < n) sum -= after[k] * right[k + 2];
    right[k] = sum * inverse[k];
  }
}

std::vector<double> project(const std::function<double(double)>& q, std::size_t size) {
  std::vector<double> right(size, 0);
  const auto rule = gauss_legendre(size + 16);
  for (std::size_t i = 0; i < rule->node.size(); ++i) {
    const double z = rule->node[i];
    const double share = rule->weight[i] * q(z);
    double two = 1;  // P_k
    double one = z;  // P_{k+1}
    for (std::size_t k = 0; k < size; ++k) {
      const double order = static_cast<double>(k) + 2;
      const double next = ((2 * order - 1) * z * one - (order - 1) * two) / order;
      right[k] += share * (two - next) / std::sqrt(4 * order - 2);
      two = one;
      one = next;
    }
  }
  solve({0, 0, 0}, 0, right);
  return right;
}

Outflow outflow(const Motion& motion, std::span<const double> a) {
  const LegendreBasis& basis = LegendreBasis::get();
  double even = 0;
  double odd = 0;
  for (std::size_t k = 0; k < a.size(); k += 2) even += basis.slope[k] * a[k];
  for (std::size_t k = 1; k < a.size(); k += 2) odd += basis.slope[k] * a[k];
  return {motion.diffusion * (even + odd), motion.diffusion * (even - odd)};
}

double mass_of(std::span<const double> a) { return a[0] * (2 / std::sqrt(6.0)); }

}  // namespace kernel
