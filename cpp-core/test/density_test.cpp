#include <algorithm>
#include <numbers>
#include <vector>

#include "check.hpp"
#include "kernel/category_density.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/random.hpp"

using namespace kernel;

namespace {

// Counts by step of something like response times: right-skewed, no gap-free lattice.
std::vector<std::uint32_t> some_counts() {
  std::vector<std::uint32_t> counts(900);
  StreamState state = stream_state({8, 9}, 1);
  for (int i = 0; i < 3000; ++i) {
    const double a = (next_bits(state) + 1.0) * 0x1p-32;
    const double b = (next_bits(state) + 1.0) * 0x1p-32;
    const double k = 20 - 80 * exact_log(a) - 30 * exact_log(b);
    counts[static_cast<std::size_t>(std::min(k, 899.0))] += 1;
  }
  return counts;
}

// The same density from the definition, every sample on its own, in long double.
long double reference(const std::vector<std::uint32_t>& counts, double estimates, double dt, double t,
                      bool on_log) {
  std::vector<long double> y;
  for (std::size_t k = 1; k < counts.size(); ++k) {
    const long double sample = static_cast<long double>(k) * dt;
    y.insert(y.end(), counts[k], on_log ? logl(sample) : sample);
  }
  const auto n = static_cast<long double>(y.size());
  long double mean = 0;
  for (const auto v : y) mean += v / n;
  long double variance = 0;
  for (const auto v : y) variance += (v - mean) * (v - mean) / (n - 1);
  const auto quartile = [&](long double p) {
    const long double position = (n - 1) * p;
    const auto i = static_cast<std::size_t>(floorl(position));
    return y[i] + (position - floorl(position)) * (y[std::min(i + 1, y.size() - 1)] - y[i]);
  };
  const long double range = (quartile(0.75L) - quartile(0.25L)) / 1.34L;
  const long double h = 0.9L * std::min(sqrtl(variance), range) * powl(n, -0.2L);
  long double sum = 0;
  const long double at = on_log ? logl(t) : t;
  for (const auto v : y) sum += expl(-(at - v) * (at - v) / (2 * h * h));
  return sum / (sqrtl(2 * std::numbers::pi_v<long double>) * h * estimates) / (on_log ? t : 1);
}

double integral(const CategoryDensity& density, double to) {
  const int cells = 40000;
  double sum = 0;
  for (int i = 0; i < cells; ++i) sum += density.at((i + 0.5) * to / cells);
  return sum * to / cells;
}

}  // namespace

TEST(density_is_its_definition) {
  const auto counts = some_counts();
  for (const auto estimator : {Estimator::kLogGaussian, Estimator::kGaussian}) {
    const bool on_log = estimator == Estimator::kLogGaussian;
    const CategoryDensity density(counts, 4000, 0.002, {estimator, 10, {}});
    for (const double t : {0.01, 0.05, 0.1, 0.2, 0.4003, 0.8, 1.5, 2.5}) {
      const auto truth = static_cast<double>(reference(counts, 4000, 0.002, t, on_log));
      CHECK_NEAR(density.at(t), truth, 1e-12 * truth + 1e-16);
    }
  }
}

TEST(density_integrates_to_the_share_of_its_category) {
  const auto counts = some_counts();
  for (const auto estimator : {Estimator::kLogGaussian, Estimator::kGaussian}) {
    const CategoryDensity density(counts, 4000, 0.002, {estimator, 10, {}});
    const double leaked = estimator == Estimator::kGaussian ? 1e-2 : 1e-6;
    CHECK_NEAR(integral(density, 20), 0.75, leaked);
  }
}

TEST(few_or_equal_samples_give_no_density) {
  std::vector<std::uint32_t> counts(50);
  counts[20] = 1000;
  CHECK(CategoryDensity(counts, 1000, 0.01, {}).at(0.2) == 0);  // zero range
  counts[20] = 5;
  counts[21] = 4;
  CHECK(CategoryDensity(counts, 1000, 0.01, {}).at(0.2) == 0);  // nine
  counts[21] = 5;
  CHECK(CategoryDensity(counts, 1000, 0.01, {}).at(0.2) > 0);  // ten
  CHECK(CategoryDensity({}, 1000, 0.01, {}).at(0.2) == 0);
}

TEST(the_logarithmic_kernel_does_not_leak_below_zero) {
  const CategoryDensity density(some_counts(), 4000, 0.002, {});
  for (const double t : {0.0, -0.0, -1e-300, -0.1, -1e300}) CHECK(density.at(t) == 0);
}

TEST(density_is_finite_at_extreme_times) {
  for (const auto estimator : {Estimator::kLogGaussian, Estimator::kGaussian}) {
    for (const double dt : {1e-12, 1e-3, 1e6}) {
      const CategoryDensity density(some_counts(), 4000, dt, {estimator, 10, {}});
      for (const double t : {5e-324, 1e-300, 1e-12, 1.0, 1e12, 1e308}) {
        CHECK(density.at(t) >= 0 && std::isfinite(density.at(t)));
      }
    }
  }
}

TEST(bandwidth_is_the_sd_rule_where_the_quartiles_are_equal) {
  const std::vector<double> points{1, 2, 3};
  const std::vector<double> counts{1, 98, 1};
  const double sd = std::sqrt(2.0 / 99);
  CHECK_NEAR(rule_of_thumb(points, counts), 0.9 * sd * std::pow(100, -0.2), 1e-15);
}

TEST(a_sample_gives_a_density_on_its_grid) {
  std::vector<double> sample;
  StreamState state = stream_state({4, 4}, 4);
  for (int i = 0; i < 500; ++i) sample.push_back(0.2 - exact_log((next_bits(state) + 1.0) * 0x1p-32));
  auto shuffled = sample;
  std::reverse(shuffled.begin(), shuffled.end());
  for (const auto estimator : {Estimator::kLogGaussian, Estimator::kGaussian}) {
    const GridDensity grid = sample_density(sample, {estimator, 0, {}});
    CHECK(grid.axis.size() == kGridPoints && grid.density.size() == kGridPoints);
    CHECK(sample_density(shuffled, {estimator, 0, {}}).density == grid.density);
    double mass = 0;
    for (const double d : grid.density) mass += d * (grid.axis[1] - grid.axis[0]);
    CHECK_NEAR(mass, 1, 0.02);
    const auto [low, high] = std::minmax_element(sample.begin(), sample.end());
    CHECK(grid.axis.front() < *low && grid.axis.back() > *high);
  }
}
