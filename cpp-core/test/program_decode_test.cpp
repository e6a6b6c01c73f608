// What `decode` refuses, and by which name.
#include <cmath>

#include "check.hpp"
#include "kernel/program.hpp"

using kernel::Op;
using kernel::ProgramCode;

namespace {

int op(Op what) { return static_cast<int>(what); }

// A program of two constants (0, 1), one input and four registers that the hoist may write: 3 to 6.
ProgramCode a_program(std::vector<std::int32_t> hoist) {
  ProgramCode code;
  code.constants = {0, 1};
  code.input_width = 1;
  code.registers = 7;
  code.hoist.code = std::move(hoist);
  return code;
}

std::string fault_of(const ProgramCode& code) {
  kernel::Program program;
  const auto error = kernel::decode(code, program);
  return error ? error->field : "";
}

}  // namespace

TEST(decode_names_what_it_refuses) {
  CHECK(fault_of(a_program({op(Op::kAdd), 3, 0, 1})).empty());
  CHECK(fault_of(a_program({99, 3, 0})) == "hoist.code[0].op");
  CHECK(fault_of(a_program({-1, 3, 0})) == "hoist.code[0].op");
  CHECK(fault_of(a_program({op(Op::kAdd), 3, 0})) == "hoist.code[0]");
  CHECK(fault_of(a_program({op(Op::kAdd), 7, 0, 1})) == "hoist.code[0].dst");
  CHECK(fault_of(a_program({op(Op::kAdd), 1, 0, 1})) == "hoist.code[0].dst");
  CHECK(fault_of(a_program({op(Op::kAdd), 2, 0, 1})) == "hoist.code[0].dst");
  CHECK(fault_of(a_program({op(Op::kAdd), 3, 0, 4})) == "hoist.code[0].args[1]");
  CHECK(fault_of(a_program({op(Op::kAdd), 3, 0, -4})) == "hoist.code[0].args[1]");
  CHECK(fault_of(a_program({op(Op::kDot), 3, 0, 3, 0, 2})) == "hoist.code[0].b.count");
  CHECK(fault_of(a_program({op(Op::kDot), 3, 0, 2147483647, 0, 2})) == "hoist.code[0].a.count");
  CHECK(fault_of(a_program({op(Op::kDot), 3, 2147483647, 2, 0, 2})) == "hoist.code[0].a.first");
  CHECK(fault_of(a_program({op(Op::kNormals), 3, 2, 0})) == "hoist.code[0].op");
  const auto loop = [](std::int32_t again, std::int32_t most, std::int32_t length) {
    return a_program({op(Op::kLoop), again, most, length, op(Op::kCopy), 3, 0});
  };
  CHECK(fault_of(loop(3, 5, 3)).empty());
  CHECK(fault_of(loop(3, 0, 3)) == "hoist.code[0].maxIterations");
  CHECK(fault_of(loop(3, 2147483647, 3)) == "hoist.code[0].maxIterations");
  CHECK(fault_of(loop(3, 5, 4)) == "hoist.code[0].body");
  CHECK(fault_of(loop(3, 5, 0)) == "hoist.code[0].body");
  CHECK(fault_of(loop(3, 5, -7)) == "hoist.code[0].body");
  CHECK(fault_of(loop(4, 5, 3)) == "hoist.code[0].again");
  CHECK(fault_of(a_program({op(Op::kLoop), 3, 1 << 30, 7, op(Op::kLoop), 3, 1 << 30, 3, op(Op::kCopy), 3,
                            0})) == "hoist.code[0].body[0].maxIterations");
}

TEST(decode_refuses_deep_loops_and_files_that_do_not_fit) {
  std::vector<std::int32_t> deep = {op(Op::kCopy), 3, 0};
  for (int i = 0; i < 9; ++i)
    deep.insert(deep.begin(), {op(Op::kLoop), 3, 1, static_cast<std::int32_t>(deep.size())});
  CHECK(fault_of(a_program(deep)).find("body") != std::string::npos);
  ProgramCode code = a_program({});
  code.constants[1] = NAN;
  CHECK(fault_of(code) == "constants[1]");
  code = a_program({});
  code.registers = 2;
  CHECK(fault_of(code) == "inputWidth");
  code.registers = kernel::kMostRegisters + 1;
  CHECK(fault_of(code) == "registers");
  code = a_program({});
  code.hoist.carried = {1};
  code.hoist.initial = {0};
  CHECK(fault_of(code) == "hoist.carried[0].register");
  code.hoist.carried = {4};
  code.hoist.initial = {NAN};
  CHECK(fault_of(code) == "hoist.carried[0].initial");
  code = a_program({});
  code.outcomes = {5};
  CHECK(fault_of(code) == "outcomes[0].register");
  code = a_program({});
  code.slots = 1;
  code.fold.code = {op(Op::kCopy), 4, 3};
  CHECK(fault_of(code) == "fold.code[0].args[0]");
}

TEST(decode_refuses_steps_whose_spans_share_registers) {
  const auto step = [](std::int32_t x, std::int32_t f, std::int32_t external, std::int32_t leak) {
    ProgramCode code;
    code.constants = {0, 1};
    code.registers = 10;
    for (std::int32_t r = 2; r < 10; ++r)
      code.hoist.code.insert(code.hoist.code.end(), {op(Op::kCopy), r, 0});
    const std::vector<std::int32_t> lca = {
        op(Op::kLcaStep), x, 2, f, 2, external, 2, -1, 0, leak, 1, 1, 1, 1, 0, 0, 1, 0};
    code.hoist.code.insert(code.hoist.code.end(), lca.begin(), lca.end());
    return code;
  };
  CHECK(fault_of(step(2, 4, 6, 1)).empty());
  CHECK(fault_of(step(2, 3, 6, 1)) == "hoist.code[8].f");
  CHECK(fault_of(step(2, 4, 5, 1)) == "hoist.code[8].external");
  CHECK(fault_of(step(2, 4, 6, 5)) == "hoist.code[8].leak");
  CHECK(fault_of(step(0, 4, 6, 1)) == "hoist.code[8].leak");
  CHECK(fault_of(step(9, 4, 6, 1)) == "hoist.code[8].x.first");
}
