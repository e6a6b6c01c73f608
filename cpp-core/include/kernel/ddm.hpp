// One drift diffusion mechanism over a sequence of trials: what is simulated, and what may go wrong with it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernel/argument_error.hpp"
#include "kernel/random.hpp"
#include "kernel/walk.hpp"

namespace kernel {

/// Parameters of a DDM, one value a trial; all vectors equally long.
///
///     x_0 = starting_value;  x <- x + (drift - leak x) dt + noise sqrt(dt) N + offset            (K5)
///     upper at step k if then x >= threshold, lower if x <= -threshold;  rt = non_decision_time + k dt
struct DdmTrials {
  std::vector<double> drift;              ///< [evidence / s], input included
  std::vector<double> threshold;          ///< [evidence], >= 0; may be below the starting value
  std::vector<double> noise;              ///< [evidence / sqrt s], >= 0
  std::vector<double> starting_value;     ///< [evidence]
  std::vector<double> offset;             ///< [evidence] a step, not times dt
  std::vector<double> non_decision_time;  ///< [s]
  double leak = 0;                        ///< [1 / s], >= 0, the same in all trials
  double time_step = 0;                   ///< dt [s], > 0
  std::int32_t max_steps = 0;             ///< 1 .. kMostSteps

  [[nodiscard]] std::size_t size() const noexcept { return drift.size(); }
};

constexpr std::int32_t kMostSteps = 1 << 26;
constexpr std::uint32_t kMostEstimates = 1u << 30;

/// Which streams an evaluation draws from; trial t of its arrays is trial `first_trial` + t of the sequence.
struct StreamRange {
  Purpose purpose = Purpose::kSimulate;
  std::int64_t seed = 0;
  std::uint32_t mechanism = 0;
  std::uint64_t first_trial = 0;
  std::uint64_t first_estimate = 0;
};

/// The first fault of `trials`, if any: lengths, finiteness, ranges.
[[nodiscard]] std::optional<ArgumentError> check(const DdmTrials& trials);

/// Trial `t` as the step loop takes it, constants folded in double and rounded once; tag and paths left open.
[[nodiscard]] PathBlock fold(const DdmTrials& trials, std::size_t t, const StreamRange& streams);

/// Where the one path of a trial without noise ends, walked in double; nullopt where `stop` said so.
///
/// All estimates of such a trial are that path. `stop` is asked every few ten thousand steps.
template <class Stop>
[[nodiscard]] std::optional<Ending> noiseless_ending(const DdmTrials& trials, std::size_t t, Stop stop) {
  const double dt = trials.time_step;
  const double threshold = trials.threshold[t];
  double x = trials.starting_value[t];
  for (std::int32_t k = 1; k <= trials.max_steps; ++k) {
    const double before = x;
    x = x + (trials.drift[t] - trials.leak * x) * dt + trials.offset[t];
    if (x >= threshold) return Ending{0, 0, k, kUpper};
    if (x <= -threshold) return Ending{0, 0, k, kLower};
    if (x == before || x != x) break;  // it will never move again
    if (k % 65536 == 0 && stop()) return std::nullopt;
  }
  return Ending{0, 0, trials.max_steps, kNeither};
}

}  // namespace kernel
