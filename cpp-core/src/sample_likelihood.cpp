#include "kernel/sample_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernel/exact_math.hpp"
#include "sorted.hpp"

namespace kernel {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool is_in_cell(const TrialSample& sample, const TrialSeen& seen, std::size_t estimate) {
  for (std::size_t o = 0; o < sample.codes.size(); ++o) {
    if (sample.codes[o][estimate] != seen.codes[o]) return false;
  }
  return sample.values == nullptr || std::isfinite(sample.values[estimate]);
}

// Distinct values above the origin, ascending, and how often each was seen.
struct Tally {
  std::vector<double> points;
  std::vector<double> counts;
  double origin;
};

Tally tally(std::vector<double> values, double origin) {
  sort_doubles(values);
  Tally found;
  for (const double value : values) {
    if (found.points.empty() || found.points.back() != value) {
      found.points.push_back(value);
      found.counts.push_back(0);
    }
    found.counts.back() += 1;
  }
  found.origin = origin;
  if (!values.empty() && !(values.front() > origin)) {
    const double total = static_cast<double>(values.size());
    double mean = 0;
    double squares = 0;
    for (const double value : values) mean += value;
    mean /= total;
    for (const double value : values) squares += (value - mean) * (value - mean);
    found.origin = values.front() - std::sqrt(squares / std::max(total - 1, 1.0) / total);
  }
  for (double& point : found.points) point -= found.origin;
  return found;
}

bool is_within(const RtRange& range, double value) { return value >= range.low && value <= range.high; }

// Of the estimates with an outcome, those with a value in the range.
double count_in_range(const TrialSample& sample, const RtRange& range) {
  double count = 0;
  for (std::size_t e = 0; e < sample.estimates; ++e) {
    const bool has_codes = std::all_of(sample.codes.begin(), sample.codes.end(),
                                       [e](const std::uint8_t* codes) { return codes[e] != kNoCode; });
    if (has_codes && is_within(range, sample.values[e])) count += 1;
  }
  return count;
}

Terms terms_of(const SampleTerms& terms) { return {terms.floor, terms.range, std::nullopt, std::nullopt}; }

}  // namespace

TrialScore sample_log_likelihood(const TrialSample& sample, const TrialSeen& seen, const SampleTerms& terms) {
  const double estimates = static_cast<double>(sample.estimates);
  std::vector<double> values;
  double cell = 0;
  for (std::size_t e = 0; e < sample.estimates; ++e) {
    if (!is_in_cell(sample, seen, e)) continue;
    cell += 1;
    if (sample.values != nullptr) values.push_back(sample.values[e]);
  }
  const double in_range = terms.range && sample.values ? count_in_range(sample, *terms.range) : 0;
  const double share = in_range / estimates;
  const Terms before_lapse = terms_of(terms);
  const Seen point{0, sample.values != nullptr, seen.value, seen.value};

  std::optional<CategoryDensity> density;
  Tally found{};
  double likelihood = cell / estimates;
  if (sample.values != nullptr) {
    found = tally(std::move(values), seen.origin);
    density.emplace(found.points, found.counts, estimates, terms.density);
    likelihood = density->at(seen.value - found.origin);
  }
  const double own =
      (1 - terms.lapse_probability) * exact_exp(log_of(likelihood, share, before_lapse, point));
  const double all = own + terms.lapse_probability * terms.lapse_likelihood;
  // Without a lapse the logarithm is taken once: what is too small for a double keeps its digits.
  const double log =
      terms.lapse_probability == 0 ? log_of(likelihood, share, before_lapse, point) : exact_log(all);
  TrialScore score{log, 0};
  if (!terms.standard_error || !(own > 0)) return score;

  const double weight = own / all;
  const Weights weights = weights_of(likelihood, share, before_lapse, point);
  const double by_share = in_range > 0 ? weight * weights.share / in_range : 0;
  double sum = 0;
  double squares = 0;
  const auto add = [&](double count, double sensitivity) {
    sum += count * sensitivity;
    squares += count * sensitivity * sensitivity;
  };
  double counted = 0;
  if (!density) {
    add(cell, cell > 0 ? weight * weights.likelihood / cell : 0);
  } else if (!density->counts().empty()) {
    std::vector<double> sensitivity(density->counts().size());
    if (weights.likelihood > 0)
      density->add_sensitivity(seen.value - found.origin, weight * weights.likelihood, sensitivity);
    for (std::size_t i = 0; i < sensitivity.size(); ++i) {
      const bool counts = terms.range && is_within(*terms.range, found.points[i] + found.origin);
      add(found.counts[i], sensitivity[i] + (counts ? by_share : 0));
      if (counts) counted += found.counts[i];
    }
  }
  add(in_range - counted, by_share);
  score.variance = std::max(squares - sum * sum / estimates, 0.0);
  return score;
}

