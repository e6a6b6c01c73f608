#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "kernel/program_likelihood.hpp"

namespace kernel {

std::optional<ArgumentError> check(const Program& program, std::size_t trials, const ProgramSeen& seen,
                                   const SampleTerms& terms) {
  const auto wrong = [](const char* field, std::size_t wanted, std::size_t found) {
    return ArgumentError{field, "must be " + std::to_string(wanted) + " long", std::to_string(found)};
  };
  if (seen.values.size() != program.outcomes.size()) {
    return wrong("observed.values", program.outcomes.size(), seen.values.size());
  }
  const auto categorical = static_cast<std::size_t>(std::count_if(
      seen.values.begin(), seen.values.end(), [](const auto& values) { return !values.empty(); }));
  const std::size_t continuous = seen.values.size() - categorical;
  if (continuous > 1) {
    return ArgumentError{"observed.values", "must have at most one continuous outcome",
                         std::to_string(continuous)};
  }
  for (const auto& values : seen.values) {
    if (values.size() > 254)
      return ArgumentError{"observed.values", "must have at most 254 of an outcome", ""};
  }
  if (seen.include.size() != trials) return wrong("observed.include", trials, seen.include.size());
  if (seen.codes.size() != categorical * trials) {
    return wrong("observed.categorical", categorical * trials, seen.codes.size());
  }
  if (seen.continuous.size() != continuous * trials) {
    return wrong("observed.continuous", continuous * trials, seen.continuous.size());
  }
  if (terms.range && continuous == 0) {
    return ArgumentError{"range", "must be null without a continuous outcome", "one"};
  }
  return std::nullopt;
}

ProgramLikelihoodJob::ProgramLikelihoodJob(std::shared_ptr<const Program> program, ProgramPaths paths,
                                           ProgramSeen seen, SampleTerms terms,
                                           std::function<void()> when_done)
    : TrialSamplesJob(std::move(program), std::move(paths), std::move(when_done)),
      log_likelihood(seen.include.size(), std::nan("")),
      seen_(std::move(seen)),
      terms_(terms),
      variance_(log_likelihood.size()) {}

void ProgramLikelihoodJob::take_trial(std::size_t trial, const std::vector<double>& values,
                                      const std::vector<std::uint8_t>& is_cut) {
  if (seen_.include[trial] == 0) return;
  const std::size_t estimates = is_cut.size();
  const std::size_t trials = seen_.include.size();
  std::vector<std::vector<std::uint8_t>> columns;
  std::vector<const std::uint8_t*> codes;
  std::vector<std::uint8_t> seen_codes;
  std::vector<double> times;
  TrialSeen seen{};
  for (std::size_t o = 0; o < seen_.values.size(); ++o) {
    const double* from = values.data() + o * estimates;
    const auto& known = seen_.values[o];
    if (known.empty()) {
      times.assign(from, from + estimates);
      for (std::size_t e = 0; e < estimates; ++e) {
        if (is_cut[e] != 0) times[e] = std::nan("");
      }
      seen.value = seen_.continuous[trial];
      continue;
    }
    std::vector<std::uint8_t>& column = columns.emplace_back(estimates, kNoCode);
    for (std::size_t e = 0; e < estimates; ++e) {
      const auto place = std::find(known.begin(), known.end(), from[e]);
      if (is_cut[e] == 0 && place != known.end())
        column[e] = static_cast<std::uint8_t>(place - known.begin());
    }
    seen_codes.push_back(seen_.codes[(columns.size() - 1) * trials + trial]);
  }
  for (const auto& column : columns) codes.push_back(column.data());
  seen.codes = seen_codes;
  const TrialSample sample{codes, times.empty() ? nullptr : times.data(), estimates};
  const TrialScore score = sample_log_likelihood(sample, seen, terms_);
  log_likelihood[trial] = score.log_likelihood;
  variance_[trial] = score.variance;
}

double ProgramLikelihoodJob::standard_error() const noexcept {
  double variance = 0;
  for (const double one : variance_) variance += one;
  return std::sqrt(variance);
}

}  // namespace kernel
