#include "kernel/random.hpp"

#include "mix.hpp"

namespace kernel {
namespace {

// Fractional bits of sqrt 2 and sqrt 3: the two halves of a prefix start from different constants.
constexpr std::uint64_t kLowSalt = 0x6a09e667f3bcc908u;
constexpr std::uint64_t kHighSalt = 0xbb67ae8584caa73bu;

// One sponge step of (K1): `state` absorbs `word`.
std::uint64_t absorb(std::uint64_t state, std::uint64_t word) {
  return mix64((state ^ mix64(word + 0x9e3779b97f4a7c15u)) + 0x2545f4914f6cdd1du);
}

std::uint64_t hash(std::uint64_t salt, const TrialKey& key) {
  std::uint64_t state = absorb(salt, static_cast<std::uint64_t>(key.purpose));
  state = absorb(state, static_cast<std::uint64_t>(key.seed));
  state = absorb(state, key.mechanism);
  return absorb(state, key.trial);
}

std::uint32_t rotate(std::uint32_t x, int by) { return (x << by) | (x >> (32 - by)); }

}  // namespace

StreamPrefix stream_prefix(const TrialKey& key) noexcept {
  return {hash(kLowSalt, key), hash(kHighSalt, key)};
}

StreamState stream_state(const StreamPrefix& prefix, std::uint64_t estimate) noexcept {
  return mix_state(prefix, estimate);
}

std::uint32_t next_bits(StreamState& state) noexcept {
  auto& s = state.word;
  const std::uint32_t result = rotate(s[0] + s[3], 7) + s[0];
  const std::uint32_t shifted = s[1] << 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = rotate(s[3], 11);
  return result;
}

}  // namespace kernel
