// Eight doubles at a time, in the registers of two that every processor has: + and * are IEEE 754's in each
// lane. Wider registers were tried and gained less than a tenth, so there is one copy of these loops.
#pragma once

#include <cstddef>

namespace kernel {

/// Eight doubles, or eight partial sums.
struct Eight {
  typedef double Pair __attribute__((vector_size(16)));
  Pair pair[4];

  static inline Eight load(const double* from) {  // from any address of doubles
    Eight loaded;
    for (int p = 0; p < 4; ++p) __builtin_memcpy(&loaded.pair[p], from + 2 * p, sizeof(Pair));
    return loaded;
  }

  inline void store(double* to) const {
    for (int p = 0; p < 4; ++p) __builtin_memcpy(to + 2 * p, &pair[p], sizeof(Pair));
  }

  /// this += other * factor, rounded twice.
  inline void add(const Eight& other, double factor) {
    for (int p = 0; p < 4; ++p) pair[p] += other.pair[p] * factor;
  }

  inline void add(const Eight& a, const Eight& b) {
    for (int p = 0; p < 4; ++p) pair[p] += a.pair[p] * b.pair[p];
  }

  inline double sum() const {
    const Pair halves = (pair[0] + pair[2]) + (pair[1] + pair[3]);
    return halves[0] + halves[1];
  }
};

}  // namespace kernel
