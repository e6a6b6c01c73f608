#include "kernel/seen.hpp"

#include <algorithm>

#include "kernel/exact_math.hpp"

namespace kernel {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool is_within(const std::optional<RtRange>& range, const Seen& seen) {
  return !range || !seen.is_point || (seen.low >= range->low && seen.low <= range->high);
}

// The model's own part of the likelihood: (1 - p) max(likelihood, floor) / share.
double own_part(double likelihood, double share, const Terms& terms, const Seen& seen) {
  if (!is_within(terms.rt_range, seen)) return 0;
  double own = terms.floor ? std::max(likelihood, *terms.floor) : likelihood;
  if (terms.rt_range) own = share > 0 ? own / share : 0;
  return terms.lapse ? (1 - terms.lapse->probability) * own : own;
}

}  // namespace

Seen seen_of(const Observed& observed, std::size_t t, const Terms& terms) noexcept {
  const double earliest = terms.rt_range ? terms.rt_range->low : -kInfinity;
  const double latest = terms.rt_range ? terms.rt_range->high : kInfinity;
  const std::uint8_t choice = observed.choice.empty() ? kAnyChoice : observed.choice[t];
  if (observed.rt.empty()) return {choice, false, earliest, latest};
  const double rt = observed.rt[t];
  if (!terms.censor_after || rt < *terms.censor_after) return {choice, true, rt, rt};
  return {kAnyChoice, false, std::max(*terms.censor_after, earliest), latest};
}

double contaminant(const Terms& terms, const Seen& seen) noexcept {
  if (!terms.lapse) return 0;
  const auto [probability, low, high] = *terms.lapse;
  const double of_choice = seen.choice == kAnyChoice ? probability : probability / terms.choices;
  if (seen.is_point) return of_choice / (high - low);
  const double overlap = std::min(high, seen.high) - std::max(low, seen.low);
  return of_choice * std::max(overlap, 0.0) / (high - low);
}

double log_of(double likelihood, double share, const Terms& terms, const Seen& seen) noexcept {
  return exact_log(own_part(likelihood, share, terms, seen) + contaminant(terms, seen));
}

Weights weights_of(double likelihood, double share, const Terms& terms, const Seen& seen) noexcept {
  const double own = own_part(likelihood, share, terms, seen);
  if (!(own > 0)) return {0, 0};
  const double weight = own / (own + contaminant(terms, seen));
  return {likelihood > terms.floor.value_or(0) ? weight : 0, terms.rt_range ? -weight : 0};
}

}  // namespace kernel
