// The nodes of a machine, for the two files that its members are in.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "kernel/walk.hpp"
#include "machine.hpp"

namespace kernel::program {

constexpr std::uint32_t kNone = ~0u;  // no item

/// Where an array of the items has its lanes in the block.
template <class Element>
using Places = std::vector<std::pair<Element*, Element*>>;

/// What moves between items and lanes as lanes start, end, and make room.
template <class Real>
struct Traffic {
  Places<Real> in;
  Places<Real> out;
  Places<std::uint32_t> words_in;
  Places<std::uint32_t> words_out;
};

template <class Real>
struct Machine<Real>::Loop {
  std::vector<Node> body;
  Operand<Real> again;
  std::uint32_t most;
  Real* mask;              // of an inner loop
  bool is_paired = false;  // items start at every second iteration only
  Traffic<Real> traffic;

  // Where the loop is a `DdmLoop`: its x and counters in the block, and all but the step over the items.
  DdmLoop walk;
  Traffic<Real> walk_traffic;
  Operand<Real> walk_x;
  std::vector<std::pair<Real*, std::int32_t>> walk_counters;
  std::vector<Node> walk_rest;
};

/// One instruction: a loop, or a call with and without a mask.
template <class Real>
struct Machine<Real>::Node {
  Call<Real> call{};
  typename Call<Real>::Run masked = nullptr;
  std::unique_ptr<Loop> loop;
};

}  // namespace kernel::program
