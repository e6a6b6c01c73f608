// Sums of cosines and sines at multiples of given angles, by Chebyshev's recurrence
// w_(k+1) = 2 cos(angle) w_k - w_(k-1): no transcendental function.
//
// Rounding grows like k^2 in the worst case: below 1e-10 for k to 1000.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace kernel {

/// Two doubles, one register of every machine that has any: the same sums in the same order everywhere.
using Pair = double __attribute__((vector_size(16)));

/// sum_j count_j cos(k a_j) and the same with sin, for k = 0, 1, 2, ... four at a time.
class Waves {
 public:
  struct Sums {
    std::array<double, 4> cosines;
    std::array<double, 4> sines;
  };

  /// @param turns  angles a_j in units of pi, within [-1/2, 1/2]
  Waves(std::span<const double> turns, std::span<const double> counts);

  /// Those of the next four k.
  [[nodiscard]] Sums next_sums();

 private:
  struct Wave {
    Pair twice_cosine;
    Pair cosine;  // count cos(k a) of the k to come, and of the one before
    Pair cosine_before;
    Pair sine;
    Pair sine_before;
  };
  std::vector<Wave> waves_;
};

/// even[m] = a_0 + 2 sum_(k >= 1) a_k cos(2 pi k m / M) and odd[m] = 2 sum_k b_k sin(2 pi k m / M), M = 2
/// half + 1, for m = 0 .. half.
struct WaveSeries {
  std::vector<double> even;
  std::vector<double> odd;
};
[[nodiscard]] WaveSeries wave_series(std::span<const double> a, std::span<const double> b, std::size_t half);

/// sums[j] += a_0 + 2 sum_(k >= 1) (a_k cos(k x_j) + b_k sin(k x_j)) (Clenshaw), b_0 not read.
///
/// @param turns  angles x_j in units of pi, within [-1/2, 1/2]
void add_wave_series(std::span<const double> turns, std::span<const double> a, std::span<const double> b,
                     std::span<double> sums);

/// cos(k x) and sin(k x) for k = 0 .. count - 1, x in units of pi, any size.
struct WavesAt {
  std::vector<double> cosines;
  std::vector<double> sines;
};
[[nodiscard]] WavesAt waves_at(double turns, std::size_t count);

}  // namespace kernel
