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

namespace {

using Code = std::vector<Instruction>;

// The only instruction of the code that writes a register; null where there is none, or several.
const Instruction* writer_of(const Code& code, std::int32_t r) {
  const Instruction* found = nullptr;
  for (const Instruction& instruction : code) {
    const std::vector<std::int32_t> writes = writes_of(instruction);
    if (std::find(writes.begin(), writes.end(), r) == writes.end()) continue;
    if (found != nullptr) return nullptr;
    found = &instruction;
  }
  return found;
}

bool is_magnitude_of(const Instruction* i, std::int32_t x) {
  return i != nullptr && i->op == Op::kAbsolute && (*i)[1] == x;
}

// Whether `again` says that |x| is below the threshold.
bool is_between(const Code& rest, std::int32_t again, std::int32_t x, std::int32_t threshold) {
  const Instruction* last = writer_of(rest, again);
  if (last == nullptr) return false;
  if (last->op == Op::kLess)
    return is_magnitude_of(writer_of(rest, (*last)[1]), x) && (*last)[2] == threshold;
  if (last->op != Op::kNot) return false;
  const Instruction* is_there = writer_of(rest, (*last)[1]);
  return is_there != nullptr && is_there->op == Op::kLessEqual && (*is_there)[1] == threshold &&
         is_magnitude_of(writer_of(rest, (*is_there)[2]), x);
}

// What an iteration adds to a register, -1 where it does something else with it.
std::int32_t added_to(const Code& rest, std::int32_t r, const std::set<std::int32_t>& lanes) {
  const Instruction* last = writer_of(rest, r);
  if (last != nullptr && last->op == Op::kCopy) last = writer_of(rest, (*last)[1]);
  if (last == nullptr || last->op != Op::kAdd) return -1;
  const std::int32_t by = (*last)[1] == r ? (*last)[2] : (*last)[1];
  const bool is_counter = ((*last)[1] == r || (*last)[2] == r) && by != r && !lanes.contains(by);
  return is_counter ? by : -1;
}

}  // namespace

DdmLoop ddm_loop_of(const Instruction& loop, const std::set<std::int32_t>& lanes) {
  if (loop.body[0].op != Op::kDdmStep) return {};
  const Instruction& step = loop.body[0];
  const Code rest(loop.body.begin() + 1, loop.body.end());
  const bool is_scalar = std::all_of(
      rest.begin(), rest.end(), [](const Instruction& i) { return static_cast<int>(i.op) < kScalarOps; });
  const std::set<std::int32_t> written = writes_in(rest);
  if (!is_scalar || written.contains(step[0]) || !is_between(rest, loop[0], step[0], step[5])) return {};
  for (std::size_t k = 1; k <= 6; ++k) {
    if (lanes.contains(step[k])) return {};
  }
  DdmLoop found;
  for (const std::int32_t r : inputs_of(rest)) {
    if (!written.contains(r)) continue;
    const std::int32_t by = added_to(rest, r, lanes);
    if (by < 0) return {};
    found.counters.push_back({r, by});
  }
  found.step = &step;
  return found;
}

}  // namespace kernel::program
