// Hashing of stream keys. Every function here has internal linkage and is always inlined: this header is
// compiled once per instruction set, and a linker must never choose between such copies.
#pragma once

#include "kernel/random.hpp"

#define KERNEL_INLINE_MEMBER inline __attribute__((always_inline))
#define KERNEL_INLINE static KERNEL_INLINE_MEMBER

namespace kernel {

// Finalizer of splitmix64 (Steele, Lea & Flood 2014, OOPSLA): a bijection that mixes all 64 bits.
KERNEL_INLINE std::uint64_t mix64(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// (K2): for one prefix, different estimates have different states, because every step is a bijection.
KERNEL_INLINE StreamState mix_state(const StreamPrefix& prefix, std::uint64_t estimate) {
  const std::uint64_t low = mix64(prefix.low + estimate * 0x9e3779b97f4a7c15u);
  const std::uint64_t high = mix64(prefix.high + estimate * 0xd1b54a32d192ed03u);
  const auto first = static_cast<std::uint32_t>(low);
  return {{(low | high) == 0 ? 1u : first, static_cast<std::uint32_t>(low >> 32),
           static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(high >> 32)}};
}

}  // namespace kernel
