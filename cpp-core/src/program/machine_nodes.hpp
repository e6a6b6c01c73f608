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

template <class Real>
struct Machine<Real>::Loop {
  LoopPlan plan;
  std::vector<Node> body;
  Operand<Real> again;
  std::uint32_t most;
  Real* mask;  // of an inner loop
  Places<Real> in;
  Places<Real> out;
  Places<std::uint32_t> words_in;
  Places<std::uint32_t> words_out;
  DdmLoop walk;
  float* walk_x;
  Real* walk_magnitude;
  Real* walk_counter;
};

/// One instruction: a loop, or a call with and without a mask.
template <class Real>
struct Machine<Real>::Node {
  Call<Real> call{};
  typename Call<Real>::Run masked = nullptr;
  std::unique_ptr<Loop> loop;
};

}  // namespace kernel::program
