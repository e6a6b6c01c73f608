// Which copy of the lanes' table an instruction set has.
#include "lane_table.hpp"

#define KERNEL_DECLARE(target)                          \
  namespace kernel::target {                            \
  extern const program::LaneTable<float> kFloatTable;   \
  extern const program::LaneTable<double> kDoubleTable; \
  }
KERNEL_DECLARE(scalar)
#if defined(__x86_64__)
KERNEL_DECLARE(sse2)
KERNEL_DECLARE(avx2)
KERNEL_DECLARE(avx512)
#elif defined(__aarch64__)
KERNEL_DECLARE(neon)
#endif

namespace kernel::program {
namespace {

struct Tables {
  const LaneTable<float>& of_floats;
  const LaneTable<double>& of_doubles;
};

Tables tables(Isa isa) noexcept {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::kSse2:
      return {sse2::kFloatTable, sse2::kDoubleTable};
    case Isa::kAvx2:
      return {avx2::kFloatTable, avx2::kDoubleTable};
    case Isa::kAvx512:
      return {avx512::kFloatTable, avx512::kDoubleTable};
#elif defined(__aarch64__)
    case Isa::kNeon:
      return {neon::kFloatTable, neon::kDoubleTable};
#endif
    default:
      return {scalar::kFloatTable, scalar::kDoubleTable};
  }
}

}  // namespace

template <>
const LaneTable<float>& lane_table<float>(Isa isa) noexcept {
  return tables(isa).of_floats;
}

template <>
const LaneTable<double>& lane_table<double>(Isa isa) noexcept {
  return tables(isa).of_doubles;
}

}  // namespace kernel::program
