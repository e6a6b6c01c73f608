// (D18) for likelihoods that come as logarithms, and stay such as long as nothing is added to them.
#pragma once

#include "kernel/seen.hpp"

namespace kernel {

/// Floor, then range, then lapse, as `log_of` has them; so that 1e-600 is no zero.
/// @param own    log of a density or of a chance
/// @param share  log of the chance of a response in the range; not read without one
[[nodiscard]] double log_of_logs(double own, double share, const Terms& terms, const Seen& seen) noexcept;

}  // namespace kernel