SampleJob::SampleJob(Samples samples, SampleTerms terms, std::function<void()> when_done)
    : log_likelihood(samples.trials, kNan),
      samples_(std::move(samples)),
      terms_(terms),
      when_done_(std::move(when_done)),
      variance_(log_likelihood.size()) {}

void SampleJob::work() {
  std::vector<const std::uint8_t*> codes(samples_.categorical);
  std::vector<std::uint8_t> seen(samples_.categorical);
  while (!is_cancelled()) {
    const std::size_t t = next_.fetch_add(1, std::memory_order_relaxed);
    if (t >= samples_.trials) return;
    if (samples_.include[t] == 0) continue;
    for (std::size_t o = 0; o < codes.size(); ++o) {
      codes[o] = samples_.codes.data() + (o * samples_.trials + t) * samples_.estimates;
      seen[o] = samples_.seen_codes[o * samples_.trials + t];
    }
    const bool has_values = !samples_.values.empty();
    const TrialSample sample{codes, has_values ? samples_.values.data() + t * samples_.estimates : nullptr,
                             samples_.estimates};
    const TrialSeen one{seen, has_values ? samples_.seen_values[t] : 0,
                        samples_.origin.empty() ? kNan : samples_.origin[t]};
    const TrialScore score = sample_log_likelihood(sample, one, terms_);
    log_likelihood[t] = score.log_likelihood;
    variance_[t] = score.variance;
  }
}

double SampleJob::standard_error() const noexcept {
  double variance = 0;
  for (const double one : variance_) variance += one;
  return std::sqrt(variance);
}

std::optional<ArgumentError> check(const Samples& samples, const SampleTerms& terms) {
  const std::size_t cells = samples.trials * samples.estimates;
  const auto wrong = [](const char* field, std::size_t wanted, std::size_t found) {
    return ArgumentError{field, "must be " + std::to_string(wanted) + " long", std::to_string(found)};
  };
  if (samples.categorical == 0 && samples.values.empty() && cells > 0) {
    return ArgumentError{"outcomes", "must be at least one", "none"};
  }
  if (samples.codes.size() != cells * samples.categorical) {
    return wrong("categorical", cells * samples.categorical, samples.codes.size());
  }
  if (!samples.values.empty() && samples.values.size() != cells)
    return wrong("continuous", cells, samples.values.size());
  if (samples.seen_codes.size() != samples.trials * samples.categorical) {
    return wrong("observed.categorical", samples.trials * samples.categorical, samples.seen_codes.size());
  }
  const std::size_t seen = samples.values.empty() ? 0 : samples.trials;
  if (samples.seen_values.size() != seen)
    return wrong("observed.continuous", seen, samples.seen_values.size());
  if (!samples.origin.empty() && samples.origin.size() != samples.trials)
    return wrong("origin", samples.trials, samples.origin.size());
  for (std::size_t t = 0; t < seen; ++t) {
    if (samples.include[t] == 0 || std::isfinite(samples.seen_values[t])) continue;
    return ArgumentError{indexed("observed.continuous", t), "must be finite", shown(samples.seen_values[t])};
  }
  if (terms.range && samples.values.empty()) {
    return ArgumentError{"range", "must be null without a continuous outcome", "a range"};
  }
  if (!(terms.lapse_probability >= 0 && terms.lapse_probability <= 1)) {
    return ArgumentError{"lapse.probability", "must be in [0, 1]", shown(terms.lapse_probability)};
  }
  if (!(std::isfinite(terms.lapse_likelihood) && terms.lapse_likelihood >= 0)) {
    return ArgumentError{"lapse.likelihood", "must be finite and at least 0", shown(terms.lapse_likelihood)};
  }
  return std::nullopt;
}

}  // namespace kernel
