#include "waves.hpp"

#include "kernel/math_special.hpp"

namespace kernel {
namespace {

constexpr std::size_t kLanes = 2;

struct CosineSine {
  Pair cosine;
  Pair sine;
};

// Of pi x, |x| <= 1/2: Taylor series of the half angle (|pi x / 2| <= pi / 4), doubled; within 1e-15.
CosineSine of_half_turns(Pair x) {
  const Pair half = x * (3.141592653589793 / 2);
  const Pair z = half * half;
  Pair s = z * (-1.0 / 1307674368000) + 1.0 / 6227020800;
  for (const double c : {-1.0 / 39916800, 1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6}) s = s * z + c;
  Pair c = z * (1.0 / 20922789888000) - 1.0 / 87178291200;
  for (const double d : {1.0 / 479001600, -1.0 / 3628800, 1.0 / 40320, -1.0 / 720, 1.0 / 24, -0.5})
    c = c * z + d;
  const Pair sine = half + half * z * s;
  const Pair cosine = 1.0 + z * c;
  return {1.0 - 2.0 * sine * sine, 2.0 * sine * cosine};
}

double sum_of(Pair values) { return values[0] + values[1]; }

}  // namespace

Waves::Waves(std::span<const double> turns, std::span<const double> counts) {
  waves_.reserve((turns.size() + kLanes - 1) / kLanes);
  for (std::size_t i = 0; i < turns.size(); i += kLanes) {
    Pair x{};
    Pair count{};
    for (std::size_t lane = 0; lane < kLanes && i + lane < turns.size(); ++lane) {
      x[lane] = turns[i + lane];
      count[lane] = counts[i + lane];
    }
    const auto [cosine, sine] = of_half_turns(x);
    waves_.push_back({2.0 * cosine, count, count * cosine, Pair{}, -count * sine});
  }
}

Waves::Sums Waves::next_sums() {
  Pair cosines[4] = {};
  Pair sines[4] = {};
  for (Wave& wave : waves_) {
    Pair c = wave.cosine;
    Pair c_before = wave.cosine_before;
    Pair s = wave.sine;
    Pair s_before = wave.sine_before;
    for (int k = 0; k < 4; ++k) {
      cosines[k] += c;
      sines[k] += s;
      const Pair c_next = wave.twice_cosine * c - c_before;
      const Pair s_next = wave.twice_cosine * s - s_before;
      c_before = c;
      s_before = s;
      c = c_next;
      s = s_next;
    }
    wave.cosine = c;
    wave.cosine_before = c_before;
    wave.sine = s;
    wave.sine_before = s_before;
  }
  Sums sums{};
  for (std::size_t k = 0; k < 4; ++k) {
    sums.cosines[k] = sum_of(cosines[k]);
    sums.sines[k] = sum_of(sines[k]);
  }
  return sums;
}

WaveSeries wave_series(std::span<const double> a, std::span<const double> b, std::size_t half) {
  WaveSeries series{std::vector<double>(half + 1), std::vector<double>(half + 1)};
  const double size = static_cast<double>(2 * half + 1);
  for (std::size_t m = 0; m <= half; m += kLanes) {
    Pair x{};
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      x[lane] = static_cast<double>(m + lane <= half ? m + lane : 0) / size;
    const auto [half_cosine, half_sine] = of_half_turns(x);
    const Pair sine = 2.0 * half_sine * half_cosine;
    const Pair twice_cosine = 2.0 - 4.0 * half_sine * half_sine;
    Pair c = 0.5 * twice_cosine;
    Pair c_before = Pair{} + 1.0;
    Pair s = sine;
    Pair s_before{};
    Pair even{};
    Pair odd{};
    for (std::size_t k = 1; k < a.size(); ++k) {
      even += a[k] * c;
      odd += b[k] * s;
      const Pair c_next = twice_cosine * c - c_before;
      const Pair s_next = twice_cosine * s - s_before;
      c_before = c;
      s_before = s;
      c = c_next;
      s = s_next;
    }
    for (std::size_t lane = 0; lane < kLanes && m + lane <= half; ++lane) {
      series.even[m + lane] = a[0] + 2 * even[lane];
      series.odd[m + lane] = 2 * odd[lane];
    }
  }
  return series;
}

void add_wave_series(std::span<const double> turns, std::span<const double> a, std::span<const double> b,
                     std::span<double> sums) {
  for (std::size_t j = 0; j < turns.size(); j += kLanes) {
    const bool is_full = j + 1 < turns.size();
    const Pair x = {turns[j], is_full ? turns[j + 1] : 0};
    const auto [cosine, sine] = of_half_turns(x);
    const Pair twice = 2.0 * cosine;
    Pair even = {0, 0};
    Pair even_before = {0, 0};
    Pair odd = {0, 0};
    Pair odd_before = {0, 0};
    for (std::size_t k = a.size() - 1; k >= 1; --k) {
      const Pair next_even = a[k] + (twice * even - even_before);
      const Pair next_odd = b[k] + (twice * odd - odd_before);
      even_before = even;
      even = next_even;
      odd_before = odd;
      odd = next_odd;
    }
    const Pair sum = a[0] + 2.0 * ((cosine * even - even_before) + sine * odd);
    sums[j] += sum[0];
    if (is_full) sums[j + 1] += sum[1];
  }
}

WavesAt waves_at(double turns, std::size_t count) {
  const double cosine = cos_pi(turns);
  const double sine = sin_pi(turns);
  WavesAt waves{{1}, {0}};
  for (std::size_t k = 1; k < count; ++k) {
    const double c = waves.cosines.back();
    const double s = waves.sines.back();
    waves.cosines.push_back(c * cosine - s * sine);
    waves.sines.push_back(s * cosine + c * sine);
  }
  return waves;
}

}  // namespace kernel
