// xoshiro128++ and Box-Muller over lanes: (K1) to (K4) of docs/kernel.md, for the target of lanes.hpp.
//
// Only operations that IEEE 754 rounds exactly, each written once, in one order: all targets give equal bits.
// Polynomials: own minimax fits (relative weight), coefficients rounded to float.
#pragma once

#include "lanes.hpp"

namespace kernel::KERNEL_TARGET {

struct Bits {
  U s0, s1, s2, s3;
};

KERNEL_INLINE U next_bits(Bits& s) {
  const U result = rotate(s.s0 + s.s3, 7) + s.s0;
  const U shifted = s.s1 << 9;
  s.s2 ^= s.s0;
  s.s3 ^= s.s1;
  s.s1 ^= s.s2;
  s.s0 ^= s.s3;
  s.s2 ^= shifted;
  s.s3 = rotate(s.s3, 11);
  return result;
}

// (K3): -2 ln u for u = (2 j + 1) / 2^31, j the upper 30 bits but one of `bits`. Relative error below 6e-7.
KERNEL_INLINE F minus_two_log(U bits) {
  const U scaled = as_bits(to_float(as_signed((bits >> 1) | 1u)));
  // u = 2^e (1 + f) with 1 + f in [sqrt 1/2, sqrt 2): near u = 1 nothing cancels. `exponent` is e * 2^23.
  const U exponent = (scaled - (0x3f3504f3u + (31u << 23))) & 0xff800000u;
  const F f = as_float((scaled - (31u << 23)) - exponent) - 1.0f;
  // -2 ln(1 + f) / f, even and odd powers apart: half the latency of one chain.
  const F z = f * f;
  const F even = ((-0.324451804f * z - 0.398003310f) * z - 0.666701198f) * z - 1.99999988f;
  const F odd = ((0.202138215f * z + 0.345016599f) * z + 0.499398172f) * z + 1.00000727f;
  const F series = even + odd * f;
  return to_float(as_signed(exponent)) * -1.65259166e-7f + series * f;
}

struct Pair {
  F first, second;
};

// (K4): `radius` picks the distance from the origin, `turn` the angle: its top bit swaps cos and sin, the
// next negates both, the other 30 are an angle in [-pi/4, pi/4). Error of each below 2e-7.
KERNEL_INLINE Pair normal_pair(U radius, U turn) {
  const F r = root(minus_two_log(radius));
  const F x = to_float(as_signed(turn << 2)) * 3.65729520e-10f;
  const F z = x * x;
  const F sine = x + (x * z) * ((-0.000195172990f * z + 0.00833217815f) * z - 0.166666549f);
  const F cosine = 1.0f + z * ((-0.00135978232f * z + 0.0416562946f) * z - 0.499998948f);
  const F signed_r = as_float(as_bits(r) ^ ((turn << 1) & 0x80000000u));
  const U swap = (as_bits(sine) ^ as_bits(cosine)) & as_unsigned(as_signed(turn) >> 31);
  return {signed_r * as_float(as_bits(cosine) ^ swap), signed_r * as_float(as_bits(sine) ^ swap)};
}

KERNEL_INLINE Pair next_pair(Bits& s) {
  const U radius = next_bits(s);
  const U turn = next_bits(s);
  return normal_pair(radius, turn);
}

}  // namespace kernel::KERNEL_TARGET
