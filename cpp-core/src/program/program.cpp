#include "kernel/program.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace kernel {
namespace {

// How many numbers follow an operation.
constexpr std::array<int, kOps> kLengths = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3,  3, 3,
                                            3, 3, 3, 3, 3, 3, 4, 4, 4, 5, 3, 3, 17, 8, 3};

// Names of the single registers that the fused steps read, in the order of their operands.
constexpr const char* kLcaParameters[] = {"leak", "dt", "selfExcitation", "competition", "gain",
                                          "bias", "x0", "scale",          "offset"};
constexpr const char* kDdmParameters[] = {"drift", "leak", "noise", "offset", "threshold", "dt"};

// The last operand of a draw.
constexpr std::size_t kDrawStream = 2;
constexpr std::size_t kDdmStream = 7;

struct Fault {
  ArgumentError error;
};

[[noreturn]] void refuse(const std::string& field, const std::string& expectation, const std::string& value) {
  throw Fault{{field, expectation, value}};
}

std::string at(const std::string& path, std::size_t i) { return path + "[" + std::to_string(i) + "]"; }

bool overlap(std::int32_t a, std::int32_t b, std::int32_t count) { return a < b + count && b < a + count; }

// Reads one phase's numbers into instructions, and follows which registers are written where.
class Decoder {
 public:
  Decoder(const Program& program, std::string phase, std::vector<bool>& is_known)
      : program_(program), phase_(std::move(phase)), is_known_(is_known), may_draw_(phase_ == "lanes") {}

  void decode(const PhaseCode& from, Phase& to) {
    if (from.code.size() > kMostCode) {
      refuse(phase_ + ".code", "must be at most " + std::to_string(kMostCode) + " numbers",
             std::to_string(from.code.size()));
    }
    if (from.carried.size() != from.initial.size()) {
      refuse(phase_ + ".carried", "must have as many initial values", std::to_string(from.initial.size()));
    }
    for (std::size_t i = 0; i < from.carried.size(); ++i) carry(from, i, to);
    to.code = block(from.code, phase_ + ".code", 1, 0);
  }

 private:
  void carry(const PhaseCode& from, std::size_t i, Phase& to) {
    const std::string path = at(phase_ + ".carried", i);
    const std::int32_t where = from.carried[i];
    check_writable(where, path + ".register");
    for (const CarriedRegister& other : to.carried) {
      if (other.where == where)
        refuse(path + ".register", "must differ from the others", std::to_string(where));
    }
    if (!std::isfinite(from.initial[i])) refuse(path + ".initial", "must be finite", shown(from.initial[i]));
    is_known_[static_cast<std::size_t>(where)] = true;
    to.carried.push_back({where, from.initial[i]});
  }

  std::vector<Instruction> block(std::span<const std::int32_t> code, const std::string& path,
                                 double iterations, int nesting) {
    std::vector<Instruction> result;
    while (!code.empty()) {
      const std::string here = at(path, result.size());
      if (code[0] < 0 || code[0] >= kOps)
        refuse(here + ".op", "must be an operation", std::to_string(code[0]));
      Instruction instruction;
      instruction.op = static_cast<Op>(code[0]);
      const auto length = static_cast<std::size_t>(kLengths[static_cast<std::size_t>(code[0])]);
      if (code.size() <= length) refuse(here, "must be whole", "the end of the code");
      std::copy_n(code.begin() + 1, length, instruction.operand.begin());
      code = code.subspan(length + 1);
      if (instruction.op == Op::kLoop) {
        const std::int32_t inside = instruction[2];
        if (inside < 1 || static_cast<std::size_t>(inside) > code.size()) {
          refuse(here + ".body", "must be at least one instruction, within the code", std::to_string(inside));
        }
        loop(instruction, code.first(static_cast<std::size_t>(inside)), here, iterations, nesting);
        code = code.subspan(static_cast<std::size_t>(inside));
      } else {
        check(instruction, here);
      }
      result.push_back(std::move(instruction));
    }
    return result;
  }

  void loop(Instruction& instruction, std::span<const std::int32_t> body, const std::string& path,
            double iterations, int nesting) {
    if (nesting == kMostNesting) refuse(path, "must be nested at most 8 deep", std::to_string(nesting + 1));
    const std::int32_t most = instruction[1];
    if (most < 1 || most > kMostIterations) {
      refuse(path + ".maxIterations", "must be an integer in [1, 2^30]", std::to_string(most));
    }
    if (iterations * most > kMostNestedIterations) {
      refuse(path + ".maxIterations", "must make at most 1e12 iterations with the loops around it",
             shown(iterations * most));
    }
    instruction.body = block(body, path + ".body", iterations * most, nesting + 1);
    check_read(instruction[0], path + ".again");
  }

