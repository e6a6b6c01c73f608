// Instruction sets that the step loop is compiled for, and which of them run here.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace kernel {

/// One compiled copy of the step loop. All copies give the same bits; they differ in speed only.
enum class Isa { kScalar, kSse2, kAvx2, kAvx512, kNeon };

/// The name that users give and read: "scalar", "sse2", "avx2", "avx512", "neon".
[[nodiscard]] std::string_view isa_name(Isa isa) noexcept;

/// The instruction set of that name, whether or not it runs here.
[[nodiscard]] std::optional<Isa> isa_of(std::string_view name) noexcept;

/// Those that were compiled in and that this processor can run, slowest first; "scalar" always.
[[nodiscard]] std::vector<Isa> usable_isas();

/// The last of `usable_isas()`: what the kernel uses unless told otherwise.
[[nodiscard]] Isa best_isa();

}  // namespace kernel
