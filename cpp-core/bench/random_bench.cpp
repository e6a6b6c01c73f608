// Prints the figures of bench/generators.cpp for the instruction sets that run here.
#include "kernel/isa.hpp"

namespace kernel::avx2 {
void bench_generators(const char* name);
}
namespace kernel::avx512 {
void bench_generators(const char* name);
}

int main() {
  for (const kernel::Isa isa : kernel::usable_isas()) {
    if (isa == kernel::Isa::kAvx2) kernel::avx2::bench_generators("avx2");
    if (isa == kernel::Isa::kAvx512) kernel::avx512::bench_generators("avx512");
  }
}
