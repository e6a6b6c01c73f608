#include "kernel/isa.hpp"

#include "kernel/walk.hpp"

// Each target's copy of src/step_loop.cpp defines its own table.
#define KERNEL_DECLARE(target)     \
  namespace kernel::target {       \
  extern const StepLoop kStepLoop; \
  }
KERNEL_DECLARE(scalar)
#if defined(__x86_64__)
KERNEL_DECLARE(sse2)
KERNEL_DECLARE(avx2)
KERNEL_DECLARE(avx512)
#elif defined(__aarch64__)
KERNEL_DECLARE(neon)
#endif

namespace kernel {
namespace {

constexpr Isa kAll[] = {Isa::kScalar, Isa::kSse2, Isa::kNeon, Isa::kAvx2, Isa::kAvx512};

bool processor_has([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (isa == Isa::kAvx2) return __builtin_cpu_supports("avx2");
  if (isa == Isa::kAvx512) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  }
#endif
  return true;  // the baseline of the architecture, where compiled in
}

}  // namespace

std::string_view isa_name(Isa isa) noexcept {
  switch (isa) {
    case Isa::kScalar:
      return "scalar";
    case Isa::kSse2:
      return "sse2";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvx512:
      return "avx512";
    case Isa::kNeon:
      return "neon";
  }
  return "";
}

std::optional<Isa> isa_of(std::string_view name) noexcept {
  for (const Isa isa : kAll) {
    if (isa_name(isa) == name) return isa;
  }
  return std::nullopt;
}

std::vector<Isa> usable_isas() {
  std::vector<Isa> usable;
  for (const Isa isa : kAll) {
    if (step_loop(isa) != nullptr && processor_has(isa)) usable.push_back(isa);
  }
  return usable;
}

Isa best_isa() { return usable_isas().back(); }

const StepLoop* step_loop(Isa isa) noexcept {
  switch (isa) {
    case Isa::kScalar:
      return &scalar::kStepLoop;
#if defined(__x86_64__)
    case Isa::kSse2:
      return &sse2::kStepLoop;
    case Isa::kAvx2:
      return &avx2::kStepLoop;
    case Isa::kAvx512:
      return &avx512::kStepLoop;
#elif defined(__aarch64__)
    case Isa::kNeon:
      return &neon::kStepLoop;
#endif
    default:
      return nullptr;
  }
}

}  // namespace kernel
