// Trials of a race in an order in which equal ones follow one another.
#pragma once

#include <vector>

#include "kernel/race_trials.hpp"

namespace kernel {

/// The trials with include[t] != 0: those with equal parameters together, in the order of the first of each.
[[nodiscard]] std::vector<std::size_t> equal_together(const RaceTrials& trials,
                                                      const std::vector<std::uint8_t>& include);

}  // namespace kernel
