// Jobs that run the lanes of a program: every estimate of every trial.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "kernel/ddm.hpp"
#include "kernel/isa.hpp"
#include "kernel/program.hpp"
#include "kernel/thread_pool.hpp"

namespace kernel {

/// Registers that the lanes read and an earlier phase knows, ascending, constants left out: the columns of
/// `ProgramPaths::hoisted`.
[[nodiscard]] std::vector<std::int32_t> lane_inputs(const Program& program);

/// What is simulated.
struct ProgramPaths {
  std::size_t trials = 0;
  std::vector<double> hoisted;  ///< [trials * lane_inputs], trial-major
  StreamRange streams;          ///< `mechanism` is not used: instructions name their streams
  std::uint32_t estimates = 1;
  bool is_double = false;   ///< lanes of doubles
  Isa isa = Isa::kScalar;   ///< changes no bit
  std::size_t block = 256;  ///< lanes of a loop; changes no bit
};

/// The first field that does not fit.
[[nodiscard]] std::optional<ArgumentError> check(const Program& program, const ProgramPaths& paths);

/// Outcomes of some estimates of one trial.
struct PathSamples {
  std::size_t trial;
  std::uint32_t first_estimate;  ///< counted from the job's first
  std::size_t count;
  const double* values;        ///< [outcomes * count], outcome by outcome
  const std::uint8_t* is_cut;  ///< [count]: 1 where a loop was cut off; its values are NaN
};

/// Runs the lanes of every trial and hands their outcomes over, a few thousand estimates at a time.
///
/// Trials are begun in order. Without carried state their parts are independent; with it, the same estimates
/// run one trial after another, and the part that is furthest behind is taken first. Memory is that of the
/// parts under way, and of what is carried.
class PathsJob : public Job {
 public:
  /// @pre `check` has nothing to say
  PathsJob(std::shared_ptr<const Program> program, ProgramPaths paths, std::function<void()> when_done);

  void work() override;
  void done() noexcept override { when_done_(); }

  /// Paths in which a loop was cut off. Valid once done, as the next.
  [[nodiscard]] std::uint64_t truncated() const noexcept { return truncated_; }
  /// Iterations of outermost loops, over all paths.
  [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }

 protected:
  /// Called on several threads at once, once for each part of a trial; the arrays are gone afterwards.
  virtual void take(const PathSamples& samples) = 0;

  const std::shared_ptr<const Program> program_;
  const ProgramPaths paths_;

 private:
  struct Part;
  template <class Real>
  class Runner;
  template <class Real>
  void work_in();
  bool next(std::size_t* part, std::size_t* trial);
  void release(std::size_t part);

  const std::vector<std::int32_t> hoisted_;
  const std::function<void()> when_done_;
  const bool is_carried_;
  std::uint32_t part_size_;
  std::size_t parts_;
  std::atomic<std::uint64_t> truncated_{0};
  std::atomic<std::uint64_t> steps_{0};

  std::mutex mutex_;  // guards what follows
  std::uint64_t next_unit_ = 0;
  std::vector<std::size_t> next_trial_;           // by part, with carried state
  std::vector<bool> is_busy_;                     // by part
  std::vector<std::vector<double>> carried_now_;  // by part: [carried * estimates of the part]
};

/// Keeps every path's outcomes.
class ProgramSamplesJob final : public PathsJob {
 public:
  ProgramSamplesJob(std::shared_ptr<const Program> program, ProgramPaths paths,
                    std::function<void()> when_done);

  std::vector<double> samples;  ///< [trials * estimates * outcomes], trial-major, outcomes innermost

 private:
  void take(const PathSamples& part) override;
};

/// Hands over each trial as soon as all of its estimates are there, and forgets it: memory is that of the
/// trials under way, about as many as there are threads.
class TrialSamplesJob : public PathsJob {
 public:
  using PathsJob::PathsJob;

 protected:
  /// All estimates of one trial; called once a trial, on several threads at once.
  /// @param values  [outcomes * estimates], outcome by outcome
  /// @param is_cut  [estimates]
  virtual void take_trial(std::size_t trial, const std::vector<double>& values,
                          const std::vector<std::uint8_t>& is_cut) = 0;

 private:
  struct Trial {
    std::vector<double> values;
    std::vector<std::uint8_t> is_cut;
    std::size_t missing;
  };
  void take(const PathSamples& part) final;

  std::mutex trials_mutex_;  // guards what follows, but not the numbers of a trial, which threads write apart
  std::map<std::size_t, std::unique_ptr<Trial>> trials_;
};

}  // namespace kernel
