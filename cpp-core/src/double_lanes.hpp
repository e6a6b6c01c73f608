// Some doubles (KERNEL_DOUBLE_LANES, a register of the instruction set) side by side, with exp, expm1 and log
// of their own: for the files that are compiled once for each instruction set. The compiler's vector
// extension keeps IEEE semantics, so every copy gives the same bits.
#pragma once

#include <cstdint>

#ifndef KERNEL_DOUBLE_LANES
#define KERNEL_DOUBLE_LANES 8
#endif

#define KERNEL_LANE_INLINE static inline __attribute__((always_inline))

namespace kernel {

constexpr int kDoubleLanes = KERNEL_DOUBLE_LANES;

typedef double D __attribute__((vector_size(8 * KERNEL_DOUBLE_LANES)));
typedef std::int64_t DMask __attribute__((vector_size(8 * KERNEL_DOUBLE_LANES)));
typedef std::uint64_t DBits __attribute__((vector_size(8 * KERNEL_DOUBLE_LANES)));

KERNEL_LANE_INLINE D all(double x) { return D{} + x; }
KERNEL_LANE_INLINE D pick(DMask mask, D yes, D no) {
  return reinterpret_cast<D>((reinterpret_cast<DMask>(yes) & mask) | (reinterpret_cast<DMask>(no) & ~mask));
}
KERNEL_LANE_INLINE D larger(D a, D b) { return pick(a > b, a, b); }
KERNEL_LANE_INLINE D load(const double* from) {
  D x;
  __builtin_memcpy(&x, from, sizeof x);
  return x;
}
KERNEL_LANE_INLINE void store(double* to, D x) { __builtin_memcpy(to, &x, sizeof x); }
KERNEL_LANE_INLINE D root(D x) {
  D y;
  for (int i = 0; i < kDoubleLanes; ++i) y[i] = __builtin_sqrt(x[i]);
  return y;
}
KERNEL_LANE_INLINE bool any(DMask mask) {
  std::int64_t found = 0;
  for (int i = 0; i < kDoubleLanes; ++i) found |= mask[i];
  return found != 0;
}
/// The lanes of some vectors, in order.
template <int N>
KERNEL_LANE_INLINE double sum_of(const D (&x)[N]) {
  double sum = 0;
  for (int v = 0; v < N; ++v) {
    for (int i = 0; i < kDoubleLanes; ++i) sum += x[v][i];
  }
  return sum;
}
KERNEL_LANE_INLINE double largest_of(D x) {
  double most = x[0];
  for (int i = 1; i < kDoubleLanes; ++i) most = x[i] > most ? x[i] : most;
  return most;
}

/// e^x and 1 - e^x, the latter without cancellation.
struct ExpPair {
  D exp;
  D one_minus;
};

/// For x in [-708, 708]; what is below (and NaN) counts as -708. Relative errors below 3e-16.
KERNEL_LANE_INLINE ExpPair lane_exp_pair(D x) {
  constexpr double kShift = 0x1.8p52;  // adding and taking it away rounds to the nearest integer
  x = pick(x > -708.0, x, all(-708));
  const D shifted = x * 1.4426950408889634 + kShift;
  const D n = shifted - kShift;
  const D high = x - n * 0x1.62e42fefp-1;
  const D low = n * 0x1.473de6af278edp-34;
  const D r = high - low;
  D tail = all(1.0 / 6227020800);
  tail = tail * r + 1.0 / 479001600;
  tail = tail * r + 1.0 / 39916800;
  tail = tail * r + 1.0 / 3628800;
  tail = tail * r + 1.0 / 362880;
  tail = tail * r + 1.0 / 40320;
  tail = tail * r + 1.0 / 5040;
  tail = tail * r + 1.0 / 720;
  tail = tail * r + 1.0 / 120;
  tail = tail * r + 1.0 / 24;
  tail = tail * r + 1.0 / 6;
  tail = tail * r + 0.5;
  const D part = high + (r * r * tail - low);  // e^r - 1
  const D scale = reinterpret_cast<D>((reinterpret_cast<DBits>(shifted) + 1023) << 52);
  const D scaled = scale * part;
  return {scale + scaled, (1 - scale) - scaled};
}

KERNEL_LANE_INLINE D lane_exp(D x) { return lane_exp_pair(x).exp; }

/// ln x for normal x > 0. Relative error below 3e-16.
KERNEL_LANE_INLINE D lane_log(D x) {
  const DBits bits = reinterpret_cast<DBits>(x);
  const DBits biased = (bits - 0x3fe6a09e667f3bcdu + (1024ull << 52)) >> 52;  // exponent + 1024
  const D n = reinterpret_cast<D>(biased | 0x4330000000000000u) - (0x1p52 + 1024);
  const D f = reinterpret_cast<D>(bits - ((biased - 1024) << 52)) - 1;
  const D s = f / (2 + f);
  const D z = s * s;
  D series = all(2.0 / 23);
  series = series * z + 2.0 / 21;
  series = series * z + 2.0 / 19;
  series = series * z + 2.0 / 17;
  series = series * z + 2.0 / 15;
  series = series * z + 2.0 / 13;
  series = series * z + 2.0 / 11;
  series = series * z + 2.0 / 9;
  series = series * z + 2.0 / 7;
  series = series * z + 2.0 / 5;
  series = series * z + 2.0 / 3;
  const D half_square = 0.5 * f * f;
  const D remainder = s * (half_square + z * series);
  return n * 0x1.62e42fefp-1 - ((half_square - (remainder + n * 0x1.473de6af278edp-34)) - f);
}

/// sin and cos of pi x for x in [0, 1/2]. Absolute error below 2e-16, sin relative as well.
KERNEL_LANE_INLINE void lane_sin_cos_pi(D x, D& sine, D& cosine) {
  // Both from the half angle's Taylor series: pi x / 2 is at most pi / 4.
  const D r = x * 1.5707963267948966;
  const D z = r * r;
  D s = all(1.0 / 6227020800);
  s = s * z - 1.0 / 39916800;
  s = s * z + 1.0 / 362880;
  s = s * z - 1.0 / 5040;
  s = s * z + 1.0 / 120;
  s = s * z - 1.0 / 6;
  s = r + r * z * s;
  D c = all(-1.0 / 87178291200);
  c = c * z + 1.0 / 479001600;
  c = c * z - 1.0 / 3628800;
  c = c * z + 1.0 / 40320;
  c = c * z - 1.0 / 720;
  c = c * z + 1.0 / 24;
  c = c * z - 0.5;
  c = 1 + z * c;
  sine = 2 * s * c;
  cosine = 1 - 2 * s * s;
}

}  // namespace kernel
