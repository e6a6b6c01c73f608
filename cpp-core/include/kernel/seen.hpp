// What a trial shows, and how its likelihood becomes a log-likelihood: floor, range, lapse, log.
//
// Jobs differ in where the likelihood comes from (a density estimate, a count, an exact law); all end here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace kernel {

constexpr std::uint8_t kAnyChoice = 254;  ///< of a `Seen`: the choice was not seen

/// A uniform contaminant: with this probability a response is any choice at any time in [low, high].
struct Lapse {
  double probability;  ///< [0, 1]
  double low;          ///< [s]
  double high;         ///< [s], above low
};

/// Response times that could have been seen [s], low < high.
struct RtRange {
  double low;
  double high;
};

/// What was seen of each trial. `choice` or `rt` is empty where it was not recorded, never both.
struct Observed {
  std::vector<std::uint8_t> choice;   ///< kUpper or kLower, [trials]
  std::vector<double> rt;             ///< [s], [trials]
  std::vector<std::uint8_t> include;  ///< 0: not scored, [trials]
  std::vector<std::int32_t> group;    ///< of a simulation: trials that share a density, empty: none do; of an
                                      ///< exact likelihood: each trial's condition
};

/// What is made of a trial's likelihood, in this order.
struct Terms {
  std::optional<double> floor;         ///< least likelihood of a trial, >= 0
  std::optional<RtRange> rt_range;     ///< likelihoods are divided by the chance of a response in it
  std::optional<double> censor_after;  ///< a response time from here on says no more than `later than this`
  std::optional<Lapse> lapse;
  std::uint32_t choices = 2;  ///< what a lapse picks from, and choices seen are below
};

/// One trial: a response at `low`, or one somewhere in (low, high].
struct Seen {
  std::uint8_t choice;  ///< kUpper, kLower or kAnyChoice
  bool is_point;
  double low;
  double high;
};

/// What trial `t` shows. Without response times, or from `censor_after` on, that is an interval: the range,
/// or all times where there is none. Nobody saw the choice of a censored trial.
[[nodiscard]] Seen seen_of(const Observed& observed, std::size_t t, const Terms& terms) noexcept;

/// Likelihood of the trial under a lapse, times its probability: a density for a point, a chance for an
/// interval.
[[nodiscard]] double contaminant(const Terms& terms, const Seen& seen) noexcept;

/// Natural log of a trial's likelihood from its own one, a density or a chance.                         (K11)
///
///     (1 - p) max(likelihood, floor) [in range] / share + contaminant        -infinity where that is 0
///
/// @param share  chance of a response in the range; not read without one. 0: no candidate's responses are.
[[nodiscard]] double log_of(double likelihood, double share, const Terms& terms, const Seen& seen) noexcept;

/// d log_of / d log likelihood and d log_of / d log share: the first is 0 at the floor, the second at most 0.
struct Weights {
  double likelihood;
  double share;
};
[[nodiscard]] Weights weights_of(double likelihood, double share, const Terms& terms,
                                 const Seen& seen) noexcept;

}  // namespace kernel
