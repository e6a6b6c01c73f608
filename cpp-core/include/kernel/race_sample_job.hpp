// The job that scores trials of a race by densities of decisions drawn: what a simulated likelihood is where
// the exact one is known as well.
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "kernel/category_density.hpp"
#include "kernel/race_jobs.hpp"

namespace kernel {

/// How a simulated likelihood of a race is made.
struct RaceSampling {
  StreamRange streams;
  std::uint32_t estimates = 0;  ///< decisions of each trial
  DensityOptions density{};
  Isa isa = Isa::kScalar;
};

/// The first fault of `observed.group`, where there are groups: trials of one have equal parameters.
[[nodiscard]] std::optional<ArgumentError> check_groups(const RaceTrials& trials, const Observed& observed);

/// Log-likelihood of every included trial: (K9) to (K11) over the decisions drawn for the trial or for its
/// group, which are those of `RaceSimulateJob`.
///
/// A response at a time is scored by the density of its accumulator's decision times, or of all of them where
/// no choice was seen; an interval by the share of decisions in it. Decisions without an end are in no
/// category, and later than anything.
class RaceSampleJob final : public Job {
 public:
  /// @pre both checks have nothing to say
  RaceSampleJob(RaceTrials trials, Observed observed, Terms terms, RaceSampling sampling,
                std::function<void()> when_done);

  void work() override;
  void done() noexcept override { when_done_(); }

  /// Decisions without an end. Valid once done.
  [[nodiscard]] std::uint64_t truncated() const noexcept { return truncated_; }

  std::vector<double> log_likelihood;  ///< [trials]; NaN where not included

 private:
  void score(const std::vector<std::size_t>& pool);

  const RaceTrials trials_;
  const Observed observed_;
  const Terms terms_;
  const RaceSampling sampling_;
  const std::function<void()> when_done_;
  std::vector<std::vector<std::size_t>> pools_;  // trials whose decisions are put together
  std::atomic<std::size_t> next_pool_{0};
  std::atomic<std::uint64_t> truncated_{0};
};

}  // namespace kernel
