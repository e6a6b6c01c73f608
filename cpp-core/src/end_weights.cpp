#include "end_weights.hpp"

namespace kernel {
namespace {

constexpr int kPoints = EndWeights::kPoints;
using Polynomial = std::array<double, kPoints + 1>;  // lowest power first

// Antiderivatives, 0 at 0, of the Lagrange polynomials of the points -kReach + 1 .. kReach.
std::array<Polynomial, kPoints> antiderivatives() {
  std::array<Polynomial, kPoints> made{};
  for (int q = 0; q < kPoints; ++q) {
    Polynomial basis{};
    basis[0] = 1;
    int degree = 0;
    double divisor = 1;
    for (int other = 0; other < kPoints; ++other) {
      if (other == q) continue;
      const double root = other - EndWeights::kReach + 1;
      divisor *= q - other;
      for (int power = ++degree; power > 0; --power) {
        basis[static_cast<std::size_t>(power)] =
            basis[static_cast<std::size_t>(power - 1)] - root * basis[static_cast<std::size_t>(power)];
      }
      basis[0] *= -root;
    }
    Polynomial& antiderivative = made[static_cast<std::size_t>(q)];
    for (std::size_t power = 1; power <= kPoints; ++power) {
      antiderivative[power] = basis[power - 1] / (divisor * static_cast<double>(power));
    }
  }
  return made;
}

double value(const Polynomial& polynomial, double x) {
  double sum = 0;
  for (std::size_t power = kPoints + 1; power-- > 0;) sum = sum * x + polynomial[power];
  return sum;
}

}  // namespace

// Every whole interval to the left adds the integrals of the Lagrange polynomials that are its own; summed
// over the intervals, point q gets those of all later points.
std::array<double, kPoints> EndWeights::at(double share) {
  static const auto parts = antiderivatives();
  std::array<double, kPoints> weights{};
  double whole = 0;
  for (std::size_t q = kPoints; q-- > 0;) {
    weights[q] = whole + value(parts[q], share);
    whole += value(parts[q], 1);
  }
  return weights;
}

}  // namespace kernel
