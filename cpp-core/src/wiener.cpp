#include "kernel/wiener.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "wiener_side.hpp"

namespace kernel {
namespace {

constexpr double kNegInf = -std::numeric_limits<double>::infinity();
constexpr std::size_t kBlock = 256;

// Responses at one bound are gathered into blocks of contiguous times, so that lanes stay full.
class Block {
 public:
  Block(const WienerProcess& process, bool upper, double* out)
      : wide_(side_of(process, upper)), non_decision_time_(process.non_decision_time), out_(out) {}

  void add(std::size_t index, double rt) {
    const double t = rt - non_decision_time_;
    if (!(t > 0)) {
      out_[index] = kNegInf;
    } else if (in_fast_range(wide_, t)) {
      times_[count_] = t;
      indices_[count_] = index;
      if (++count_ == kBlock) flush();
    } else {
      out_[index] = slow_log_density(wide_, t);
    }
  }

  void flush() {
    double logs[kBlock];
    wiener_lanes().log_density(wide_.side, times_, count_, logs);
    for (std::size_t i = 0; i < count_; ++i) out_[indices_[i]] = logs[i];
    count_ = 0;
  }

 private:
  WideSide wide_;
  double non_decision_time_;
  double* out_;
  std::size_t count_ = 0;
  double times_[kBlock];
  std::size_t indices_[kBlock];
};

}  // namespace

std::optional<ArgumentError> check(const WienerProcess& process) {
  const auto require = [](bool holds, const char* field, const char* expectation,
                          double value) -> std::optional<ArgumentError> {
    if (holds) return std::nullopt;
    return ArgumentError{field, expectation, shown(value)};
  };
  const auto& p = process;
  const double room = p.threshold - std::fabs(p.starting_value);
  if (auto e = require(std::isfinite(p.drift), "drift", "must be finite", p.drift)) return e;
  if (auto e = require(std::isfinite(p.threshold) && p.threshold > 0, "threshold",
                       "must be finite and above 0", p.threshold)) {
    return e;
  }
  if (auto e =
          require(std::isfinite(p.noise) && p.noise > 0, "noise", "must be finite and above 0", p.noise)) {
    return e;
  }
  if (auto e = require(room > 0, "startingValue", "must be between the bounds at -threshold and threshold",
                       p.starting_value)) {
    return e;
  }
  if (auto e = require(std::isfinite(p.non_decision_time) && p.non_decision_time >= 0, "nonDecisionTime",
                       "must be finite and at least 0", p.non_decision_time)) {
    return e;
  }
  if (auto e = require(std::isfinite(p.drift_sd) && p.drift_sd >= 0, "driftSd",
                       "must be finite and at least 0", p.drift_sd)) {
    return e;
  }
  if (auto e =
          require(p.starting_value_range >= 0 && p.starting_value_range / 2 <= room, "startingValueRange",
                  "must be at least 0 and keep every start between the bounds", p.starting_value_range)) {
    return e;
  }
  if (auto e = require(p.non_decision_time_range >= 0 && p.non_decision_time_range / 2 <= p.non_decision_time,
                       "nonDecisionTimeRange", "must be at least 0 and at most twice nonDecisionTime",
                       p.non_decision_time_range)) {
    return e;
  }
  return require(p.accuracy >= 1e-12 && p.accuracy <= 1e-2, "accuracy", "must be in [1e-12, 0.01]",
                 p.accuracy);
}

std::optional<ArgumentError> check_responses(std::span<const double> rt,
                                             std::span<const std::uint8_t> outcome) {
  if (rt.size() != outcome.size()) {
    return ArgumentError{"outcome", "must be as long as rt", std::to_string(outcome.size()) + " values"};
  }
  for (std::size_t i = 0; i < rt.size(); ++i) {
    if (!std::isfinite(rt[i])) return ArgumentError{indexed("rt", i), "must be finite", shown(rt[i])};
    if (outcome[i] > 1)
      return ArgumentError{indexed("outcome", i), "must be 0 or 1", std::to_string(outcome[i])};
  }
  return std::nullopt;
}

void wiener_log_density(std::span<const double> rt, std::span<const std::uint8_t> outcome,
                        const WienerProcess& process, double* out) {
  if (process.starting_value_range > 0 || process.non_decision_time_range > 0) {
    const WideSide sides[] = {side_of(process, false), side_of(process, true)};
    const double start_range = process.starting_value_range / process.threshold / 2;
    const double half = process.non_decision_time_range / 2;
    for (std::size_t i = 0; i < rt.size(); ++i) {
      const double t = rt[i] - process.non_decision_time;
      out[i] = averaged_log_density(sides[outcome[i]], start_range, t - half, t + half, process.accuracy);
    }
    return;
  }
  Block lower(process, false, out);
  Block upper(process, true, out);
  for (std::size_t i = 0; i < rt.size(); ++i) (outcome[i] == 1 ? upper : lower).add(i, rt[i]);
  lower.flush();
  upper.flush();
}

}  // namespace kernel
