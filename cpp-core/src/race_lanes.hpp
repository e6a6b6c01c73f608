// What src/race_lanes.cpp offers in one copy for each instruction set: decisions of a race, drawn whole.
#pragma once

#include <cstdint>

#include "kernel/isa.hpp"
#include "kernel/race_trials.hpp"
#include "kernel/random.hpp"

namespace kernel {

struct RaceLanes {
  /// Decisions of estimates `first` to `first + count - 1` of one trial, (K23) to (K28): response times [s]
  /// and the accumulators that were first; NaN and kNoResponse where none ever finishes (or later than any
  /// double).
  void (*draw)(const RaceTrial& trial, const StreamPrefix& prefix, std::uint64_t first, std::uint32_t count,
               double* rt, std::uint8_t* outcome);
};

/// The copy for this instruction set, or for the best one that it includes.
[[nodiscard]] const RaceLanes& race_lanes(Isa isa);

}  // namespace kernel
