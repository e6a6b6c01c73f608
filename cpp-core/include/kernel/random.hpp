// Random streams: who gets which numbers. The step loop draws them lane by lane; here is what they are.
//
// A stream belongs to a key (purpose, seed, mechanism, trial, estimate). Its generator, xoshiro128++, starts
// from a 128-bit hash of the key, so a stream is the same whichever lane, thread or process draws it.
// docs/kernel.md (equations K1 to K4) defines the numbers; docs/decisions/0002-random-numbers.md says why
// these.
#pragma once

#include <cstdint>

namespace kernel {

/// What a stream is for; streams of different purposes share nothing, whatever their seeds.
enum class Purpose : std::uint8_t { kSimulate = 1, kFit = 2, kPredict = 3 };

/// The part of a stream's key that all estimates of one trial have in common.
struct TrialKey {
  Purpose purpose;
  std::int64_t seed;        ///< any value; hashed as 64-bit two's complement
  std::uint32_t mechanism;  ///< position of the noisy mechanism in its recipe
  std::uint64_t trial;      ///< index in the whole sequence of trials, not in a shard
};

/// Hash of a `TrialKey`, from which every estimate's state costs a few nanoseconds.
struct StreamPrefix {
  std::uint64_t low;
  std::uint64_t high;
};

/// State of one xoshiro128++ generator; never all zero.
struct StreamState {
  std::uint32_t word[4];
};

[[nodiscard]] StreamPrefix stream_prefix(const TrialKey& key) noexcept;

/// State in which the stream of `estimate` starts.
[[nodiscard]] StreamState stream_state(const StreamPrefix& prefix, std::uint64_t estimate) noexcept;

/// The generator's next 32 bits (Blackman & Vigna 2021, ACM TOMS 47:36, xoshiro128++ 1.0).
std::uint32_t next_bits(StreamState& state) noexcept;

}  // namespace kernel
