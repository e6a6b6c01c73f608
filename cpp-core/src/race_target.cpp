// Which copy of src/race_lanes.cpp an instruction set uses.
#include "race_lanes.hpp"

namespace kernel {

#define KERNEL_DECLARE(target)       \
  namespace target {                 \
  extern const RaceLanes kRaceLanes; \
  }
KERNEL_DECLARE(baseline)
#if defined(__x86_64__)
KERNEL_DECLARE(avx2)
KERNEL_DECLARE(avx512)
#endif

const RaceLanes& race_lanes(Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::kAvx512) return avx512::kRaceLanes;
  if (isa == Isa::kAvx2) return avx2::kRaceLanes;
#endif
  static_cast<void>(isa);
  return baseline::kRaceLanes;
}

}  // namespace kernel
