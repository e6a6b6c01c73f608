// Gauss-Legendre quadrature, the same bits on every machine.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace kernel {

/// Nodes (increasing) and weights on [-1, 1].
struct Quadrature {
  std::vector<double> node;
  std::vector<double> weight;
};

/// The rule of `n` >= 1 points; exact for polynomials of degree 2 n - 1, to 1e-14. Rules are kept: a second
/// call with the same `n` costs a look-up. Safe to call from any thread.
[[nodiscard]] std::shared_ptr<const Quadrature> gauss_legendre(std::size_t n);

}  // namespace kernel
