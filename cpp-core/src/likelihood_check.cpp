#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>

#include "kernel/jobs.hpp"

namespace kernel {
namespace {

std::optional<ArgumentError> check_length(const char* field, std::size_t length, std::size_t trials) {
  if (length == trials) return std::nullopt;
  return ArgumentError{field, "must have one value a trial, " + std::to_string(trials),
                       std::to_string(length)};
}

bool are_equal(const DdmTrials& trials, std::size_t a, std::size_t b) {
  return trials.drift[a] == trials.drift[b] && trials.threshold[a] == trials.threshold[b] &&
         trials.noise[a] == trials.noise[b] && trials.starting_value[a] == trials.starting_value[b] &&
         trials.offset[a] == trials.offset[b] && trials.non_decision_time[a] == trials.non_decision_time[b];
}

std::optional<ArgumentError> check_groups(const DdmTrials& trials, const std::vector<std::int32_t>& group) {
  std::unordered_map<std::int32_t, std::size_t> first_of;
  for (std::size_t t = 0; t < group.size(); ++t) {
    const std::size_t first = first_of.try_emplace(group[t], t).first->second;
    if (are_equal(trials, first, t)) continue;
    return ArgumentError{indexed("group", t),
                         "must hold trials with equal parameters, as trial " + std::to_string(first) + " has",
                         std::to_string(group[t])};
  }
  return std::nullopt;
}

std::optional<ArgumentError> check_density(const DensityOptions& density) {
  const auto [rule, value] = density.bandwidth;
  if (rule == Bandwidth::Rule::kGiven && !(std::isfinite(value) && value > 0)) {
    return ArgumentError{"density.bandwidth", "must be finite and above 0", shown(value)};
  }
  return std::nullopt;
}

std::optional<ArgumentError> check_terms(const Terms& terms) {
  if (terms.floor && !(std::isfinite(*terms.floor) && *terms.floor >= 0)) {
    return ArgumentError{"floor", "must be null or finite and at least 0", shown(*terms.floor)};
  }
  if (const auto& range = terms.rt_range) {
    if (!(std::isfinite(range->low) && std::isfinite(range->high) && range->high > range->low)) {
      return ArgumentError{"rtRange.high", "must be finite and above rtRange.low", shown(range->high)};
    }
  }
  if (terms.censor_after) {
    const double most = terms.rt_range ? terms.rt_range->high : std::numeric_limits<double>::max();
    if (!(std::isfinite(*terms.censor_after) && *terms.censor_after < most)) {
      return ArgumentError{"censorAfter", "must be finite and below rtRange.high",
                           shown(*terms.censor_after)};
    }
  }
  if (!terms.lapse) return std::nullopt;
  const auto [probability, low, high] = *terms.lapse;
  if (!(probability >= 0 && probability <= 1)) {
    return ArgumentError{"lapse.probability", "must be in [0, 1]", shown(probability)};
  }
  if (!(std::isfinite(low) && std::isfinite(high) && high > low)) {
    return ArgumentError{"lapse.high", "must be finite and above lapse.low", shown(high)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ArgumentError> check(const Observed& observed, const Terms& terms) {
  const std::size_t n = observed.include.size();
  if (observed.choice.empty() && observed.rt.empty() && n > 0) {
    return ArgumentError{"observed", "must have choice or rt", "neither"};
  }
  if (!observed.choice.empty()) {
    if (auto error = check_length("observed.choice", observed.choice.size(), n)) return error;
  }
  if (!observed.rt.empty()) {
    if (auto error = check_length("observed.rt", observed.rt.size(), n)) return error;
  } else if (terms.censor_after) {
    return ArgumentError{"censorAfter", "must be null without observed.rt", shown(*terms.censor_after)};
  }
  for (std::size_t t = 0; t < n; ++t) {
    if (observed.include[t] == 0) continue;
    if (!observed.rt.empty() && !std::isfinite(observed.rt[t])) {
      return ArgumentError{indexed("observed.rt", t), "must be finite", shown(observed.rt[t])};
    }
    if (!observed.choice.empty() && observed.choice[t] >= terms.choices) {
      return ArgumentError{
          indexed("observed.choice", t),
          terms.choices == 2 ? "must be 0 or 1" : "must be below " + std::to_string(terms.choices),
          std::to_string(observed.choice[t])};
    }
  }
  return check_terms(terms);
}

std::optional<ArgumentError> check(const DdmTrials& trials, const Observed& observed,
                                   const LikelihoodOptions& options) {
  if (auto error = check(trials)) return error;
  const std::size_t n = trials.size();
  if (auto error = check_length("observed.include", observed.include.size(), n)) return error;
  if (!observed.group.empty()) {
    if (auto error = check_length("group", observed.group.size(), n)) return error;
  }
  if (auto error = check(observed, options.terms)) return error;
  if (auto error = check_groups(trials, observed.group)) return error;
  return check_density(options.density);
}

}  // namespace kernel
