// The law of responses of one condition: what an exact likelihood asks of it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernel/exact_job.hpp"

namespace kernel {

class ExactLaw {
 public:
  virtual ~ExactLaw() = default;

  /// Log density of each response at each bound, with derivatives where they are wanted.
  [[nodiscard]] virtual std::vector<Graded> densities(std::span<const double> rt,
                                                      std::span<const std::uint8_t> bound) const = 0;

  /// Log of the chance of a response in an interval.
  [[nodiscard]] virtual Graded chance(std::uint8_t choice, const RtRange& interval) const = 0;

  /// Of each trial by itself, before floor, range and lapse. Where no choice was seen, densities of both
  /// bounds are added. Of one choice, intervals are always the same one: `seen_of`.
  [[nodiscard]] std::vector<Graded> log_likelihoods(std::span<const Seen> seen) const;
};

/// The law of a condition, of the continuous process or of its Euler walk.
[[nodiscard]] std::unique_ptr<ExactLaw> law_of(const ExactConditions& conditions, std::size_t condition,
                                               const ExactOptions& options);

}  // namespace kernel
