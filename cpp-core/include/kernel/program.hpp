// What a program is to the kernel: packages/model/src/program/program.ts says what it means.
//
// A program comes from a peer. `decode` refuses whatever could read or write outside of a register file, read
// a register before it is written, or run without end; the machines (program_run.hpp) then trust it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/argument_error.hpp"

namespace kernel {

/// Operations, numbered as cpp-core/ts/program-code.ts numbers them.
enum class Op : std::int32_t {
  kCopy,
  kNegate,
  kAbsolute,
  kSqrt,
  kExp,
  kLog,
  kLogistic,
  kTanh,
  kNot,
  kFloor,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kMin,
  kMax,
  kLess,
  kLessEqual,
  kEqual,
  kAnd,
  kOr,
  kMad,
  kSelect,
  kClip,
  kDot,
  kNormals,
  kUniforms,
  kLcaStep,
  kDdmStep,
  kLoop,
};
constexpr int kScalarOps = static_cast<int>(Op::kDot);
constexpr int kOps = static_cast<int>(Op::kLoop) + 1;

/// Most numbers after an operation.
constexpr std::size_t kMostOperands = 18;

/// Operands by operation, as encoded (a span is two numbers: first, count):
///
///     scalar ops   dst, a[, b[, c]]
///     dot          dst, a span, b span
///     normals      dst span, stream                  (uniforms alike)
///     lca-step     x, f, external, noise spans (first -1: none), leak, dt, selfExcitation, competition,
///     gain,
///                  bias, x0, scale, offset
///     ddm-step     x, drift, leak, noise, offset, threshold, dt, stream
///     loop         again, maxIterations, length of the body's code; then the body
struct Instruction {
  Op op = Op::kCopy;
  std::array<std::int32_t, kMostOperands> operand{};
  std::vector<Instruction> body;  ///< of a loop, at least one

  [[nodiscard]] std::int32_t operator[](std::size_t i) const { return operand[i]; }
};

/// Registers in the order in which they are read, or written; a loop's are its condition's only.
[[nodiscard]] std::vector<std::int32_t> reads_of(const Instruction& instruction);
[[nodiscard]] std::vector<std::int32_t> writes_of(const Instruction& instruction);

/// The stream that an instruction draws from; -1: it draws nothing.
[[nodiscard]] std::int32_t stream_of(const Instruction& instruction);

/// A register that keeps its value from trial to trial.
struct CarriedRegister {
  std::int32_t where;
  double initial;
};

struct Phase {
  std::vector<Instruction> code;
  std::vector<CarriedRegister> carried;
};

/// A phase as it crosses the binding.
struct PhaseCode {
  std::vector<std::int32_t> code;
  std::vector<std::int32_t> carried;
  std::vector<double> initial;  ///< as many
};

/// A program as it crosses the binding; of its last stage only a phase of lanes, empty if it is none.
struct ProgramCode {
  std::vector<double> constants;
  std::int64_t input_width = 0;
  std::int64_t slots = 0;
  std::int64_t registers = 0;
  PhaseCode fold, hoist, lanes;
  std::vector<std::int32_t> outcomes;  ///< registers
};

/// A program that may run: every index, span, loop and limit is in order.
struct Program {
  std::vector<double> constants;
  std::int32_t input_width = 0;
  std::int32_t slots = 0;
  std::int32_t registers = 0;
  Phase fold, hoist, lanes;
  std::vector<std::int32_t> outcomes;

  [[nodiscard]] std::int32_t first_input() const { return static_cast<std::int32_t>(constants.size()); }
  [[nodiscard]] std::int32_t first_slot() const { return first_input() + input_width; }
  /// The first register that instructions may write.
  [[nodiscard]] std::int32_t first_free() const { return first_slot() + slots; }
};

constexpr std::int64_t kMostRegisters = 1 << 16;
constexpr std::size_t kMostCode = 1 << 21;         ///< numbers of one phase
constexpr std::int32_t kMostIterations = 1 << 30;  ///< of a loop
constexpr double kMostNestedIterations = 1e12;     ///< of a loop times those of the loops around it
constexpr int kMostNesting = 8;

/// Decodes and checks; the first fault where there is one, named as the field of the program that it is in.
[[nodiscard]] std::optional<ArgumentError> decode(const ProgramCode& code, Program& program);

}  // namespace kernel
