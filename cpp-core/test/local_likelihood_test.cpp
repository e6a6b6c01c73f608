#include "kernel/local_likelihood.hpp"

#include <cmath>
#include <vector>

#include "check.hpp"
#include "kernel/category_density.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/random.hpp"

using namespace kernel;

namespace {

// A normal law, cell by cell.
void normal_law(std::vector<double>* points, std::vector<double>* counts, double total) {
  for (double y = -7; y <= 7; y += 0.01) {
    points->push_back(y);
    counts->push_back(total * 0.01 * std::exp(-0.5 * y * y) / 2.5066282746310002);
  }
}

std::vector<std::uint32_t> some_counts(int paths, std::uint64_t seed) {
  std::vector<std::uint32_t> counts(900);
  StreamState state = stream_state({seed, 9}, 1);
  for (int i = 0; i < paths; ++i) {
    const double k = 20 - 80 * exact_log((next_bits(state) + 1.0) * 0x1p-32);
    counts[static_cast<std::size_t>(std::min(k, 899.0))] += 1;
  }
  return counts;
}

}  // namespace

TEST(local_likelihood_is_exact_for_a_normal_law) {
  std::vector<double> points;
  std::vector<double> counts;
  normal_law(&points, &counts, 1e9);
  const LocalLikelihood density(points, counts);
  for (double y = -4; y <= 4; y += 0.37) {
    CHECK_NEAR(std::log(density.at(y)), -0.5 * y * y - 0.9189385332046727, 1e-4);
  }
}

TEST(local_likelihood_changes_by_its_sensitivity) {
  const auto counts = some_counts(3000, 8);
  std::vector<double> points;
  std::vector<double> seen;
  for (std::size_t k = 1; k < counts.size(); ++k) {
    if (counts[k] == 0) continue;
    points.push_back(static_cast<double>(k));
    seen.push_back(counts[k]);
  }
  // Sensitivities hold bandwidth and correction fixed, and the sum of a homogeneous function's is its
  // degree, 1.
  for (const double y : {25.0, 60.0, 200.0, 333.3}) {
    std::vector<double> sums(points.size());
    LocalLikelihood(points, seen).add_sensitivity(y, 2, sums);
    double degree = 0;
    for (std::size_t i = 0; i < sums.size(); ++i) degree += seen[i] * sums[i];
    CHECK_NEAR(degree, 2, 1e-10);
    sums.assign(points.size(), 0);
    KernelDensity(points, seen).add_sensitivity(y, 2, sums);
    degree = 0;
    for (std::size_t i = 0; i < sums.size(); ++i) degree += seen[i] * sums[i];
    CHECK_NEAR(degree, 2, 1e-10);
  }
}

TEST(local_likelihood_is_finite_in_tails_and_for_few_samples) {
  for (const int paths : {10, 11, 30, 4000}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const CategoryDensity density(some_counts(paths, seed), 4000, 0.001, {Estimator::kLocal, 10, {}});
      for (double t = 1e-4; t < 50; t *= 1.1) {
        CHECK(density.at(t) >= 0 && density.at(t) < 1e3);
      }
      for (const double t : {-1.0, 0.0, 5e-324, 1e-300, 1e300}) {
        CHECK(density.at(t) >= 0 && density.at(t) < 1e3);
      }
    }
  }
}

TEST(local_likelihood_integrates_to_about_the_share_of_its_category) {
  const CategoryDensity density(some_counts(3000, 8), 4000, 0.001, {Estimator::kLocal, 10, {}});
  double mass = 0;
  for (int i = 0; i < 5000; ++i) mass += density.at((i + 0.5) * 0.0005) * 0.0005;
  CHECK_NEAR(mass, 0.75, 0.01);
}
