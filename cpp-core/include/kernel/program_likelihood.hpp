// Log-likelihoods of a program's outcomes: its lanes are run and each trial's samples are scored as they
// come.
#pragma once

#include <vector>

#include "kernel/program_paths.hpp"
#include "kernel/sample_likelihood.hpp"

namespace kernel {

/// What was seen of a program's outcomes.
struct ProgramSeen {
  /// Of each outcome the values that it can have, at most 254; empty: it is continuous, as at most one is.
  std::vector<std::vector<double>> values;
  std::vector<std::uint8_t> codes;    ///< of categorical outcomes, [categorical * trials], outcome by outcome
  std::vector<double> continuous;     ///< [trials], or empty
  std::vector<std::uint8_t> include;  ///< [trials]; others are simulated, not scored
};

/// The first field that does not fit.
[[nodiscard]] std::optional<ArgumentError> check(const Program& program, std::size_t trials,
                                                 const ProgramSeen& seen, const SampleTerms& terms);

/// Runs the lanes of a program and scores every included trial.
class ProgramLikelihoodJob final : public TrialSamplesJob {
 public:
  /// @pre both `check`s have nothing to say
  ProgramLikelihoodJob(std::shared_ptr<const Program> program, ProgramPaths paths, ProgramSeen seen,
                       SampleTerms terms, std::function<void()> when_done);

  std::vector<double> log_likelihood;  ///< [trials]; NaN where not included
  /// Of the sum over included trials, added in trial order; valid once done.
  [[nodiscard]] double standard_error() const noexcept;
  [[nodiscard]] bool has_standard_error() const noexcept { return terms_.standard_error; }

 private:
  void take_trial(std::size_t trial, const std::vector<double>& values,
                  const std::vector<std::uint8_t>& is_cut) override;

  const ProgramSeen seen_;
  const SampleTerms terms_;
  std::vector<double> variance_;
};

}  // namespace kernel
