// Positive and negative numbers whose exponents cannot overflow: for products of extreme parameters.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "kernel/exact_math.hpp"

namespace kernel {

/// fraction * 2^exponent, |fraction| in [1/2, 1) or 0; of double precision.
class Wide {
 public:
  /// @param value  finite
  explicit Wide(double value, std::int64_t exponent = 0) {
    int shift = 0;
    fraction_ = std::frexp(value, &shift);  // exact
    exponent_ = fraction_ == 0 ? 0 : exponent + shift;
  }

  [[nodiscard]] friend Wide operator*(Wide a, Wide b) {
    return Wide(a.fraction_ * b.fraction_, a.exponent_ + b.exponent_);
  }
  [[nodiscard]] friend Wide operator/(Wide a, Wide b) {
    return Wide(a.fraction_ / b.fraction_, a.exponent_ - b.exponent_);
  }
  [[nodiscard]] friend Wide operator+(Wide a, Wide b) {
    if (a.fraction_ == 0) return b;
    if (b.fraction_ == 0) return a;
    if (a.exponent_ < b.exponent_) return b + a;
    const std::int64_t gap = a.exponent_ - b.exponent_;
    if (gap > 128) return a;
    return Wide(a.fraction_ + std::ldexp(b.fraction_, -static_cast<int>(gap)), a.exponent_);
  }
  [[nodiscard]] friend Wide operator-(Wide a) { return Wide(-a.fraction_, a.exponent_); }

  /// The nearest double; +-infinity and 0 where there is none.
  [[nodiscard]] double to_double() const {
    if (exponent_ > 1100) return fraction_ * std::numeric_limits<double>::infinity();
    if (exponent_ < -1200) return 0;
    return std::ldexp(fraction_, static_cast<int>(exponent_));
  }
  /// The nearest double of magnitude in [1 / limit, limit], or 0.
  [[nodiscard]] double within(double limit) const {
    if (fraction_ == 0) return 0;
    const double value = to_double();
    const double magnitude = std::fabs(value);
    const double kept = magnitude > limit ? limit : magnitude < 1 / limit ? 1 / limit : magnitude;
    return fraction_ < 0 ? -kept : kept;
  }
  [[nodiscard]] double log() const {
    return exact_log(fraction_) + static_cast<double>(exponent_) * 0.6931471805599453;
  }

 private:
  double fraction_;
  std::int64_t exponent_;
};

}  // namespace kernel