  void check(const Instruction& instruction, const std::string& path) {
    switch (instruction.op) {
      case Op::kDot:
        check_span(instruction, 1, path + ".a", false);
        check_span(instruction, 3, path + ".b", false);
        if (instruction[2] != instruction[4]) {
          refuse(path + ".b.count", "must be that of a, " + std::to_string(instruction[2]),
                 std::to_string(instruction[4]));
        }
        return write(instruction[0], path + ".dst");
      case Op::kNormals:
      case Op::kUniforms:
        check_draw(instruction[kDrawStream], path);
        return check_span(instruction, 0, path + ".dst", true);
      case Op::kLcaStep:
        return check_lca(instruction, path);
      case Op::kDdmStep:
        check_draw(instruction[kDdmStream], path);
        check_read(instruction[0], path + ".x");
        for (std::size_t i = 0; i < 6; ++i) check_read(instruction[1 + i], path + "." + kDdmParameters[i]);
        return write(instruction[0], path + ".x");
      default:
        for (int i = 1; i < kLengths[static_cast<std::size_t>(instruction.op)]; ++i) {
          const auto place = static_cast<std::size_t>(i);
          check_read(instruction[place], at(path + ".args", place - 1));
        }
        return write(instruction[0], path + ".dst");
    }
  }

  void check_lca(const Instruction& instruction, const std::string& path) {
    constexpr const char* kSpans[] = {".x", ".f", ".external", ".noise"};
    const std::int32_t units = instruction[1];
    const std::size_t spans = instruction[6] < 0 ? 3 : 4;
    for (std::size_t i = 0; i < spans; ++i) {
      const std::string name = path + kSpans[i];
      check_span(instruction, 2 * i, name, false);
      if (instruction[2 * i + 1] != units) {
        refuse(name + ".count", "must be that of x, " + std::to_string(units),
               std::to_string(instruction[2 * i + 1]));
      }
      // What a step writes, x and f, it may not read as anything else.
      for (std::size_t j = 0; j < std::min<std::size_t>(i, 2); ++j) {
        if (!overlap(instruction[2 * i], instruction[2 * j], units)) continue;
        refuse(name, "must not share registers with x or f", std::to_string(instruction[2 * i]));
      }
    }
    for (std::size_t i = 0; i < 9; ++i) {
      const std::string name = path + "." + kLcaParameters[i];
      check_read(instruction[8 + i], name);
      for (std::size_t j = 0; j < 2; ++j) {
        if (instruction[8 + i] < instruction[2 * j] || instruction[8 + i] >= instruction[2 * j] + units)
          continue;
        refuse(name, "must not share registers with x or f", std::to_string(instruction[8 + i]));
      }
    }
    check_span(instruction, 0, path + ".x", true);
    check_span(instruction, 2, path + ".f", true);
  }

  void check_draw(std::int32_t stream, const std::string& path) const {
    if (!may_draw_) refuse(path + ".op", "must not draw before the lanes", "a draw");
    if (stream < 0) refuse(path + ".stream", "must be at least 0", std::to_string(stream));
  }

  // The span at operands i and i + 1.
  void check_span(const Instruction& instruction, std::size_t i, const std::string& field, bool is_written) {
    const std::int32_t first = instruction[i];
    const std::int32_t count = instruction[i + 1];
    if (count < 1 || count > program_.registers) {
      refuse(field + ".count", "must be an integer in [1, " + std::to_string(program_.registers) + "]",
             std::to_string(count));
    }
    if (first < 0 || first > program_.registers - count) {
      refuse(field + ".first", "must be a register, as all of the span", std::to_string(first));
    }
    for (std::int32_t r = first; r < first + count; ++r) {
      if (is_written) {
        write(r, field);
      } else {
        check_read(r, field);
      }
    }
  }

  void check_register(std::int32_t r, const std::string& field) const {
    if (r >= 0 && r < program_.registers) return;
    refuse(field, "must be a register in [0, " + std::to_string(program_.registers - 1) + "]",
           std::to_string(r));
  }

  void check_read(std::int32_t r, const std::string& field) const {
    check_register(r, field);
    if (!is_known_[static_cast<std::size_t>(r)]) {
      refuse(field, "must be a register that has been written", std::to_string(r));
    }
  }

  void check_writable(std::int32_t r, const std::string& field) const {
    check_register(r, field);
    if (r >= program_.first_free()) return;
    refuse(field,
           "must be beyond constants, inputs and slots, at least " + std::to_string(program_.first_free()),
           std::to_string(r));
  }

