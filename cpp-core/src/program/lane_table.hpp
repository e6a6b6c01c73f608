// What src/program/lane_table.cpp offers in one copy for each instruction set: every instruction over some
// lanes. Nothing in this header has code.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernel/isa.hpp"
#include "kernel/program.hpp"

namespace kernel::program {

/// Arrays of lanes are as long as this many lanes more than they hold: what is beyond may be overwritten.
constexpr std::size_t kPadding = 32;

/// One register: a value a lane (`step` 1), or `kPadding` copies of one value (`step` 0).
template <class Real>
struct Operand {
  Real* at;
  std::ptrdiff_t step;
};

/// States of one stream, a state a lane; null where there is none.
struct StreamWords {
  std::uint32_t* word[4];
};

/// One instruction, its operands found.
template <class Real>
struct Call {
  /// Runs lanes first .. first + lanes - 1, rounded up to whole vectors. Where there is a `mask`, lanes with
  /// mask 0 keep every register and stream as it is.
  using Run = void (*)(const Call& call, std::size_t first, std::size_t lanes, const Real* mask);
  Run run;
  const Operand<Real>* operands;  ///< results first, spans one by one
  std::int32_t count;             ///< of the elements of a span
  bool has_noise;                 ///< of an `lca-step`
  StreamWords stream;
  Real* spare;               ///< second normals of pairs that wait for the next turn; null: they are dropped
  const std::int32_t* turn;  ///< 1 where `spare` holds normals to be used, else 0
};

/// A loop around one `ddm-step` without leak, walked as (K6) says: per lane x, the steps of its next jump,
/// the steps left to the cap, and its stream.
struct DdmWalk {
  float drift_step, noise_step, threshold, reach;
  float* x;
  std::int32_t* stride;
  std::int32_t* left;
  StreamWords stream;
};

template <class Real>
struct LaneTable {
  using Run = typename Call<Real>::Run;
  Run op[kOps][2];  ///< by operation and whether there is a mask; null for a loop
  Run lca_pair[2];  ///< `lca-step` of two units with one value of each parameter, with and without noise

  /// Lists the lanes of the first `lanes` whose condition is 0, ascending; returns how many.
  std::size_t (*finished)(const Real* again, std::size_t lanes, std::uint32_t* list);

  /// to = 1 where the condition and, if not null, the mask are not 0, else 0; whether any is 1.
  bool (*narrow)(const Operand<Real>& again, const Real* mask, Real* to, std::size_t lanes);

  /// Some jumps of every lane that is between its bounds, two for each of `pairs`; lists lanes that have
  /// ended.
  std::size_t (*walk)(const DdmWalk& walk, std::size_t lanes, int pairs, std::uint32_t* list);
};

/// The copy compiled for `isa`.
/// @pre `isa` is usable
template <class Real>
[[nodiscard]] const LaneTable<Real>& lane_table(Isa isa) noexcept;

}  // namespace kernel::program
