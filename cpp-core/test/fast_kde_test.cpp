#include "kernel/fast_kde.hpp"

#include <algorithm>
#include <chrono>
#include <complex>
#include <cstdio>
#include <numbers>
#include <vector>

#include "check.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/random.hpp"

using namespace kernel;

namespace {

// A right-skewed sample; `cell` > 0 rounds it to a lattice.
std::vector<double> some_sample(int n, double cell = 0) {
  std::vector<double> sample;
  StreamState state = stream_state({3, 1}, 1);
  const auto uniform = [&] { return (next_bits(state) + 1.0) * 0x1p-32; };
  for (int i = 0; i < n; ++i) {
    double x = 0.1 - 0.2 * exact_log(uniform()) - 0.05 * exact_log(uniform());
    if (cell > 0) x = cell * std::floor(x / cell);
    sample.push_back(x);
  }
  std::sort(sample.begin(), sample.end());
  return sample;
}

FastKde estimate(const std::vector<double>& sample) {
  std::vector<double> points;
  std::vector<double> counts;
  for (const double x : sample) {
    if (points.empty() || points.back() != x) {
      points.push_back(x);
      counts.push_back(0);
    }
    counts.back() += 1;
  }
  return {points, counts};
}

// (K12) to (K15) as they stand, in long double with libm, sample by sample; delta by bisection.
std::vector<double> reference(const std::vector<double>& sample) {
  const long double n = static_cast<long double>(sample.size());
  const long double low = sample.front();
  const long double high = sample.back();
  const long double mid = (low + high) / 2;
  const long double r = high - low;
  long double mean = 0;
  for (const double x : sample) mean += x / n;
  long double variance = 0;
  for (const double x : sample) variance += (x - mean) * (x - mean) / n;
  const int intervals = 1 << static_cast<int>(std::ceil(std::log2(20 * r / std::sqrt(variance))));
  const int size = intervals + 1;
  const long double pi = std::numbers::pi_v<long double>;
  std::vector<std::complex<long double>> kept;
  const long double least = 4 * (n - 1) / (n * n);
  for (int k = 0; k <= intervals / 2; ++k) {
    std::complex<long double> phi = 0;
    for (const double x : sample) phi += std::polar(1.0L / n, k * (x - mid) * pi / r * intervals / size);
    if (!(std::norm(phi) > least)) break;
    kept.push_back(phi * n / (2 * (n - 1)) * (1 + std::sqrt(1 - least / std::norm(phi))));
  }
  std::vector<long double> density;
  for (int i = 0; i < size; ++i) {
    long double f = kept[0].real();
    for (std::size_t k = 1; k < kept.size(); ++k) {
      const long double angle = 2 * pi * static_cast<long double>(k) * (i - intervals / 2) / size;
      f += 2 * (kept[k] * std::polar(1.0L, -angle)).real();
    }
    density.push_back(f * intervals / (2 * r * size));
  }
  long double below = 0;
  long double above = *std::max_element(density.begin(), density.end());
  const bool is_negative = *std::min_element(density.begin(), density.end()) < 0;
  for (int round = 0; round < 80 && is_negative; ++round) {
    const long double delta = (below + above) / 2;
    long double mass = 0;
    for (const auto f : density) mass += std::max(f - delta, 0.0L) * 2 * r / intervals;
    (mass > 1 ? below : above) = delta;
  }
  std::vector<double> filled;
  for (const auto f : density)
    filled.push_back(static_cast<double>(is_negative ? std::max(f - below, 0.0L) : f));
  return filled;
}

}  // namespace

TEST(fast_kde_is_its_definition) {
  for (const double cell : {0.0, 0.001, 0.01, 0.1}) {
    for (const int n : {12, 100, 1000}) {
      const auto sample = some_sample(n, cell);
      const FastKde density = estimate(sample);
      const auto truth = reference(sample);
      CHECK(density.grid().density.size() == truth.size());
      const double peak = *std::max_element(truth.begin(), truth.end());
      for (std::size_t i = 0; i < truth.size(); ++i) {
        CHECK_NEAR(density.grid().density[i], truth[i], 1e-11 * peak);
      }
    }
  }
}

TEST(fast_kde_sums_to_one_and_is_never_negative) {
  for (const int n : {10, 40, 400, 4000}) {
    const GridDensity grid = estimate(some_sample(n)).grid();
    double mass = 0;
    for (const double f : grid.density) {
      CHECK(f >= 0);
      mass += f * (grid.axis[1] - grid.axis[0]);
    }
    CHECK_NEAR(mass, 1, 1e-12);
  }
}

TEST(fast_kde_is_linear_between_grid_points_and_nothing_outside) {
  const FastKde density = estimate(some_sample(500));
  const auto& [axis, values] = density.grid();
  for (std::size_t i = 0; i + 1 < axis.size(); ++i) {
    CHECK_NEAR(density.at(axis[i] + 0.25 * (axis[i + 1] - axis[i])), 0.75 * values[i] + 0.25 * values[i + 1],
               1e-12);
  }
  const double step = axis[1] - axis[0];
  for (const double x : {axis.front() - 0.01 * step, axis.back() + 0.01 * step, 1e300, -1e300})
    CHECK(density.at(x) == 0);
}

TEST(fast_kde_survives_extreme_samples) {
  for (const double scale : {1e-290, 1e-9, 1.0, 1e12, 1e150}) {
    const FastKde two({{1 * scale, 2 * scale}}, {{5, 5}});
    for (const double f : two.grid().density) CHECK(std::isfinite(f) && f >= 0);
  }
  const FastKde outlier({{0, 1, 1e9}}, {{1000, 1000, 1}});
  for (const double f : outlier.grid().density) CHECK(std::isfinite(f) && f >= 0);
}
