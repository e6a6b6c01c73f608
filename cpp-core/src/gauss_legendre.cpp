#include "kernel/gauss_legendre.hpp"

#include <cmath>
#include <map>
#include <mutex>

#include "kernel/math_special.hpp"

namespace kernel {
namespace {

struct Legendre {
  double value;  // P_n(x)
  double slope;  // its derivative
};

Legendre legendre(std::size_t n, double x) {
  double before = 1;
  double value = x;
  for (std::size_t k = 2; k <= n; ++k) {
    const double order = static_cast<double>(k);
    const double next = ((2 * order - 1) * x * value - (order - 1) * before) / order;
    before = value;
    value = next;
  }
  return {value, static_cast<double>(n) * (x * value - before) / (x * x - 1)};
}

// Newton's iteration from Tricomi's guess reaches the last bits in five steps for any n.
Quadrature rule(std::size_t n) {
  Quadrature made{std::vector<double>(n), std::vector<double>(n)};
  for (std::size_t i = 0; i < n - i; ++i) {
    double x = cos_pi((static_cast<double>(i) + 0.75) / (static_cast<double>(n) + 0.5));
    if (2 * i + 1 == n) x = 0;
    for (int step = 0; step < 5; ++step) {
      const Legendre at = legendre(n, x);
      x -= at.value / at.slope;
    }
    const double slope = legendre(n, x).slope;
    const double weight = 2 / ((1 - x * x) * (slope * slope));
    made.node[i] = -x;
    made.node[n - 1 - i] = x;
    made.weight[i] = weight;
    made.weight[n - 1 - i] = weight;
  }
  return made;
}

}  // namespace

std::shared_ptr<const Quadrature> gauss_legendre(std::size_t n) {
  static std::mutex guard;
  static std::map<std::size_t, std::shared_ptr<const Quadrature>> kept;
  const std::lock_guard lock(guard);
  auto& found = kept[n];
  if (!found) found = std::make_shared<const Quadrature>(rule(n));
  return found;
}

}  // namespace kernel
