// The job that scores trials by exact first-passage densities: no path is simulated.
//
// Work is cut into units of one condition times at most kExactBlock trials (a whole condition for the Euler
// walk, whose law is what costs), whatever the number of threads: the order in which units end changes no
// bit.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <vector>

#include "kernel/argument_error.hpp"
#include "kernel/jobs.hpp"
#include "kernel/seen.hpp"
#include "kernel/thread_pool.hpp"

namespace kernel {

constexpr std::size_t kExactBlock = 1024;  ///< trials of one unit

/// Parameters of the process of each condition; all vectors equally long.
struct ExactConditions {
  std::vector<double> drift;              ///< [evidence / s], finite
  std::vector<double> threshold;          ///< [evidence], finite and > 0
  std::vector<double> noise;              ///< [evidence / sqrt s], finite and > 0
  std::vector<double> starting_value;     ///< [evidence], finite; at or beyond a bound: no density
  std::vector<double> non_decision_time;  ///< [s], finite and >= 0

  [[nodiscard]] std::size_t size() const noexcept { return drift.size(); }
};

struct ExactOptions {
  std::optional<double> euler_step;  ///< dt of the Euler walk [s], > 0; without: the continuous process
  Terms terms;                       ///< floors may be 0
  bool wants_gradient = false;       ///< of the continuous process only
};

/// The first fault of these, if any; `observed.group` is a condition's index for each trial.
[[nodiscard]] std::optional<ArgumentError> check(const ExactConditions& conditions, const Observed& observed,
                                                 const ExactOptions& options);

/// Natural log of a density or of a chance, and its derivatives.
struct Graded {
  double log = 0;
  double drift = 0;
  double threshold = 0;
  double starting_value = 0;
  double non_decision_time = 0;
};

struct WienerProcess;
struct EulerWalk;

/// (D17): the chance of a response with this choice (or `kAnyChoice`) in `interval`, whose ends may be
/// infinite; -infinity where it is below 1e-15. Absolute error of the chance below 1e-14; derivatives within
/// 1e-8, by fourth-order differences (exact by the non-decision time), only if asked for.
[[nodiscard]] Graded log_chance(const WienerProcess& process, std::uint8_t choice, const RtRange& interval,
                                bool wants_gradient);

/// (D17) for the Euler walk, whose density is linear between steps. Without derivatives.
[[nodiscard]] Graded log_chance(const EulerWalk& walk, double non_decision_time, std::uint8_t choice,
                                const RtRange& interval);

/// Log-likelihood of every included trial, (D18), and the sums of its derivatives by condition.
class ExactJob final : public Job {
 public:
  /// @pre `check` has nothing to say
  ExactJob(ExactConditions conditions, Observed observed, ExactOptions options,
           std::function<void()> when_done);

  void work() override;
  void done() noexcept override;

  std::vector<double> log_likelihood;  ///< [trials]; NaN where not included

  /// Derivatives of a condition's log-likelihood, summed in trial order; valid once done.
  std::vector<double> by_drift, by_threshold, by_starting_value, by_non_decision_time;  ///< [conditions]

 private:
  struct Unit {
    std::size_t condition;
    std::size_t begin;  // in order_
    std::size_t end;
    double gradient[4];
  };
  void score(Unit& unit);
  double finish(const Seen& seen, double own, double log_share) const;

  const ExactConditions conditions_;
  const Observed observed_;
  const ExactOptions options_;
  const std::function<void()> when_done_;
  std::vector<std::size_t> order_;  // included trials, condition by condition
  std::vector<Unit> units_;
  std::atomic<std::size_t> next_unit_{0};
};

}  // namespace kernel
