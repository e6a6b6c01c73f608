// Vectors of the step loop: W lanes of float and 32-bit integers for the instruction set that this file is
// being compiled for (KERNEL_LANES, KERNEL_VECTORS and the compiler's own target flags).
//
// All arithmetic is the compiler's vector extension, hence + - * / and bit operations with IEEE semantics
// on every target. Two things it cannot say, a square root and a comparison's lane mask, are intrinsics.
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
constexpr int kVectors = KERNEL_VECTORS;  // that a bench keeps side by side

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
KERNEL_INLINE std::uint32_t mask_ge(F a, F b) { return a >= b; }

#else

typedef float F __attribute__((vector_size(4 * KERNEL_LANES), may_alias));
typedef std::int32_t I __attribute__((vector_size(4 * KERNEL_LANES), may_alias));
typedef std::uint32_t U __attribute__((vector_size(4 * KERNEL_LANES), may_alias));

KERNEL_INLINE F to_float(I i) { return __builtin_convertvector(i, F); }
KERNEL_INLINE F as_float(U u) { return reinterpret_cast<F>(u); }
KERNEL_INLINE U as_bits(F f) { return reinterpret_cast<U>(f); }
KERNEL_INLINE I as_signed(U u) { return reinterpret_cast<I>(u); }
KERNEL_INLINE U as_unsigned(I i) { return reinterpret_cast<U>(i); }

#if KERNEL_LANES == 16
KERNEL_INLINE F root(F f) { return _mm512_maskz_sqrt_ps(0xffff, f); }
KERNEL_INLINE F max_magnitude(F a, F b) { return _mm512_range_ps(a, b, 0x0b); }
KERNEL_INLINE std::uint32_t mask_ge(F a, F b) { return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ); }
#elif KERNEL_LANES == 8
KERNEL_INLINE F root(F f) { return _mm256_sqrt_ps(f); }
KERNEL_INLINE std::uint32_t mask_ge(F a, F b) {
  return static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_GE_OQ)));
}
#elif defined(__SSE2__)
KERNEL_INLINE F root(F f) { return _mm_sqrt_ps(f); }
KERNEL_INLINE std::uint32_t mask_ge(F a, F b) {
  return static_cast<std::uint32_t>(_mm_movemask_ps(_mm_cmpge_ps(a, b)));
}
#else
KERNEL_INLINE F root(F f) { return vsqrtq_f32(f); }
KERNEL_INLINE std::uint32_t mask_ge(F a, F b) {
  const U bit = {1, 2, 4, 8};
  return vaddvq_u32(reinterpret_cast<uint32x4_t>(reinterpret_cast<U>(a >= b) & bit));
}
#endif
#endif

// `lanes` with another value in one of them.
#if KERNEL_LANES == 1
KERNEL_INLINE F with_lane(F, int, float value) { return value; }
KERNEL_INLINE U with_lane(U, int, std::uint32_t value) { return value; }
#else
KERNEL_INLINE I is_lane(int lane) {
  I numbers;
  for (int i = 0; i < kLanes; ++i) numbers[i] = i;
  return numbers == lane;
}
KERNEL_INLINE F with_lane(F lanes, int lane, float value) { return is_lane(lane) ? value - F{} : lanes; }
KERNEL_INLINE U with_lane(U lanes, int lane, std::uint32_t value) {
  return is_lane(lane) ? value + U{} : lanes;
}
#endif

KERNEL_INLINE U rotate(U x, int by) { return (x << by) | (x >> (32 - by)); }
KERNEL_INLINE F magnitude(F f) { return as_float(as_bits(f) & 0x7fffffffu); }

#if KERNEL_LANES != 16
// max(|a|, |b|); |b| where a is NaN.
KERNEL_INLINE F max_magnitude(F a, F b) {
  const F size_a = magnitude(a);
  const F size_b = magnitude(b);
  return size_a > size_b ? size_a : size_b;
}
#endif

}  // namespace kernel::KERNEL_TARGET
