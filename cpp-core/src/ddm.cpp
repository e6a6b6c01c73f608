#include "kernel/ddm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kernel {
namespace {

std::optional<ArgumentError> check_values(const char* field, const std::vector<double>& values,
                                          std::size_t trials, double least) {
  if (values.size() != trials) {
    return ArgumentError{field, "must have one value a trial, " + std::to_string(trials),
                         std::to_string(values.size())};
  }
  for (std::size_t t = 0; t < trials; ++t) {
    if (std::isfinite(values[t]) && values[t] >= least) continue;
    const bool bounded = std::isfinite(least);
    return ArgumentError{indexed(field, t),
                         bounded ? "must be finite and at least " + shown(least) : "must be finite",
                         shown(values[t])};
  }
  return std::nullopt;
}

// Far beyond any model, near enough that no sum of them overflows to NaN.
float step_size(double value) { return static_cast<float>(std::clamp(value, -1e30, 1e30)); }
float position(double value) { return static_cast<float>(std::clamp(value, -3e38, 3e38)); }

}  // namespace

std::optional<ArgumentError> check(const DdmTrials& trials) {
  const double any = -std::numeric_limits<double>::infinity();
  const std::size_t n = trials.size();
  const struct {
    const char* field;
    const std::vector<double>& values;
    double least;
  } columns[] = {{"drift", trials.drift, any},   {"threshold", trials.threshold, 0},
                 {"noise", trials.noise, 0},     {"startingValue", trials.starting_value, any},
                 {"offset", trials.offset, any}, {"nonDecisionTime", trials.non_decision_time, any}};
  for (const auto& column : columns) {
    if (auto error = check_values(column.field, column.values, n, column.least)) return error;
  }
  if (!std::isfinite(trials.leak) || trials.leak < 0) {
    return ArgumentError{"leak", "must be finite and at least 0", shown(trials.leak)};
  }
  if (!std::isfinite(trials.time_step) || trials.time_step <= 0) {
    return ArgumentError{"timeStepSize", "must be finite and above 0", shown(trials.time_step)};
  }
  if (trials.max_steps < 1 || trials.max_steps > kMostSteps) {
    return ArgumentError{"maxSteps", "must be in [1, " + std::to_string(kMostSteps) + "]",
                         std::to_string(trials.max_steps)};
  }
  return std::nullopt;
}

PathBlock fold(const DdmTrials& trials, std::size_t t, const StreamRange& streams) {
  const double dt = trials.time_step;
  PathBlock block{};
  block.stream = stream_prefix({streams.purpose, streams.seed, streams.mechanism, streams.first_trial + t});
  block.first_estimate = streams.first_estimate;
  block.start = position(trials.starting_value[t]);
  block.drift_step = step_size(trials.drift[t] * dt + trials.offset[t]);
  block.noise_step = step_size(trials.noise[t] * std::sqrt(dt));
  block.leak_step = step_size(trials.leak * dt);
  block.threshold = position(trials.threshold[t]);
  block.reach = reach_of(block);
  return block;
}

float reach_of(const PathBlock& block) noexcept {
  const double noise = kFarSds * static_cast<double>(block.noise_step);
  const double drift = std::abs(static_cast<double>(block.drift_step));
  const double threshold = block.threshold;
  if (block.leak_step != 0 || !(noise > 0) || !(threshold > 0)) return 0;
  const double most = 2 * threshold / (noise + std::sqrt(noise * noise + 4 * drift * threshold));
  return static_cast<float>(std::min(std::min(most, 1024.0) / threshold, 3e38));
}

}  // namespace kernel
