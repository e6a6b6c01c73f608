// The three jobs of race models: draw decisions, score trials by their exact law, score them by densities of
// decisions drawn.
//
// All are cut into units whatever the number of threads, and what they find is stored by place: the order in
// which units end changes no bit.
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "kernel/ddm.hpp"
#include "kernel/isa.hpp"
#include "kernel/race_trials.hpp"
#include "kernel/seen.hpp"
#include "kernel/thread_pool.hpp"

namespace kernel {

/// The first fault of what was seen of these trials, and of what is made of their likelihoods.
[[nodiscard]] std::optional<ArgumentError> check(const RaceTrials& trials, const Observed& observed,
                                                 const Terms& terms);

/// Draws `estimates` decisions of every trial. Streams: (K1), one for each estimate of a trial.
class RaceSimulateJob final : public Job {
 public:
  /// @pre `check` has nothing to say
  RaceSimulateJob(RaceTrials trials, StreamRange streams, std::uint32_t estimates, Isa isa,
                  std::function<void()> when_done);

  void work() override;
  void done() noexcept override { when_done_(); }

  /// Decisions in which no accumulator finishes. Valid once done.
  [[nodiscard]] std::uint64_t truncated() const noexcept { return truncated_; }

  std::vector<double> rt;             ///< [s], [trials * estimates], trial by trial; NaN where none finishes
  std::vector<std::uint8_t> outcome;  ///< accumulators; kNoResponse

 private:
  const RaceTrials trials_;
  const StreamRange streams_;
  const std::uint32_t estimates_;
  const Isa isa_;
  const std::function<void()> when_done_;
  std::atomic<std::uint64_t> next_unit_{0};
  std::atomic<std::uint64_t> truncated_{0};
};

/// Log-likelihood of every included trial by the race's law: (D12) to (D16), (D19), then (D18).
class RaceScoreJob final : public Job {
 public:
  /// @pre `check` has nothing to say
  RaceScoreJob(RaceTrials trials, Observed observed, Terms terms, std::function<void()> when_done);

  void work() override;
  void done() noexcept override { when_done_(); }

  std::vector<double> log_likelihood;  ///< [trials]; NaN where not included

 private:
  struct Unit {
    std::size_t begin;  // in order_
    std::size_t end;
  };
  void score(const Unit& unit);

  const RaceTrials trials_;
  const Observed observed_;
  const Terms terms_;
  const std::function<void()> when_done_;
  std::vector<std::size_t> order_;  // included trials, those with equal parameters one after another
  std::vector<Unit> units_;         // trials with equal parameters
  std::atomic<std::size_t> next_unit_{0};
};

}  // namespace kernel
