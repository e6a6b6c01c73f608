#include "machine.hpp"

#include <algorithm>

#include "machine_nodes.hpp"

namespace kernel::program {
namespace {

constexpr std::size_t kMostBytes = 4u << 20;  // of items, and of a block, whatever the program

std::size_t padded(std::size_t lanes) { return (lanes + kPadding - 1) / kPadding * kPadding + kPadding; }

}  // namespace

Layout fitting(Layout layout, std::size_t registers) {
  const std::size_t most = std::max<std::size_t>(kPadding, kMostBytes / (sizeof(double) * (registers + 1)));
  layout.items = std::clamp<std::size_t>(layout.items, 1, most);
  layout.block = std::clamp<std::size_t>(layout.block, 1, std::min(most, layout.items));
  return layout;
}

template <class Real>
Machine<Real>::Machine(const Program& program, const Phase& phase, std::set<std::int32_t> lanes,
                       const std::set<std::int32_t>& kept, const Layout& layout)
    : program_(program),
      table_(lane_table<Real>(layout.isa)),
      item_stride_(padded(layout.items)),
      block_(layout.block),
      block_stride_(padded(layout.block)),
      lane_of_(static_cast<std::size_t>(program.registers), -1),
      values_(static_cast<std::size_t>(program.registers) * kPadding) {
  lanes.merge(writes_in(phase.code));
  for (const CarriedRegister& carried : phase.carried) lanes.insert(carried.where);
  std::int32_t place = 0;
  for (const std::int32_t r : lanes) lane_of_[static_cast<std::size_t>(r)] = place++;
  for (const std::int32_t stream : streams_in(phase.code)) stream_at_.push_back(stream);
  item_values_.resize(lanes.size() * item_stride_);
  item_words_.resize(stream_at_.size() * 4 * item_stride_);
  for (std::size_t r = 0; r < program.constants.size(); ++r) {
    set_value(static_cast<std::int32_t>(r), program.constants[r]);
  }
  const bool has_loops =
      std::any_of(phase.code.begin(), phase.code.end(), [](const auto& i) { return i.op == Op::kLoop; });
  if (has_loops) {
    block_values_.resize(lanes.size() * block_stride_);
    block_words_.resize(stream_at_.size() * 4 * block_stride_);
    item_of_.resize(block_stride_, kNone);
    stride_.resize(block_stride_);
    left_.resize(block_stride_);
    born_.resize(block_stride_);
    list_.resize(block_stride_);
  }
  nodes_ = build(phase.code, Place::kItems, false);

  // What is wanted after each outermost loop, from the last to the first.
  std::set<std::int32_t> later = kept;
  std::set<std::int32_t> later_streams;
  for (std::size_t i = phase.code.size(); i-- > 0;) {
    const Instruction& instruction = phase.code[i];
    if (instruction.op == Op::kLoop) {
      find_places(*nodes_[i].loop, plan_of(instruction, lanes, later, later_streams));
      find_walk(*nodes_[i].loop, instruction, lanes);
      later.merge(inputs_of(instruction.body));
      later_streams.merge(streams_in(instruction.body));
    }
    for (const std::int32_t r : reads_of(instruction)) later.insert(r);
    later_streams.insert(stream_of(instruction));
  }
}

template <class Real>
Machine<Real>::~Machine() = default;

template <class Real>
void Machine<Real>::find_places(Loop& loop, const LoopPlan& plan) {
  const auto places = [&](const std::vector<std::int32_t>& registers, Places<Real>& to) {
    for (const std::int32_t r : registers)
      to.emplace_back(operand(r, Place::kItems).at, operand(r, Place::kBlock).at);
  };
  const auto word_places = [&](const std::vector<std::int32_t>& streams, Places<std::uint32_t>& to) {
    for (const std::int32_t stream : streams) {
      for (int word = 0; word < 4; ++word) {
        to.emplace_back(words(stream, Place::kItems).word[word], words(stream, Place::kBlock).word[word]);
      }
    }
  };
  places(plan.in, loop.traffic.in);
  places(plan.out, loop.traffic.out);
  word_places(plan.streams, loop.traffic.words_in);
  word_places(plan.later_streams, loop.traffic.words_out);
  loop.is_paired = plan.is_paired;
}

template <class Real>
void Machine<Real>::find_walk(Loop& loop, const Instruction& instruction,
                              const std::set<std::int32_t>& lanes) {
  loop.walk = ddm_loop_of(instruction, lanes);
  if (loop.walk.step == nullptr) return;
  loop.walk_x = operand((*loop.walk.step)[0], Place::kBlock);
  loop.walk_traffic = loop.traffic;
  loop.walk_traffic.in = {{operand((*loop.walk.step)[0], Place::kItems).at, loop.walk_x.at}};
  for (const auto& [where, by] : loop.walk.counters) {
    Real* in_block = operand(where, Place::kBlock).at;
    loop.walk_traffic.in.emplace_back(operand(where, Place::kItems).at, in_block);
    loop.walk_counters.emplace_back(in_block, by);
  }
  loop.walk_traffic.out = loop.walk_traffic.in;
  loop.walk_rest = build({instruction.body.begin() + 1, instruction.body.end()}, Place::kItems, false);
}

template <class Real>
void Machine<Real>::set_value(std::int32_t r, double value) {
  std::fill_n(values_.begin() + static_cast<std::ptrdiff_t>(r) * static_cast<std::ptrdiff_t>(kPadding),
              kPadding, static_cast<Real>(value));
}

template <class Real>
double Machine<Real>::value(std::int32_t r) const {
  return values_[static_cast<std::size_t>(r) * kPadding];
}

template <class Real>
Real* Machine<Real>::items(std::int32_t r) {
  return operand(r, Place::kItems).at;
}

template <class Real>
Operand<Real> Machine<Real>::operand(std::int32_t r, Place place) {
  const std::int32_t lane = lane_of_[static_cast<std::size_t>(r)];
  if (lane < 0) return {values_.data() + static_cast<std::size_t>(r) * kPadding, 0};
  const auto at = static_cast<std::size_t>(lane);
  if (place == Place::kItems) return {item_values_.data() + at * item_stride_, 1};
  return {block_values_.data() + at * block_stride_, 1};
}

template <class Real>
StreamWords Machine<Real>::words(std::int32_t stream, Place place) {
  const auto at =
      static_cast<std::size_t>(std::find(stream_at_.begin(), stream_at_.end(), stream) - stream_at_.begin());
  const std::size_t stride = place == Place::kItems ? item_stride_ : block_stride_;
  std::uint32_t* base = (place == Place::kItems ? item_words_ : block_words_).data() + 4 * at * stride;
  return {{base, base + stride, base + 2 * stride, base + 3 * stride}};
}

template <class Real>
auto Machine<Real>::build(const std::vector<Instruction>& code, Place place, bool is_in_body)
    -> std::vector<Node> {
  std::vector<Node> nodes(code.size());
  for (std::size_t i = 0; i < code.size(); ++i) {
    const Instruction& instruction = code[i];
    if (instruction.op != Op::kLoop) {
      nodes[i].call = call_of(instruction, place, is_in_body);
      nodes[i].masked = table_.op[static_cast<std::size_t>(instruction.op)][1];
      continue;
    }
    nodes[i].loop = std::make_unique<Loop>();
    Loop& loop = *nodes[i].loop;
    const bool is_outer = place == Place::kItems;
    loop.body = build(instruction.body, Place::kBlock, is_outer);
    loop.again = operand(instruction[0], Place::kBlock);
    loop.most = static_cast<std::uint32_t>(instruction[1]);
    if (!is_outer) {
      scratch_.push_back(std::make_unique<Real[]>(block_stride_ + kPadding));
      loop.mask = scratch_.back().get();
    }
  }
  return nodes;
}

template <class Real>
Call<Real> Machine<Real>::call_of(const Instruction& instruction, Place place, bool is_in_body) {
  std::vector<std::int32_t> registers;
  const auto span = [&](std::size_t i) {
    for (std::int32_t k = 0; k < instruction[i + 1]; ++k) registers.push_back(instruction[i] + k);
  };
  Call<Real> call{};
  switch (instruction.op) {
    case Op::kNormals:
    case Op::kUniforms:
      span(0);
      call.count = instruction[1];
      break;
    case Op::kLcaStep:
      registers = reads_of(instruction);
      call.count = instruction[1];
      call.has_noise = instruction[6] >= 0;
      break;
    default:
      registers = writes_of(instruction);
      for (const std::int32_t r : reads_of(instruction)) registers.push_back(r);
      call.count = instruction.op == Op::kDot ? instruction[2] : 1;
  }
  auto operands = std::make_unique<Operand<Real>[]>(registers.size() + 1);
  for (std::size_t i = 0; i < registers.size(); ++i) operands[i] = operand(registers[i], place);
  if (instruction.op == Op::kDdmStep) {
    scratch_.push_back(std::make_unique<Real[]>(place == Place::kItems ? item_stride_ : block_stride_));
    operands[registers.size()] = {scratch_.back().get(), 1};
  }
  call.operands = operands.get();
  operands_.push_back(std::move(operands));
  call.turn = is_in_body ? &turn_ : &no_turn_;
  if (stream_of(instruction) >= 0) call.stream = words(stream_of(instruction), place);
  const bool is_odd =
      instruction.op == Op::kDdmStep || (instruction.op == Op::kNormals && call.count % 2 == 1);
  if (is_odd && is_in_body) {
    spares_.push_back(std::make_unique<Real[]>(block_stride_));
    call.spare = spares_.back().get();
  }
  call.run = table_.op[static_cast<std::size_t>(instruction.op)][0];
  if (instruction.op == Op::kLcaStep && call.count == 2) {
    const std::size_t parameters = registers.size() - 9;
    const bool is_one = std::all_of(registers.begin() + static_cast<std::ptrdiff_t>(parameters),
                                    registers.end(), [&](std::int32_t r) { return !is_lane(r); });
    if (is_one) call.run = table_.lca_pair[call.has_noise ? 1 : 0];
  }
  return call;
}

template class Machine<float>;
template class Machine<double>;

}  // namespace kernel::program
