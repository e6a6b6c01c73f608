// A race mechanism over a sequence of trials: which race, and its parameters in each trial.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "kernel/argument_error.hpp"

namespace kernel {

enum class RaceKind : std::uint8_t {
  kLba,        ///< `LbaRace`: b, A, v, s, t0
  kLognormal,  ///< `LognormalRace`: m, s, t0
  kDiffusion,  ///< `DiffusionRace`: b, A, v, s, t0
  kWald,       ///< `ShiftedWald`: a, v, s, t0; one accumulator
};

constexpr std::size_t kMostAccumulators = 250;
constexpr std::uint8_t kNoResponse = 255;  ///< outcome of a trial in which no accumulator ever finishes

/// Parameters of one trial, which point into `RaceTrials`.
struct RaceTrial {
  RaceKind kind;
  bool positive_drift;
  double bound;          ///< b, or a; not of a lognormal race
  double start;          ///< A; else 0
  const double* rate;    ///< v, or m, of each accumulator
  const double* spread;  ///< s of each accumulator
  std::size_t accumulators;
  double t0;
};

/// Parameters by trial; ranges are those of the structures named in `RaceKind`.
struct RaceTrials {
  RaceKind kind = RaceKind::kLba;
  bool positive_drift = false;  ///< of `kLba`, as for `LbaRace`
  std::size_t accumulators = 0;
  std::vector<double> bound;   ///< b, or a: [trials]; empty for `kLognormal`
  std::vector<double> start;   ///< A: [trials]; empty for `kLognormal` and `kWald`
  std::vector<double> rate;    ///< v, or m: [trials x accumulators], trial by trial
  std::vector<double> spread;  ///< s: [trials x accumulators]
  std::vector<double> t0;      ///< [trials]

  [[nodiscard]] std::size_t size() const noexcept { return t0.size(); }
  [[nodiscard]] RaceTrial operator[](std::size_t t) const noexcept;
  /// Whether two trials have equal parameters.
  [[nodiscard]] bool are_equal(std::size_t a, std::size_t b) const noexcept;
};

/// The first fault of `trials`, if any: lengths, finiteness, ranges; fields are "parameters.v[3]".
[[nodiscard]] std::optional<ArgumentError> check(const RaceTrials& trials);

}  // namespace kernel
