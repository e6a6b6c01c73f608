#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "kernel/euler_law.hpp"
#include "kernel/exact_job.hpp"

namespace kernel {
namespace {

using Fault = std::optional<ArgumentError>;

Fault refuse(const std::string& field, const char* expectation, double value) {
  return ArgumentError{field, expectation, shown(value)};
}

Fault check_condition(const ExactConditions& conditions, std::size_t c) {
  const auto field = [c](const char* name) {
    return indexed((std::string("conditions.") + name).c_str(), c);
  };
  const auto is_positive = [](double value) { return std::isfinite(value) && value > 0; };
  if (!std::isfinite(conditions.drift[c]))
    return refuse(field("drift"), "must be finite", conditions.drift[c]);
  if (!is_positive(conditions.threshold[c])) {
    return refuse(field("threshold"), "must be finite and above 0", conditions.threshold[c]);
  }
  if (!is_positive(conditions.noise[c])) {
    return refuse(field("noise"), "must be finite and above 0 for an exact density", conditions.noise[c]);
  }
  if (!std::isfinite(conditions.starting_value[c])) {
    return refuse(field("startingValue"), "must be finite", conditions.starting_value[c]);
  }
  const double non_decision_time = conditions.non_decision_time[c];
  if (!(std::isfinite(non_decision_time) && non_decision_time >= 0)) {
    return refuse(field("nonDecisionTime"), "must be finite and at least 0", non_decision_time);
  }
  return std::nullopt;
}

Fault check_conditions(const ExactConditions& conditions) {
  const std::size_t n = conditions.size();
  for (const auto& [name, column] : {std::pair{"threshold", &conditions.threshold},
                                     {"noise", &conditions.noise},
                                     {"startingValue", &conditions.starting_value},
                                     {"nonDecisionTime", &conditions.non_decision_time}}) {
    if (column->size() == n) continue;
    return ArgumentError{std::string("conditions.") + name, "must be as long as conditions.drift",
                         std::to_string(column->size()) + " values"};
  }
  for (std::size_t c = 0; c < n; ++c) {
    if (auto fault = check_condition(conditions, c)) return fault;
  }
  return std::nullopt;
}

Fault check_observed(const Observed& observed, std::size_t conditions) {
  const std::size_t n = observed.include.size();
  if (observed.group.size() != n) {
    return ArgumentError{"observed.condition", "must be as long as observed.include",
                         std::to_string(observed.group.size()) + " values"};
  }
  for (std::size_t t = 0; t < n; ++t) {
    const std::int32_t condition = observed.group[t];
    if (condition < 0 || static_cast<std::size_t>(condition) >= conditions) {
      return ArgumentError{indexed("observed.condition", t), "must be the index of a condition",
                           std::to_string(condition)};
    }
  }
  return std::nullopt;
}

// The longest law that any trial asks for, so that work without end is refused before it is begun.
Fault check_walks(const ExactConditions& conditions, const Observed& observed, double time_step) {
  std::vector<double> latest(conditions.size(), 0);
  if (!observed.rt.empty())
    for (std::size_t t = 0; t < observed.rt.size(); ++t) {
      auto& most = latest[static_cast<std::size_t>(observed.group[t])];
      if (observed.include[t] != 0) most = std::max(most, observed.rt[t]);
    }
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    EulerWalk walk;
    walk.drift = conditions.drift[c];
    walk.threshold = conditions.threshold[c];
    walk.noise = conditions.noise[c];
    walk.starting_value = conditions.starting_value[c];
    walk.time_step = time_step;
    const std::size_t steps = euler_steps({&latest[c], 1}, conditions.non_decision_time[c], time_step);
    if (auto fault = check(walk, steps)) return fault;
  }
  return std::nullopt;
}

}  // namespace

Fault check(const ExactConditions& conditions, const Observed& observed, const ExactOptions& options) {
  if (auto fault = check_conditions(conditions)) return fault;
  if (auto fault = check_observed(observed, conditions.size())) return fault;
  if (auto fault = check(observed, options.terms)) return fault;
  if (!options.euler_step) return std::nullopt;
  if (options.wants_gradient) {
    return ArgumentError{"gradient", "must be false for an Euler walk", "true"};
  }
  if (!(std::isfinite(*options.euler_step) && *options.euler_step > 0)) {
    return refuse("timeStepSize", "must be finite and above 0", *options.euler_step);
  }
  return check_walks(conditions, observed, *options.euler_step);
}

}  // namespace kernel
