// Draws of programs, (P6) and (P7) of docs/kernel.md, and the diffusion's walk by jumps, for lane_table.cpp.
#pragma once

#include "lane_vectors.hpp"

namespace kernel::KERNEL_TARGET {
namespace {

// Draws work in vectors of floats, whatever the registers hold.

KERNEL_FUNCTION Bits load_bits(const StreamWords& stream, std::size_t lane) {
  Bits bits;
  __builtin_memcpy(&bits.s0, stream.word[0] + lane, sizeof(U));
  __builtin_memcpy(&bits.s1, stream.word[1] + lane, sizeof(U));
  __builtin_memcpy(&bits.s2, stream.word[2] + lane, sizeof(U));
  __builtin_memcpy(&bits.s3, stream.word[3] + lane, sizeof(U));
  return bits;
}

// All ones in the lanes that a mask leaves on.
template <class Real>
KERNEL_FUNCTION U lanes_on(const Real* mask) {
  std::uint32_t on[kLanes];
  for (int i = 0; i < kLanes; ++i) on[i] = mask[i] != 0 ? ~0u : 0u;
  U lanes;
  __builtin_memcpy(&lanes, on, sizeof lanes);
  return lanes;
}

template <bool kMasked>
KERNEL_FUNCTION void store_word(std::uint32_t* to, U word, U on) {
  if constexpr (kMasked) {
    U before;
    __builtin_memcpy(&before, to, sizeof before);
    word = (word & on) | (before & ~on);
  }
  __builtin_memcpy(to, &word, sizeof word);
}

template <bool kMasked>
KERNEL_FUNCTION void store_bits(const StreamWords& stream, std::size_t lane, const Bits& bits, U on) {
  store_word<kMasked>(stream.word[0] + lane, bits.s0, on);
  store_word<kMasked>(stream.word[1] + lane, bits.s1, on);
  store_word<kMasked>(stream.word[2] + lane, bits.s2, on);
  store_word<kMasked>(stream.word[3] + lane, bits.s3, on);
}

template <bool kMasked, class Real>
KERNEL_FUNCTION void store_floats(Real* to, F value, const Real* mask) {
  float floats[kLanes];
  __builtin_memcpy(floats, &value, sizeof floats);
  if constexpr (!kMasked && sizeof(Real) == 4) {
    __builtin_memcpy(to, floats, sizeof floats);
  } else {
    for (int i = 0; i < kLanes; ++i) to[i] = !kMasked || mask[i] != 0 ? static_cast<Real>(floats[i]) : to[i];
  }
}

template <class Real, bool kMasked>
void normals_of(const Call<Real>& call, std::size_t first, std::size_t lanes, const Real* mask) {
  const bool has_spare = call.count % 2 == 1 && *call.turn == 1;
  for (std::size_t i = first; i < first + lanes; i += kLanes) {
    const U on = kMasked ? lanes_on(mask + i) : U{};
    const Real* masked = mask + i;
    std::int32_t element = 0;
    if (has_spare) {
      for (std::size_t lane = i; lane < i + kLanes; ++lane) call.operands[0].at[lane] = call.spare[lane];
      element = 1;
    }
    if (element == call.count) continue;
    Bits bits = load_bits(call.stream, i);
    for (; element < call.count; element += 2) {
      const Pair pair = next_pair(bits);
      store_floats<kMasked>(call.operands[element].at + i, pair.first, masked);
      if (element + 1 < call.count) {
        store_floats<kMasked>(call.operands[element + 1].at + i, pair.second, masked);
      } else if (call.spare != nullptr) {
        store_floats<false>(call.spare + i, pair.second, masked);
      }
    }
    store_bits<kMasked>(call.stream, i, bits, on);
  }
}

template <class Real, bool kMasked>
void uniforms_of(const Call<Real>& call, std::size_t first, std::size_t lanes, const Real* mask) {
  for (std::size_t i = first; i < first + lanes; i += kLanes) {
    const U on = kMasked ? lanes_on(mask + i) : U{};
    Bits bits = load_bits(call.stream, i);
    for (std::int32_t element = 0; element < call.count; ++element) {
      const F uniform = (to_float(as_signed(next_bits(bits) >> 9)) + 0.5f) * 0x1p-23f;
      store_floats<kMasked>(call.operands[element].at + i, uniform, mask + i);
    }
    store_bits<kMasked>(call.stream, i, bits, on);
  }
}

// A vector of walkers; jumps as those of the step loop do.
struct Walkers {
  F x;
  I stride, left;
  Bits bits;

  KERNEL_INLINE_MEMBER void jump(const DdmWalk& w, F normal) {
    const F steps = to_float(stride);
    x = x + (w.drift_step * steps + (w.noise_step * root(steps)) * normal);
    left -= stride;
    const F distance = w.threshold - kernel::KERNEL_TARGET::magnitude(x);
    const F sds = distance * w.reach;
    stride = where_positive(distance, truncated(sds * sds + 1.0f));
  }
};

// kVectors side by side, so that one's chain of operations fills the waits of the others'.
std::size_t walk(const DdmWalk& given, std::size_t lanes, int pairs, std::uint32_t* list) {
  const DdmWalk w = given;
  std::size_t count = 0;
  for (std::size_t i = 0; i < lanes; i += kVectors * kLanes) {
    Walkers walkers[kVectors];
    for (int v = 0; v < kVectors; ++v) {
      const std::size_t at = i + static_cast<std::size_t>(v * kLanes);
      __builtin_memcpy(&walkers[v].x, w.x + at, sizeof(F));
      __builtin_memcpy(&walkers[v].stride, w.stride + at, sizeof(I));
      __builtin_memcpy(&walkers[v].left, w.left + at, sizeof(I));
      walkers[v].bits = load_bits(w.stream, at);
    }
    for (int pair = 0; pair < pairs; ++pair) {
      Pair normals[kVectors];
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) normals[v] = next_pair(walkers[v].bits);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) walkers[v].jump(w, normals[v].first);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) walkers[v].jump(w, normals[v].second);
    }
    for (int v = 0; v < kVectors; ++v) {
      const std::size_t at = i + static_cast<std::size_t>(v * kLanes);
      __builtin_memcpy(w.x + at, &walkers[v].x, sizeof(F));
      __builtin_memcpy(w.stride + at, &walkers[v].stride, sizeof(I));
      __builtin_memcpy(w.left + at, &walkers[v].left, sizeof(I));
      store_bits<false>(w.stream, at, walkers[v].bits, U{});
      for (std::uint32_t found = mask_done(walkers[v].stride, walkers[v].left); found != 0;
           found &= found - 1) {
        const std::size_t lane = at + static_cast<std::size_t>(__builtin_ctz(found));
        if (lane < lanes) list[count++] = static_cast<std::uint32_t>(lane);
      }
    }
  }
  return count;
}

}  // namespace
}  // namespace kernel::KERNEL_TARGET
