// From a process in natural units to one of its bounds in units of the separation.
#pragma once

#include "kernel/wiener.hpp"
#include "wide.hpp"
#include "wiener_lanes.hpp"

namespace kernel {

/// Most of a side's rates, and of times, that the lanes take: products of a few of them stay doubles.
constexpr double kFastLimit = 1e60;

/// A bound, with the rates also as numbers that cannot overflow.
struct WideSide {
  WienerSide side;  ///< its rates cut to [1 / kFastLimit, kFastLimit]
  Wide drift;
  Wide noise_square;
  Wide drift_square;
  double per_evidence;  ///< 1 / separation, cut likewise
  bool is_cut;          ///< whether any rate was
};

/// The side of `process` at its upper bound or its lower one. Ranges of start and time are not looked at.
[[nodiscard]] WideSide side_of(const WienerProcess& process, bool upper);

/// Whether the lanes take this time [s].
[[nodiscard]] inline bool in_fast_range(const WideSide& wide, double t) {
  return !wide.is_cut && t > 1 / kFastLimit && t < kFastLimit && wide.side.noise_square * t > 1 / kFastLimit;
}

/// The log density (D2) at one time > 0, for any finite rates.
[[nodiscard]] double slow_log_density(const WideSide& wide, double t);

/// Log density of a side whose start or time varies (D6).
///
/// @param start_range  full width of the start, in units of the separation
/// @param low, high    the times since onset [s] to average over; equal for one time
[[nodiscard]] double averaged_log_density(const WideSide& wide, double start_range, double low, double high,
                                          double accuracy);

}  // namespace kernel
