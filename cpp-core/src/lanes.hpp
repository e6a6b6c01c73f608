// Vectors of the step loop: W lanes of float and 32-bit integers for the instruction set that this file is
// being compiled for (KERNEL_LANES, KERNEL_VECTORS and the compiler's own target flags).
//
// All arithmetic is the compiler's vector extension, hence + - * / and bit operations with IEEE semantics
// on every target. What it cannot say (a square root, a bit for each lane, spreading) are intrinsics.
#pragma once

#include <cstdint>

#include "mix.hpp"

#if KERNEL_LANES >= 8
#include <immintrin.h>
#elif KERNEL_LANES == 4 && defined(__SSE2__)
#include <emmintrin.h>
#elif KERNEL_LANES == 4 && defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace kernel::KERNEL_TARGET {

constexpr int kLanes = KERNEL_LANES;
constexpr int kVectors = KERNEL_VECTORS;  // side by side

#if KERNEL_LANES == 1

typedef float F;
typedef std::int32_t I;
typedef std::uint32_t U;

KERNEL_INLINE F to_float(I i) { return static_cast<float>(i); }
KERNEL_INLINE F as_float(U u) { return __builtin_bit_cast(float, u); }
KERNEL_INLINE U as_bits(F f) { return __builtin_bit_cast(std::uint32_t, f); }
KERNEL_INLINE I as_signed(U u) { return static_cast<std::int32_t>(u); }
KERNEL_INLINE U as_unsigned(I i) { return static_cast<std::uint32_t>(i); }
KERNEL_INLINE F root(F f) { return __builtin_sqrtf(f); }
KERNEL_INLINE I truncated(F f) { return f < 2147483648.0f ? static_cast<std::int32_t>(f) : 0; }
KERNEL_INLINE I where_positive(F f, I i) { return f > 0 ? i : 0; }
KERNEL_INLINE std::uint32_t mask_done(I stride, I left) { return stride == 0 || left <= 0; }

#else

typedef float F __attribute__((vector_size(4 * KERNEL_LANES), may_alias));
typedef std::int32_t I __attribute__((vector_size(4 * KERNEL_LANES), may_alias));
typedef std::uint32_t U __attribute__((vector_size(4 * KERNEL_LANES), may_alias));

KERNEL_INLINE F to_float(I i) { return __builtin_convertvector(i, F); }
KERNEL_INLINE F as_float(U u) { return reinterpret_cast<F>(u); }
KERNEL_INLINE U as_bits(F f) { return reinterpret_cast<U>(f); }
KERNEL_INLINE I as_signed(U u) { return reinterpret_cast<I>(u); }
KERNEL_INLINE U as_unsigned(I i) { return reinterpret_cast<U>(i); }

// Toward zero, for 0 <= f < 2^31; what others give differs between instruction sets.
KERNEL_INLINE I truncated(F f) { return __builtin_convertvector(f, I); }
// `i` where f > 0, else 0.
KERNEL_INLINE I where_positive(F f, I i) { return i & (f > F{}); }

#if KERNEL_LANES == 16
KERNEL_INLINE F root(F f) { return _mm512_maskz_sqrt_ps(0xffff, f); }
KERNEL_INLINE std::uint32_t mask_of(I lanes) {
  return _mm512_movepi32_mask(reinterpret_cast<__m512i>(lanes));
}
#elif KERNEL_LANES == 8
KERNEL_INLINE F root(F f) { return _mm256_sqrt_ps(f); }
KERNEL_INLINE std::uint32_t mask_of(I lanes) {
  return static_cast<std::uint32_t>(_mm256_movemask_ps(reinterpret_cast<__m256>(lanes)));
}
#elif defined(__SSE2__)
KERNEL_INLINE F root(F f) { return _mm_sqrt_ps(f); }
KERNEL_INLINE std::uint32_t mask_of(I lanes) {
  return static_cast<std::uint32_t>(_mm_movemask_ps(reinterpret_cast<__m128>(lanes)));
}
#else
KERNEL_INLINE F root(F f) { return vsqrtq_f32(f); }
KERNEL_INLINE std::uint32_t mask_of(I lanes) {
  const U bit = {1, 2, 4, 8};
  return vaddvq_u32(reinterpret_cast<uint32x4_t>(reinterpret_cast<U>(lanes) & bit));
}
#endif
// Bit i: lane i stands still or has no step left.
KERNEL_INLINE std::uint32_t mask_done(I stride, I left) { return mask_of((stride == I{}) | (left <= I{})); }
#endif

// All ones in the lanes of a mask, to choose by.
#if KERNEL_LANES == 1
KERNEL_INLINE I lanes_of(std::uint32_t mask) { return static_cast<I>(mask); }
#else
KERNEL_INLINE I lanes_of(std::uint32_t mask) {
  I bit;
  for (int i = 0; i < kLanes; ++i) bit[i] = 1 << i;
  return (static_cast<std::int32_t>(mask) & bit) != I{};
}
#endif

// The lanes of `mask`, lowest first, get values[0], values[1], ...; a whole vector of these may be read.
#if KERNEL_LANES == 16
KERNEL_INLINE void spread(std::uint32_t mask, const std::uint32_t* values, U& lanes) {
  lanes = reinterpret_cast<U>(_mm512_mask_expand_epi32(
      reinterpret_cast<__m512i>(lanes), static_cast<__mmask16>(mask), _mm512_loadu_si512(values)));
}
#elif KERNEL_LANES == 1
KERNEL_INLINE void spread(std::uint32_t, const std::uint32_t* values, U& lanes) { lanes = *values; }
#else
KERNEL_INLINE void spread(std::uint32_t mask, const std::uint32_t* values, U& lanes) {
  for (; mask != 0; mask &= mask - 1) {
    lanes = lanes_of(mask & -mask) ? *values++ + U{} : lanes;
  }
}
#endif

KERNEL_INLINE U rotate(U x, int by) { return (x << by) | (x >> (32 - by)); }
KERNEL_INLINE F magnitude(F f) { return as_float(as_bits(f) & 0x7fffffffu); }

}  // namespace kernel::KERNEL_TARGET
