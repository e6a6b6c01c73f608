#include "plan.hpp"

#include <algorithm>

namespace kernel::program {
namespace {

void collect_inputs(const std::vector<Instruction>& code, std::set<std::int32_t>& written,
                    std::set<std::int32_t>& found) {
  for (const Instruction& instruction : code) {
    collect_inputs(instruction.body, written, found);
    for (const std::int32_t r : reads_of(instruction)) {
      if (!written.contains(r)) found.insert(r);
    }
    for (const std::int32_t r : writes_of(instruction)) written.insert(r);
  }
}

bool draws_odd(const Instruction& instruction) {
  return instruction.op == Op::kDdmStep || (instruction.op == Op::kNormals && instruction[1] % 2 == 1);
}

}  // namespace

std::set<std::int32_t> writes_in(const std::vector<Instruction>& code) {
  std::set<std::int32_t> found;
  for (const Instruction& instruction : code) {
    found.merge(writes_in(instruction.body));
    for (const std::int32_t r : writes_of(instruction)) found.insert(r);
  }
  return found;
}

std::set<std::int32_t> inputs_of(const std::vector<Instruction>& code) {
  std::set<std::int32_t> written;
  std::set<std::int32_t> found;
  collect_inputs(code, written, found);
  return found;
}

std::set<std::int32_t> streams_in(const std::vector<Instruction>& code) {
  std::set<std::int32_t> found;
  for (const Instruction& instruction : code) {
    found.merge(streams_in(instruction.body));
    if (stream_of(instruction) >= 0) found.insert(stream_of(instruction));
  }
  return found;
}

LoopPlan plan_of(const Instruction& loop, const std::set<std::int32_t>& lanes,
                 const std::set<std::int32_t>& later, const std::set<std::int32_t>& later_streams) {
  LoopPlan plan;
  const std::set<std::int32_t> in = inputs_of(loop.body);
  const std::set<std::int32_t> written = writes_in(loop.body);
  const std::set<std::int32_t> streams = streams_in(loop.body);
  std::copy_if(in.begin(), in.end(), std::back_inserter(plan.in), [&](auto r) { return lanes.contains(r); });
  // A condition that the body does not write is the item's own.
  if (lanes.contains(loop[0]) && !in.contains(loop[0]) && !written.contains(loop[0]))
    plan.in.push_back(loop[0]);
  std::copy_if(written.begin(), written.end(), std::back_inserter(plan.out),
               [&](auto r) { return later.contains(r); });
  plan.streams.assign(streams.begin(), streams.end());
  std::copy_if(streams.begin(), streams.end(), std::back_inserter(plan.later_streams),
               [&](auto stream) { return later_streams.contains(stream); });
  plan.is_paired = std::any_of(loop.body.begin(), loop.body.end(), draws_odd);
  return plan;
}

DdmLoop ddm_loop_of(const Instruction& loop, const std::set<std::int32_t>& lanes) {
  DdmLoop found;
  std::int32_t compared = -1;
  for (const Instruction& i : loop.body) {
    const std::int32_t x = found.step == nullptr ? -1 : (*found.step)[0];
    if (i.op == Op::kDdmStep && found.step == nullptr) {
      found.step = &i;
    } else if (i.op == Op::kAbsolute && found.magnitude < 0 && x >= 0 && i[1] == x && i[0] != x) {
      found.magnitude = i[0];
    } else if (i.op == Op::kAdd && found.counter < 0 && (i[0] == i[1] || i[0] == i[2]) && i[1] != i[2]) {
      found.counter = i[0];
      found.by = i[0] == i[1] ? i[2] : i[1];
    } else if (i.op == Op::kLess && compared < 0 && x >= 0 && i[0] == loop[0] && i[1] == found.magnitude &&
               i[2] == (*found.step)[5]) {
      compared = i[0];
    } else {
      return {};
    }
  }
  if (found.step == nullptr || compared < 0) return {};
  for (std::size_t k = 1; k <= 6; ++k) {  // one value for all lanes
    if (lanes.contains((*found.step)[k])) return {};
  }
  const std::set<std::int32_t> apart = {(*found.step)[0], found.magnitude, compared, found.counter};
  if (apart.size() != 4 || (found.by >= 0 && lanes.contains(found.by))) return {};
  return found;
}

}  // namespace kernel::program
