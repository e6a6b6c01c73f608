// Nanoseconds per normal of xoshiro128++ and of Philox4x32 with 7 and 10 rounds, one thread, same transform,
// same lanes. Compiled once per instruction set, as the step loop is.
#include <chrono>
#include <cstdio>

#include "../src/normals.hpp"
#include "philox.hpp"

namespace kernel::KERNEL_TARGET {
namespace {

constexpr int kPairs = 1 << 14;

// Best of many rounds of `kPairs` pairs from each of `kVectors` independent vectors.
template <class Draw>
double nanoseconds(Draw draw) {
  double best = 1e300;
  for (int round = 0; round < 200; ++round) {
    const auto start = std::chrono::steady_clock::now();
    draw();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    if (took.count() < best) best = took.count();
  }
  return best / (2.0 * kPairs * kVectors * kLanes);
}

volatile float sink;

void keep(const F* sums) {
  float lane[kLanes];
  __builtin_memcpy(lane, sums, sizeof lane);
  sink = lane[0];
}

double time_xoshiro() {
  Bits bits[kVectors];
  for (int v = 0; v < kVectors; ++v) {
    const StreamState s = mix_state({1, 2}, static_cast<std::uint64_t>(v));
    U word[4];
    for (int i = 0; i < 4; ++i) {
      std::uint32_t lane[kLanes];
      for (int l = 0; l < kLanes; ++l) lane[l] = s.word[i] * static_cast<std::uint32_t>(2 * l + 1);
      __builtin_memcpy(&word[i], lane, sizeof word[i]);
    }
    bits[v] = {word[0], word[1], word[2], word[3]};
  }
  return nanoseconds([&] {
    F sums[kVectors] = {};
    for (int i = 0; i < kPairs; ++i) {
      for (int v = 0; v < kVectors; ++v) {
        const Pair normal = next_pair(bits[v]);
        sums[v] += normal.first + normal.second;
      }
    }
    keep(sums);
  });
}

template <int kRounds>
double time_philox() {
  return nanoseconds([] {
    F sums[kVectors] = {};
    const U zero = {};
    for (std::uint32_t i = 0; i < kPairs / 2; ++i) {
      for (int v = 0; v < kVectors; ++v) {
        const Words4 words = philox<kRounds>({zero + i, zero + static_cast<std::uint32_t>(v), zero, zero},
                                             zero + 7u, zero + 9u);
        const Pair one = normal_pair(words.a, words.b);
        const Pair two = normal_pair(words.c, words.d);
        sums[v] += one.first + one.second + two.first + two.second;
      }
    }
    keep(sums);
  });
}

}  // namespace

void bench_generators(const char* name) {
  std::printf("%-7s xoshiro128++ %.3f   Philox4x32-7 %.3f   Philox4x32-10 %.3f   ns per normal\n", name,
              time_xoshiro(), time_philox<7>(), time_philox<10>());
}

}  // namespace kernel::KERNEL_TARGET
