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

/// Response times that could have been seen [s], low < high.
struct RtRange {
  double low;
  double high;
};

struct ExactOptions {
  std::optional<double> euler_step;  ///< dt of the Euler walk [s], > 0; without: the continuous process
  std::optional<double> floor;       ///< least density of a trial, before all that follows [1/s], >= 0
  std::optional<RtRange> rt_range;   ///< densities are divided by the chance of a response in it
  std::optional<Lapse> lapse;
  bool wants_gradient = false;  ///< of the continuous process only
};

/// The first fault of these, if any; `observed.group` is a condition's index for each trial.
[[nodiscard]] std::optional<ArgumentError> check(const ExactConditions& conditions, const Observed& observed,
                                                 const ExactOptions& options);

/// Natural log of the chance of a response (at either bound) in a range, and its derivatives.
struct LogShare {
  double log_share = 0;  ///< -infinity where the chance is below 1e-15
  double drift = 0;
  double threshold = 0;
  double starting_value = 0;
  double non_decision_time = 0;
};

struct WienerProcess;
struct EulerWalk;

/// (D17) for the continuous process. Absolute error of the chance below 1e-14; derivatives within 1e-8, by
/// fourth-order differences (exact by the non-decision time), only if asked for.
[[nodiscard]] LogShare log_share_within(const WienerProcess& process, const RtRange& range,
                                        bool wants_gradient);

/// (D17) for the Euler walk, whose density is linear between steps.
[[nodiscard]] LogShare log_share_within(const EulerWalk& walk, double non_decision_time,
                                        const RtRange& range);

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
  struct Responses;

  void score(Unit& unit);
  void score_continuous(Unit& unit, const Responses& responses);
  void score_euler(const Unit& unit, const Responses& responses);
  double finish(double log_density, double rt, double log_share) const;

  const ExactConditions conditions_;
  const Observed observed_;
  const ExactOptions options_;
  const std::function<void()> when_done_;
  std::vector<std::size_t> order_;  // included trials, condition by condition
  std::vector<Unit> units_;
  std::atomic<std::size_t> next_unit_{0};
};

}  // namespace kernel
