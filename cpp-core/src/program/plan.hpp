// What the machine needs to know of a phase before it runs it: which registers differ between lanes, and what
// each outermost loop takes in and leaves behind.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "kernel/program.hpp"

namespace kernel::program {

/// Registers that code writes, inner loops included.
[[nodiscard]] std::set<std::int32_t> writes_in(const std::vector<Instruction>& code);

/// Registers that code reads before it writes them.
[[nodiscard]] std::set<std::int32_t> inputs_of(const std::vector<Instruction>& code);

/// Streams that code draws from.
[[nodiscard]] std::set<std::int32_t> streams_in(const std::vector<Instruction>& code);

/// What of the lanes an outermost loop's block holds.
struct LoopPlan {
  std::vector<std::int32_t>
      in;  ///< taken from an item that starts; what an iteration needs of the one before
  std::vector<std::int32_t> out;  ///< given back by an item that ends
  std::vector<std::int32_t> streams;
  std::vector<std::int32_t> later_streams;  ///< those of them that are drawn from after the loop
  bool is_paired = false;  ///< an odd draw in its body: items start at every second iteration only
};

/// @param lanes  registers that differ between lanes
/// @param later          registers that are wanted after the loop
/// @param later_streams  streams likewise
[[nodiscard]] LoopPlan plan_of(const Instruction& loop, const std::set<std::int32_t>& lanes,
                               const std::set<std::int32_t>& later,
                               const std::set<std::int32_t>& later_streams);

/// A register that each iteration of a loop adds `by` to.
struct Counter {
  std::int32_t where;
  std::int32_t by;
};

/// A loop that walks a diffusion to its bounds: first a `ddm-step` of parameters that are the same in all
/// lanes, then scalar operations that change nothing from one iteration to the next but counters, and among
/// them `again` = |x| < threshold or not(threshold <= |x|). What they leave behind, they do in the last
/// iteration.
struct DdmLoop {
  const Instruction* step = nullptr;
  std::vector<Counter> counters;
};

/// Whether a loop is such a walk; `step` is null where it is not.
[[nodiscard]] DdmLoop ddm_loop_of(const Instruction& loop, const std::set<std::int32_t>& lanes);

}  // namespace kernel::program
