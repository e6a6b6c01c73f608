// Log-likelihoods from samples of a model's outcomes, whatever the model: any number of categorical outcomes
// and at most one continuous one. Estimators are those of `CategoryDensity`.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "kernel/argument_error.hpp"
#include "kernel/category_density.hpp"
#include "kernel/seen.hpp"
#include "kernel/thread_pool.hpp"

namespace kernel {

constexpr std::uint8_t kNoCode = 255;  ///< of an estimate that came to no outcome

/// What one trial's estimates came to.
struct TrialSample {
  std::span<const std::uint8_t* const> codes;  ///< one array of [estimates] for each categorical outcome
  const double* values;   ///< of the continuous outcome, [estimates]; null: there is none
  std::size_t estimates;  ///< at least 1; those with a `kNoCode` or no finite value are in no cell
};

/// What was seen on it.
struct TrialSeen {
  std::span<const std::uint8_t> codes;  ///< one for each categorical outcome
  double value = 0;                     ///< of the continuous one, if there is one
  /// Where the continuous outcome begins, as response times do at the non-decision time: densities are made
  /// of values above it. NaN, or a value that is no lower than some estimate's: min - sd / sqrt(n) stands for
  /// it.
  double origin = std::numeric_limits<double>::quiet_NaN();
};

/// What becomes of the likelihood: floor, range, lapse, log, as in (K11).
struct SampleTerms {
  DensityOptions density{};
  std::optional<double> floor;
  std::optional<RtRange> range;  ///< of the continuous outcome
  double lapse_probability = 0;  ///< in [0, 1]
  double lapse_likelihood = 0;   ///< of a trial that is a lapse: 1 / cells / width for a uniform one
  bool standard_error = false;
};

struct TrialScore {
  double log_likelihood;
  double variance;  ///< (K21) of it over other random numbers; 0 unless asked for
};

/// Log-likelihood of one trial. Estimates count where all of their codes are those seen (a cell of the joint
/// table); the share of the cell is multiplied by the density of its values, if there are any.
///
/// A pure function: threads may call it at once. The order of the estimates changes no bit.
[[nodiscard]] TrialScore sample_log_likelihood(const TrialSample& sample, const TrialSeen& seen,
                                               const SampleTerms& terms);

/// All trials of a job: [outcomes][trials][estimates] and [outcomes][trials], one array after the other.
struct Samples {
  std::size_t trials = 0;
  std::size_t estimates = 0;
  std::size_t categorical = 0;
  std::vector<std::uint8_t> codes;
  std::vector<double> values;  ///< [trials][estimates], or empty
  std::vector<std::uint8_t> seen_codes;
  std::vector<double> seen_values;    ///< [trials], or empty
  std::vector<double> origin;         ///< [trials], or empty: none is known
  std::vector<std::uint8_t> include;  ///< [trials]
};

/// The first fault of these, if any.
[[nodiscard]] std::optional<ArgumentError> check(const Samples& samples, const SampleTerms& terms);

/// `sample_log_likelihood` of every included trial, a trial at a time on each thread.
class SampleJob final : public Job {
 public:
  SampleJob(Samples samples, SampleTerms terms, std::function<void()> when_done);
  void work() override;
  void done() noexcept override { when_done_(); }

  std::vector<double> log_likelihood;  ///< [trials]; NaN where not included
  /// Of the sum over included trials, added in trial order; valid once done.
  [[nodiscard]] double standard_error() const noexcept;
  [[nodiscard]] bool has_standard_error() const noexcept { return terms_.standard_error; }

 private:
  const Samples samples_;
  const SampleTerms terms_;
  const std::function<void()> when_done_;
  std::vector<double> variance_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace kernel
