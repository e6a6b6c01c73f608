#include "kernel/race_trials.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "race_law.hpp"

namespace kernel {
namespace {

using Fault = std::optional<ArgumentError>;

Fault check_length(const char* name, const std::vector<double>& values, std::size_t expected) {
  if (values.size() == expected) return std::nullopt;
  return ArgumentError{std::string("parameters.") + name, "must be " + std::to_string(expected) + " long",
                       std::to_string(values.size()) + " values"};
}

Fault check_lengths(const RaceTrials& trials) {
  const std::size_t n = trials.size();
  const bool has_bound = trials.kind != RaceKind::kLognormal;
  const bool has_start = has_bound && trials.kind != RaceKind::kWald;
  const std::size_t each = n * trials.accumulators;
  if (auto fault = check_length(has_start ? "b" : "a", trials.bound, has_bound ? n : 0)) return fault;
  if (auto fault = check_length("A", trials.start, has_start ? n : 0)) return fault;
  if (auto fault = check_length(has_bound ? "v" : "m", trials.rate, each)) return fault;
  return check_length("s", trials.spread, each);
}

Fault check_trial(const RaceTrial& one) {
  switch (one.kind) {
    case RaceKind::kLba:
      return check(lba_of(one));
    case RaceKind::kLognormal:
      return check(lognormal_of(one));
    case RaceKind::kDiffusion:
      return check(diffusion_of(one));
    case RaceKind::kWald:
      return check(wald_of(one));
  }
  return std::nullopt;
}

// "v[1]" of trial 3 with two accumulators is "parameters.v[7]"; "b" of trial 3 is "parameters.b[3]".
std::string field_of(const std::string& field, std::size_t trial, std::size_t accumulators) {
  const std::size_t bracket = field.find('[');
  const std::string name = "parameters." + field.substr(0, bracket);
  if (bracket != std::string::npos) {
    return indexed(name.c_str(), trial * accumulators + std::stoul(field.substr(bracket + 1)));
  }
  return indexed(name.c_str(), trial);
}

}  // namespace

RaceTrial RaceTrials::operator[](std::size_t t) const noexcept {
  return {kind,
          positive_drift,
          bound.empty() ? 0 : bound[t],
          start.empty() ? 0 : start[t],
          rate.data() + t * accumulators,
          spread.data() + t * accumulators,
          accumulators,
          t0[t]};
}

bool RaceTrials::are_equal(std::size_t a, std::size_t b) const noexcept {
  const RaceTrial one = (*this)[a];
  const RaceTrial other = (*this)[b];
  return one.bound == other.bound && one.start == other.start && one.t0 == other.t0 &&
         std::equal(one.rate, one.rate + accumulators, other.rate) &&
         std::equal(one.spread, one.spread + accumulators, other.spread);
}

std::optional<ArgumentError> check(const RaceTrials& trials) {
  const bool is_single = trials.kind == RaceKind::kWald;
  const std::size_t most = is_single ? 1 : kMostAccumulators;
  if (trials.accumulators < 1 || trials.accumulators > most) {
    return ArgumentError{"accumulators",
                         is_single ? "must be 1 for a shifted Wald law"
                                   : "must be an integer in [1, " + std::to_string(most) + "]",
                         std::to_string(trials.accumulators)};
  }
  if (auto fault = check_lengths(trials)) return fault;
  for (std::size_t t = 0; t < trials.size(); ++t) {
    auto fault = check_trial(trials[t]);
    if (!fault) continue;
    fault->field = field_of(fault->field, t, trials.accumulators);
    return fault;
  }
  return std::nullopt;
}

}  // namespace kernel
