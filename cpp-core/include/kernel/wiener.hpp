// First passage of a Wiener process with constant drift between two bounds, with or without variability of
// its parameters between trials: densities, gradients, distribution function and choice probabilities.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "kernel/argument_error.hpp"

namespace kernel {

/// A process that starts at `starting_value`, moves by drift dt + noise dW, and ends at +threshold or
/// -threshold; the response comes `non_decision_time` later. Fields with a spread are means; see the spreads
/// below.
struct WienerProcess {
  double drift = 0;              ///< [evidence / s], finite
  double threshold = 1;          ///< [evidence], finite and > 0
  double noise = 1;              ///< [evidence / sqrt s], finite and > 0
  double starting_value = 0;     ///< [evidence], strictly between the bounds
  double non_decision_time = 0;  ///< [s], finite and >= 0
  double drift_sd = 0;           ///< standard deviation of a normal drift, finite and >= 0
  double starting_value_range =
      0;  ///< full width of a uniform start; the range must not reach beyond a bound
  double non_decision_time_range = 0;  ///< full width of a uniform non-decision time, at most twice its mean
  double accuracy = 1e-9;              ///< relative accuracy of quadratures, in [1e-12, 1e-2]
};

/// The first field that is out of the range given above, by its name in TypeScript.
[[nodiscard]] std::optional<ArgumentError> check(const WienerProcess& process);

/// The first response that is not finite, or outcome that is neither 0 (lower bound) nor 1 (upper).
[[nodiscard]] std::optional<ArgumentError> check_responses(std::span<const double> rt,
                                                           std::span<const std::uint8_t> outcome);

/// Log densities of responses at the bounds that they ended at: (D1) to (D5), (D6) for spreads of start and
/// time.
///
/// @param rt       response times [s]
/// @param outcome  1 upper, 0 lower
/// @param out      natural logs [log 1/s]; -infinity where rt <= non_decision_time, and where the log
/// overflows
///
/// Never NaN for any process that `check` lets pass. Accuracy: |error| <= 4e-14 max(1, |log f|) without
/// spreads of start and time (asserted at 1e-12 against mpmath), else `accuracy`. Source: Navarro & Fuss
/// (2009), Gondan, Blurton & Kesselmeier (2014); docs/densities.md.
void wiener_log_density(std::span<const double> rt, std::span<const std::uint8_t> outcome,
                        const WienerProcess& process, double* out);

/// One response's derivatives of the log density, each with the other fields held fixed.
struct WienerGradient {
  double drift;
  double threshold;
  double starting_value;
  double non_decision_time;
};

/// Gradients of log densities (D7); all 0 where the density is 0. `out` [n]. Never NaN.
/// Accuracy: 1e-9 of the largest of the terms that a derivative is the sum of.
void wiener_log_density_gradient(std::span<const double> rt, std::span<const std::uint8_t> outcome,
                                 const WienerProcess& process, WienerGradient* out);

struct ChoiceProbability {
  double upper;
  double lower;
};

/// Chances of ending at either bound, ever (D8). Each is accurate to 1e-13 relative where it is small, to
/// `accuracy` if the drift or the start varies.
[[nodiscard]] ChoiceProbability wiener_choice_probability(const WienerProcess& process);

/// P(response at `outcome` by `rt`), not normalised by the choice's probability (D9), (D10).
/// Accuracy: relative 1e-12 (absolute 1e-15 where a start lies within 1e-3 of the separation from the other
/// bound); `accuracy` with spreads. `out` [n] is in [0, 1].
void wiener_cdf(std::span<const double> rt, std::span<const std::uint8_t> outcome,
                const WienerProcess& process, double* out);

}  // namespace kernel
