// The two jobs of the kernel's threads: simulate trials, and score them.
//
// Both are cut into units of one trial times at most kBlock estimates, whatever the number of threads;
// threads take units in order. What they find is put together by integer counts or by place, so the order in
// which units end changes no bit.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "kernel/category_density.hpp"
#include "kernel/ddm.hpp"
#include "kernel/seen.hpp"
#include "kernel/thread_pool.hpp"

namespace kernel {

constexpr std::uint32_t kBlock = 1024;  ///< estimates of one unit

/// A job that walks `estimates` paths of each of some trials. Subclasses say what becomes of the endings.
class WalkJob : public Job {
 public:
  /// @param walked  the trials to walk, in the order in which they are begun
  WalkJob(DdmTrials trials, StreamRange streams, std::uint32_t estimates, std::vector<std::uint32_t> walked,
          Isa isa, std::function<void()> when_done);

  void work() override;
  void done() noexcept override { when_done_(); }

  /// Paths that reached the cap on steps. Valid once done.
  [[nodiscard]] std::uint64_t truncated() const noexcept { return truncated_; }
  /// Euler steps of the process, those taken several at once included. Valid once done.
  [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }

 protected:
  /// `count` endings in `unit`s (their tags); called on several threads at once.
  virtual void take(const Ending* endings, std::uint32_t count) = 0;
  /// All `paths` paths of a unit ended like this one.
  virtual void take_alike(std::uint32_t unit, const Ending& ending, std::uint32_t paths) = 0;

  [[nodiscard]] std::uint32_t trial_of(std::uint32_t unit) const { return walked_[unit / blocks_]; }
  [[nodiscard]] std::uint32_t first_estimate_of(std::uint32_t unit) const { return unit % blocks_ * kBlock; }

  const DdmTrials trials_;
  const StreamRange streams_;
  const std::uint32_t estimates_;

 private:
  bool next(PathBlock* block);
  bool endings(const Ending* endings, std::uint32_t count);
  void count(const Ending* endings, std::uint32_t count);

  const std::vector<std::uint32_t> walked_;
  const std::uint32_t blocks_;  // units of one trial
  const StepLoop& loop_;
  const std::function<void()> when_done_;
  std::atomic<std::uint64_t> next_unit_{0};
  std::atomic<std::uint64_t> truncated_{0};
  std::atomic<std::uint64_t> steps_{0};
};

/// Keeps every path's ending, trial by trial.
class SimulateJob final : public WalkJob {
 public:
  SimulateJob(DdmTrials trials, StreamRange streams, std::uint32_t estimates, Isa isa,
              std::function<void()> when_done);

  std::vector<std::int32_t> steps_of;    ///< [trials * estimates], trial-major
  std::vector<std::uint8_t> outcome_of;  ///< the same

 private:
  void take(const Ending* endings, std::uint32_t count) override;
  void take_alike(std::uint32_t unit, const Ending& ending, std::uint32_t paths) override;
};

/// How a simulated likelihood is made.
struct LikelihoodOptions {
  DensityOptions density;
  Terms terms;
  bool standard_error = false;  ///< whether `LikelihoodJob::standard_error` is wanted
};

/// The first fault of these, if any.
[[nodiscard]] std::optional<ArgumentError> check(const DdmTrials& trials, const Observed& observed,
                                                 const LikelihoodOptions& options);

/// The first fault of these that any job has; names as in TypeScript.
[[nodiscard]] std::optional<ArgumentError> check(const Observed& observed, const Terms& terms);

/// Log-likelihood of every included trial: (K9) to (K11) over the paths of the trial or of its group.
///
/// A response at a time is scored by the density of its category, or of all responses where no choice was
/// seen; an interval by the share of paths that end in it (K22).
///
/// Memory is counts by step, of the trials under way only.
class LikelihoodJob final : public WalkJob {
 public:
  LikelihoodJob(DdmTrials trials, StreamRange streams, std::uint32_t estimates, Observed observed,
                LikelihoodOptions options, Isa isa, std::function<void()> when_done);
  ~LikelihoodJob() override;

  std::vector<double> log_likelihood;  ///< [trials]; NaN where not included

  /// Standard error of the sum of the log-likelihoods over repeats with other random numbers, by the delta
  /// method: (K21) over the paths of each pool. 0 for a trial at the floor. Valid once done, where asked for.
  [[nodiscard]] double standard_error() const noexcept;
  [[nodiscard]] bool has_standard_error() const noexcept { return options_.standard_error; }

 private:
  struct Pool;
  struct Plan;

  LikelihoodJob(DdmTrials trials, StreamRange streams, std::uint32_t estimates, Observed observed,
                LikelihoodOptions options, Isa isa, std::function<void()> when_done, Plan plan);
  static Plan plan_for(const Observed& observed, const Terms& terms);

  void take(const Ending* endings, std::uint32_t count) override;
  void take_alike(std::uint32_t unit, const Ending& ending, std::uint32_t paths) override;
  void score(Pool& pool);

  const Observed observed_;
  const LikelihoodOptions options_;
  std::vector<std::unique_ptr<Pool>> pools_;
  std::vector<std::uint32_t> pool_of_;  // by trial
};

}  // namespace kernel
