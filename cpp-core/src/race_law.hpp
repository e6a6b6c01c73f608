// The law of one trial's responses in a race: what exact scoring asks of it.
#pragma once

#include <cstdint>

#include "kernel/lba.hpp"
#include "kernel/lognormal_race.hpp"
#include "kernel/race_trials.hpp"
#include "kernel/racing_diffusion.hpp"
#include "kernel/seen.hpp"
#include "kernel/shifted_wald.hpp"

namespace kernel {

[[nodiscard]] LbaRace lba_of(const RaceTrial& trial);
[[nodiscard]] LognormalRace lognormal_of(const RaceTrial& trial);
[[nodiscard]] DiffusionRace diffusion_of(const RaceTrial& trial);
[[nodiscard]] ShiftedWald wald_of(const RaceTrial& trial);

/// Log density of accumulator `choice` finishing first at `rt`, or of any for `kAnyChoice`.
[[nodiscard]] double race_log_density(const RaceTrial& trial, double rt, std::uint8_t choice);

/// Log of the chance of no response by `rt`, which may be +infinity.
[[nodiscard]] double race_log_survivor(const RaceTrial& trial, double rt);

/// (D19): log of the chance of a response with this choice in the interval, whose ends may be infinite.
/// Trials that never end are later than anything: with `kAnyChoice` they are in an interval without end.
///
/// Accuracy: of any choice relative error below 1e-11 where the chance is above 1e-4 of that of a response
/// after `low`, absolute below 1e-15 else; of one of several choices absolute error below 1e-10.
[[nodiscard]] double race_log_chance(const RaceTrial& trial, std::uint8_t choice, const RtRange& interval);

}  // namespace kernel
