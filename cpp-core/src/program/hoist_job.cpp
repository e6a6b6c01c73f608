#include <algorithm>
#include <set>
#include <utility>

#include "kernel/program_run.hpp"
#include "sequence.hpp"

namespace kernel {
namespace {

void collect_writes(const std::vector<Instruction>& code, std::set<std::int32_t>& found) {
  for (const Instruction& instruction : code) {
    for (const std::int32_t r : writes_of(instruction)) found.insert(r);
    collect_writes(instruction.body, found);
  }
}

// Reads of what the code has not written before.
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
  std::set<std::int32_t> written;
  for (const CarriedRegister& carried : program.fold.carried) written.insert(carried.where);
  collect_writes(program.fold.code, written);
  return ordered(written);
}

std::vector<std::int32_t> lane_inputs(const Program& program) {
  std::set<std::int32_t> written;
  std::set<std::int32_t> found;
  for (const CarriedRegister& carried : program.lanes.carried) written.insert(carried.where);
  collect_inputs(program.lanes.code, written, found);
  for (const std::int32_t r : program.outcomes) {
    if (!written.contains(r)) found.insert(r);
  }
  std::erase_if(found, [&](std::int32_t r) { return r < program.first_input(); });
  return ordered(found);
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
    collect_writes(program.hoist.code, known);
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
      when_done_(std::move(when_done)) {}

void HoistJob::work() {
  if (next_unit_.fetch_add(1) == 0) run_sequence();
}

void HoistJob::run_sequence() {
  const Program& program = *program_;
  const Phase& phase = phase_of(program, phase_);
  const auto width = static_cast<std::size_t>(program.input_width);
  const std::vector<std::int32_t> folded = folded_registers(program);
  std::vector<double> r(static_cast<std::size_t>(program.registers));
  std::copy(program.constants.begin(), program.constants.end(), r.begin());
  for (const CarriedRegister& carried : phase.carried)
    r[static_cast<std::size_t>(carried.where)] = carried.initial;
  for (std::size_t t = 0; t < inputs_.trials && !is_cancelled(); ++t) {
    std::copy_n(inputs_.inputs.begin() + static_cast<std::ptrdiff_t>(t * width), width,
                r.begin() + program.first_input());
    if (phase_ == EarlyPhase::kHoist) {
      std::size_t place = 0;
      for (std::size_t s = 0; s < inputs_.slot_varies.size(); ++s) {
        const bool varies = inputs_.slot_varies[s] != 0;
        r[static_cast<std::size_t>(program.first_slot()) + s] = inputs_.slots[place + (varies ? t : 0)];
        place += varies ? inputs_.trials : 1;
      }
      for (std::size_t i = 0; i < folded.size(); ++i) {
        r[static_cast<std::size_t>(folded[i])] = inputs_.folded[t * folded.size() + i];
      }
    }
    const program::Run run = program::run_sequence(phase.code, r.data(), [this] { return is_cancelled(); });
    if (run.is_cut) truncated_ += 1;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      values[t * wanted_.size() + i] = r[static_cast<std::size_t>(wanted_[i])];
    }
  }
}

}  // namespace kernel
