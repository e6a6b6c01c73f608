// One lane of doubles: runs a phase instruction by instruction, for trials that depend on those before.
#pragma once

#include <functional>

#include "kernel/program.hpp"

namespace kernel::program {

/// What became of a phase that was run once.
struct Run {
  bool is_cut = false;      ///< a loop reached its most iterations
  bool is_stopped = false;  ///< `stop` said so; the registers are not to be used
};

/// Runs code over `registers`. `stop` is asked every few ten thousand instructions. Code draws nothing.
///
/// A loop around one `lca-step` of at most four units runs without dispatch, its state in registers.
[[nodiscard]] Run run_sequence(const std::vector<Instruction>& code, double* registers,
                               const std::function<bool()>& stop);

}  // namespace kernel::program
