// The noisy two-unit LCA decision written by hand: what the machine for programs is measured against.
#pragma once

#include <cstdint>

#include "kernel/random.hpp"

namespace bench {

struct LcaDecision {
  float external[2];
  float leak, dt, competition, gain, threshold, noise;  ///< noise: standard deviation of a step
};

/// Walks `paths` decisions of the streams of consecutive estimates; choice and steps of each. Returns all
/// steps.
using LcaFused = std::uint64_t (*)(const LcaDecision& lca, const kernel::StreamPrefix& prefix,
                                   std::uint32_t paths, float* choice, float* steps);

}  // namespace bench