  void write(std::int32_t r, const std::string& field) {
    check_writable(r, field);
    is_known_[static_cast<std::size_t>(r)] = true;
  }

  const Program& program_;
  const std::string phase_;
  std::vector<bool>& is_known_;
  const bool may_draw_;
};

void check_count(const char* field, std::int64_t count, std::int64_t least, std::int64_t most) {
  if (count >= least && count <= most) return;
  refuse(field, "must be an integer in [" + std::to_string(least) + ", " + std::to_string(most) + "]",
         std::to_string(count));
}

void check_and_decode(const ProgramCode& code, Program& program) {
  const auto constants = static_cast<std::int64_t>(code.constants.size());
  check_count("registers", code.registers, 0, kMostRegisters);
  check_count("constants.length", constants, 0, code.registers);
  check_count("inputWidth", code.input_width, 0, code.registers - constants);
  check_count("slots.length", code.slots, 0, code.registers - constants - code.input_width);
  for (std::size_t i = 0; i < code.constants.size(); ++i) {
    if (std::isnan(code.constants[i])) refuse(at("constants", i), "must be a number", "NaN");
  }
  program.constants = code.constants;
  program.input_width = static_cast<std::int32_t>(code.input_width);
  program.slots = static_cast<std::int32_t>(code.slots);
  program.registers = static_cast<std::int32_t>(code.registers);

  // The fold knows no slots: they are the candidate's.
  std::vector<bool> is_known(static_cast<std::size_t>(code.registers));
  std::fill_n(is_known.begin(), program.first_slot(), true);
  Decoder(program, "fold", is_known).decode(code.fold, program.fold);
  std::fill_n(is_known.begin() + program.first_slot(), program.slots, true);
  Decoder(program, "hoist", is_known).decode(code.hoist, program.hoist);
  Decoder(program, "lanes", is_known).decode(code.lanes, program.lanes);
  for (std::size_t i = 0; i < code.outcomes.size(); ++i) {
    const std::int32_t r = code.outcomes[i];
    if (r >= 0 && r < program.registers && is_known[static_cast<std::size_t>(r)]) continue;
    refuse(at("outcomes", i) + ".register", "must be a register that has been written", std::to_string(r));
  }
  program.outcomes = code.outcomes;
}

}  // namespace

std::vector<std::int32_t> reads_of(const Instruction& instruction) {
  std::vector<std::int32_t> reads;
  const auto span = [&](std::size_t i) {
    for (std::int32_t r = 0; r < instruction[i + 1]; ++r) reads.push_back(instruction[i] + r);
  };
  switch (instruction.op) {
    case Op::kNormals:
    case Op::kUniforms:
      break;
    case Op::kLoop:
      reads.push_back(instruction[0]);
      break;
    case Op::kDot:
      span(1);
      span(3);
      break;
    case Op::kLcaStep:
      span(0);
      span(2);
      span(4);
      if (instruction[6] >= 0) span(6);
      reads.insert(reads.end(), instruction.operand.begin() + 8, instruction.operand.begin() + 17);
      break;
    case Op::kDdmStep:
      reads.assign(instruction.operand.begin(), instruction.operand.begin() + 7);
      break;
    default:
      reads.assign(instruction.operand.begin() + 1,
                   instruction.operand.begin() + kLengths[static_cast<std::size_t>(instruction.op)]);
  }
  return reads;
}

std::vector<std::int32_t> writes_of(const Instruction& instruction) {
  std::vector<std::int32_t> writes;
  const auto span = [&](std::size_t i) {
    for (std::int32_t r = 0; r < instruction[i + 1]; ++r) writes.push_back(instruction[i] + r);
  };
  switch (instruction.op) {
    case Op::kNormals:
    case Op::kUniforms:
      span(0);
      break;
    case Op::kLcaStep:
      span(0);
      span(2);
      break;
    case Op::kLoop:
      break;
    default:
      writes.push_back(instruction[0]);
  }
  return writes;
}

std::int32_t stream_of(const Instruction& instruction) {
  if (instruction.op == Op::kNormals || instruction.op == Op::kUniforms) return instruction[kDrawStream];
  return instruction.op == Op::kDdmStep ? instruction[kDdmStream] : -1;
}

std::optional<ArgumentError> decode(const ProgramCode& code, Program& program) {
  try {
    check_and_decode(code, program);
  } catch (const Fault& fault) {
    return fault.error;
  }
  return std::nullopt;
}

}  // namespace kernel
