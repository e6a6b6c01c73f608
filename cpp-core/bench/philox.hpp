// Philox4x32 over lanes (Salmon et al. 2011, SC11), for comparison only; x86 targets of lanes.hpp.
#pragma once

#include "../src/lanes.hpp"

namespace kernel::KERNEL_TARGET {

struct Words4 {
  U a, b, c, d;
};

// Low and high halves of 32 x 32-bit products, lane by lane.
KERNEL_INLINE void multiply(U x, std::uint32_t by, U& low, U& high) {
#if KERNEL_LANES == 16
  const __m512i factor = _mm512_set1_epi32(static_cast<int>(by));
  const __m512i even = _mm512_mul_epu32(reinterpret_cast<__m512i>(x), factor);
  const __m512i odd = _mm512_mul_epu32(_mm512_srli_epi64(reinterpret_cast<__m512i>(x), 32), factor);
  high = reinterpret_cast<U>(_mm512_mask_blend_epi32(0xaaaa, _mm512_srli_epi64(even, 32), odd));
#elif KERNEL_LANES == 8
  const __m256i factor = _mm256_set1_epi32(static_cast<int>(by));
  const __m256i even = _mm256_mul_epu32(reinterpret_cast<__m256i>(x), factor);
  const __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(reinterpret_cast<__m256i>(x), 32), factor);
  high = reinterpret_cast<U>(_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa));
#endif
  low = x * by;
}

template <int kRounds>
KERNEL_INLINE Words4 philox(Words4 counter, U key0, U key1) {
  for (int round = 0; round < kRounds; ++round) {
    U low0, high0, low1, high1;
    multiply(counter.a, 0xd2511f53u, low0, high0);
    multiply(counter.c, 0xcd9e8d57u, low1, high1);
    counter = {high1 ^ counter.b ^ key0, low1, high0 ^ counter.d ^ key1, low0};
    key0 += 0x9e3779b9u;
    key1 += 0xbb67ae85u;
  }
  return counter;
}

}  // namespace kernel::KERNEL_TARGET
