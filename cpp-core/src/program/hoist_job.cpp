#include <algorithm>
#include <set>
#include <utility>

#include "kernel/program_run.hpp"
#include "machine.hpp"
#include "plan.hpp"
#include "sequence.hpp"

namespace kernel {
namespace {

constexpr std::size_t kTrialsAtOnce = 128;

std::vector<std::int32_t> ordered(const std::set<std::int32_t>& registers) {
  return {registers.begin(), registers.end()};
}

const Phase& phase_of(const Program& program, EarlyPhase phase) {
  return phase == EarlyPhase::kFold ? program.fold : program.hoist;
}

std::optional<ArgumentError> length_error(const char* field, std::size_t length, std::size_t wanted) {
  if (length == wanted) return std::nullopt;
  return ArgumentError{field, "must hold " + std::to_string(wanted) + " numbers", std::to_string(length)};
}

}  // namespace

std::vector<std::int32_t> folded_registers(const Program& program) {
  std::set<std::int32_t> written = program::writes_in(program.fold.code);
  for (const CarriedRegister& carried : program.fold.carried) written.insert(carried.where);
  return ordered(written);
}

std::optional<ArgumentError> check(const Program& program, EarlyPhase phase, const ProgramInputs& inputs,
                                   const std::vector<std::int32_t>& wanted) {
  const std::size_t trials = inputs.trials;
  if (auto error = length_error("inputs", inputs.inputs.size(),
                                trials * static_cast<std::size_t>(program.input_width))) {
    return error;
  }
  std::set<std::int32_t> known;
  for (std::int32_t r = 0; r < program.first_slot(); ++r) known.insert(r);
  for (const std::int32_t r : folded_registers(program)) known.insert(r);
  if (phase == EarlyPhase::kHoist) {
    if (auto error =
            length_error("slots", inputs.slot_varies.size(), static_cast<std::size_t>(program.slots)))
      return error;
    std::size_t values = 0;
    for (const std::uint8_t varies : inputs.slot_varies) values += varies != 0 ? trials : 1;
    if (auto error = length_error("slots", inputs.slots.size(), values)) return error;
    const std::size_t folded = folded_registers(program).size();
    if (auto error = length_error("folded", inputs.folded.size(), trials * folded)) return error;
    for (std::int32_t r = program.first_slot(); r < program.first_free(); ++r) known.insert(r);
    for (const CarriedRegister& carried : program.hoist.carried) known.insert(carried.where);
    known.merge(program::writes_in(program.hoist.code));
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (known.contains(wanted[i])) continue;
    return ArgumentError{indexed("wanted", i), "must be a register that has been written",
                         std::to_string(wanted[i])};
  }
  return std::nullopt;
}

HoistJob::HoistJob(std::shared_ptr<const Program> program, EarlyPhase phase, ProgramInputs inputs,
                   std::vector<std::int32_t> wanted, std::function<void()> when_done)
    : values(inputs.trials * wanted.size()),
      program_(std::move(program)),
      phase_(phase),
      inputs_(std::move(inputs)),
      wanted_(std::move(wanted)),
      folded_(phase == EarlyPhase::kHoist ? folded_registers(*program_) : std::vector<std::int32_t>{}),
      when_done_(std::move(when_done)) {
  std::size_t first = 0;
  for (const std::uint8_t varies : inputs_.slot_varies) {
    slot_at_.push_back(first);
    first += varies != 0 ? inputs_.trials : 1;
  }
}

void HoistJob::work() {
  if (phase_of(*program_, phase_).carried.empty()) return run_lanes();
  if (next_trial_.fetch_add(inputs_.trials) == 0) run_sequence();
}

// What trial `t` starts with: calls put(register, value) for what may differ between trials.
template <class Put>
void HoistJob::start(std::size_t t, Put put) const {
  const auto width = static_cast<std::size_t>(program_->input_width);
  for (std::size_t i = 0; i < width; ++i) {
    put(program_->first_input() + static_cast<std::int32_t>(i), inputs_.inputs[t * width + i]);
  }
  for (std::size_t s = 0; s < slot_at_.size(); ++s) {
    put(program_->first_slot() + static_cast<std::int32_t>(s),
        inputs_.slots[slot_at_[s] + (inputs_.slot_varies[s] != 0 ? t : 0)]);
  }
  for (std::size_t i = 0; i < folded_.size(); ++i) put(folded_[i], inputs_.folded[t * folded_.size() + i]);
}

void HoistJob::run_sequence() {
  const Phase& phase = phase_of(*program_, phase_);
  std::vector<double> r(static_cast<std::size_t>(program_->registers));
  std::copy(program_->constants.begin(), program_->constants.end(), r.begin());
  for (const CarriedRegister& carried : phase.carried)
    r[static_cast<std::size_t>(carried.where)] = carried.initial;
  for (std::size_t t = 0; t < inputs_.trials && !is_cancelled(); ++t) {
    start(t, [&](std::int32_t where, double value) { r[static_cast<std::size_t>(where)] = value; });
    const program::Run run = program::run_sequence(phase.code, r.data(), [this] { return is_cancelled(); });
    if (run.is_cut) truncated_ += 1;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      values[t * wanted_.size() + i] = r[static_cast<std::size_t>(wanted_[i])];
    }
  }
}

void HoistJob::run_lanes() {
  std::set<std::int32_t> lanes;
  for (std::int32_t r = program_->first_input(); r < program_->first_free(); ++r) lanes.insert(r);
  lanes.insert(folded_.begin(), folded_.end());
  const program::Layout layout =
      program::fitting({best_isa(), kTrialsAtOnce, kTrialsAtOnce},
                       lanes.size() + program::writes_in(phase_of(*program_, phase_).code).size());
  program::Machine<double> machine(*program_, phase_of(*program_, phase_), lanes,
                                   {wanted_.begin(), wanted_.end()}, layout);
  while (!is_cancelled()) {
    const std::size_t first = next_trial_.fetch_add(layout.items);
    if (first >= inputs_.trials) return;
    const std::size_t count = std::min(layout.items, inputs_.trials - first);
    for (std::size_t t = 0; t < count; ++t) {
      start(first + t, [&](std::int32_t where, double value) { machine.items(where)[t] = value; });
    }
    if (!machine.run(count, [this] { return is_cancelled(); })) return;
    for (const std::uint8_t is_cut : machine.is_cut()) truncated_ += is_cut;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      for (std::size_t t = 0; t < count; ++t) {
        values[(first + t) * wanted_.size() + i] =
            machine.is_lane(wanted_[i]) ? machine.items(wanted_[i])[t] : machine.value(wanted_[i]);
      }
    }
  }
}

}  // namespace kernel
