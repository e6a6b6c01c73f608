#include "kernel/exact_math.hpp"

#include <bit>
#include <cstdint>
#include <limits>

namespace kernel {
namespace {

// ln 2 in two parts; the upper one has 32 significant bits, so that its multiples up to 2^20 are exact.
constexpr double kLn2High = 0x1.62e42fefp-1;
constexpr double kLn2Low = 0x1.473de6af278edp-34;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double power_of_two(int n) {  // n in [-1022, 1023]
  return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
}

}  // namespace

// (K7): x = n ln 2 + r with |r| <= ln(2) / 2; the series of e^r to r^13; then 2^n in two factors, so that
// subnormal results round once.
double exact_exp(double x) noexcept {
  if (x != x) return x;
  if (x > 709.782712893384) return kInfinity;
  if (x < -745.1332191019412) return 0;
  constexpr double kShift = 0x1.8p52;  // adding and taking it away rounds to the nearest integer
  const double rounded = (x * 1.4426950408889634 + kShift) - kShift;
  const int n = static_cast<int>(rounded);
  const double high = x - rounded * kLn2High;
  const double low = rounded * kLn2Low;
  const double r = high - low;
  constexpr double kReciprocalFactorials[] = {
      1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
      1.0 / 5040,       1.0 / 720,       1.0 / 120,      1.0 / 24,      1.0 / 6,      1.0 / 2};
  double tail = kReciprocalFactorials[0];
  for (int i = 1; i < 12; ++i) tail = tail * r + kReciprocalFactorials[i];
  // 1 + (r + r^2 tail), the rounding error of r included: high - r - low is exact.
  const double value = 1 + (high + ((r * r) * tail - low));
  const int half = n / 2;
  return (value * power_of_two(half)) * power_of_two(n - half);
}

// (K8): x = 2^e (1 + f), 1 + f in [sqrt 1/2, sqrt 2); with s = f / (2 + f), ln(1 + f) = 2 artanh s, of which
// the part 2 s is taken as f - f^2/2 + s f^2/2 so that it does not lose f's last bit.
double exact_log(double x) noexcept {
  if (!(x > 0)) return x == 0 ? -kInfinity : kNan;
  if (x == kInfinity) return x;
  int exponent = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    exponent = -54;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const auto e = static_cast<std::int64_t>(bits - 0x3fe6a09e667f3bcdu) >> 52;
  const double f = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(e) << 52)) - 1;
  exponent += static_cast<int>(e);
  const double s = f / (2 + f);
  const double z = s * s;
  double series = 2.0 / 23;
  for (int denominator = 21; denominator >= 3; denominator -= 2) series = series * z + 2.0 / denominator;
  const double half_square = 0.5 * f * f;
  const double remainder = s * (half_square + z * series);
  const double n = exponent;
  return n * kLn2High - ((half_square - (remainder + n * kLn2Low)) - f);
}

}  // namespace kernel
