#include "kernel/euler_law.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "check.hpp"
#include "kernel/gauss_legendre.hpp"
#include "kernel/math_special.hpp"

using namespace kernel;

namespace {

EulerWalk a_walk() {
  EulerWalk walk;
  walk.drift = 0.8;
  walk.threshold = 0.5;
  walk.noise = 0.9;
  walk.starting_value = 0.1;
  walk.time_step = 0.01;
  return walk;
}

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

double largest_difference(const StepLaw& a, const StepLaw& b) {
  double most = 0;
  for (std::size_t k = 0; k < a.upper.size(); ++k) {
    most = std::max({most, std::abs(a.upper[k] - b.upper[k]), std::abs(a.lower[k] - b.lower[k])});
  }
  return most;
}

}  // namespace

TEST(quadrature_is_exact_for_polynomials) {
  for (const std::size_t n : {1u, 2u, 7u, 64u, 301u}) {
    const auto rule = gauss_legendre(n);
    double weights = 0;
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      weights += rule->weight[i];
      squares += rule->weight[i] * rule->node[i] * rule->node[i];
      if (i > 0) CHECK(rule->node[i] > rule->node[i - 1]);
    }
    CHECK_NEAR(weights, 2, 1e-13);
    CHECK_NEAR(squares, n == 1 ? 0 : 2.0 / 3, 1e-13);
  }
}

TEST(first_step_is_the_normal_law) {
  const EulerWalk walk = a_walk();
  const StepLaw law = euler_law(walk, 1);
  const double sd = walk.noise * std::sqrt(walk.time_step);
  const double mean = walk.starting_value + walk.drift * walk.time_step;
  CHECK_NEAR(law.upper[0], normal_cdf((mean - walk.threshold) / sd), 1e-18);
  CHECK_NEAR(law.lower[0], normal_cdf((-walk.threshold - mean) / sd), 1e-18);
}

TEST(every_path_ends_once) {
  for (const double leak : {0.0, 3.0, -1.0}) {
    EulerWalk walk = a_walk();
    walk.leak = leak;
    const StepLaw law = euler_law(walk, 4000);
    CHECK_NEAR(sum(law.upper) + sum(law.lower), 1, 1e-10);
  }
}

TEST(mirrored_walks_share_their_bits) {
  EulerWalk walk = a_walk();
  walk.drift_after = -0.3;
  walk.switch_after = 17;
  EulerWalk mirror = walk;
  mirror.drift = -walk.drift;
  mirror.drift_after = -walk.drift_after;
  mirror.starting_value = -walk.starting_value;
  const StepLaw law = euler_law(walk, 300);
  const StepLaw mirrored = euler_law(mirror, 300);
  CHECK(law.upper == mirrored.lower);
  CHECK(law.lower == mirrored.upper);
}

TEST(two_quadratures_agree) {
  for (const double leak : {0.0, 2.0, -2.0, 99.0, 150.0}) {
    EulerWalk walk = a_walk();
    walk.leak = leak;
    EulerWalk listed = walk;
    listed.thresholds.assign(200, walk.threshold);
    CHECK(largest_difference(euler_law(walk, 200), euler_law(listed, 200)) < 2e-8);
  }
}

TEST(a_switch_to_the_same_drift_changes_nothing) {
  EulerWalk walk = a_walk();
  walk.switch_after = 40;
  walk.drift_after = walk.drift;
  CHECK(largest_difference(euler_law(walk, 200), euler_law(a_walk(), 200)) < 1e-13);
}

TEST(thresholds_of_zero_end_every_path) {
  EulerWalk walk = a_walk();
  walk.thresholds.assign(10, 0.5);
  walk.thresholds.push_back(-0.1);
  const StepLaw law = euler_law(walk, 30);
  CHECK_NEAR(sum(law.upper) + sum(law.lower), 1, 1e-8);
  CHECK(law.upper[10] > 0.1);
  CHECK(law.upper[11] == 0 && law.lower[29] == 0);
}

TEST(laws_at_the_extremes_are_probabilities) {
  for (const double threshold : {1e-9, 1e-3, 0.3, 3.0}) {
    for (const double drift : {0.0, 5.0, -1e3, 1e9}) {
      for (const double start : {0.0, 0.9, 40.0}) {
        EulerWalk walk = a_walk();
        walk.threshold = threshold;
        walk.drift = drift;
        walk.starting_value = start * threshold;
        CHECK(!check(walk, 50));
        const StepLaw law = euler_law(walk, 50);
        const double mass = sum(law.upper) + sum(law.lower);
        CHECK(mass >= 0 && mass <= 1 + 1e-9);
        for (std::size_t k = 0; k < 50; ++k) CHECK(law.upper[k] >= 0 && law.lower[k] >= 0);
      }
    }
  }
}

TEST(late_responses_cost_no_more_than_early_ones) {
  const EulerWalk walk = a_walk();
  const double rt[] = {-1, 0.2, 0.2 + 0.01, 0.2 + 0.0149, 1.2, 1e3, 1e9};
  const std::uint8_t outcome[] = {1, 1, 1, 0, 0, 1, 0};
  double out[7];
  euler_log_density(rt, outcome, walk, 0.2, out);
  const StepLaw law = euler_law(walk, 100);
  CHECK(out[0] == -INFINITY && out[1] == -INFINITY);
  CHECK_NEAR(out[2], std::log(law.upper[0] / walk.time_step), 1e-12);
  CHECK_NEAR(out[3], std::log((0.51 * law.lower[0] + 0.49 * law.lower[1]) / walk.time_step), 1e-9);
  CHECK_NEAR(out[4], std::log(law.lower[99] / walk.time_step), 1e-9);
  CHECK(std::isfinite(out[5]) && out[5] < -100);
  CHECK(std::isfinite(out[6]) && out[6] < out[5]);
}

TEST(walks_that_cannot_be_followed_are_refused_by_name) {
  const auto field = [](auto change, std::size_t steps = 100) {
    EulerWalk walk = a_walk();
    change(walk);
    const auto error = check(walk, steps);
    return error ? error->field : std::string();
  };
  CHECK(field([](EulerWalk&) {}).empty());
  CHECK(field([](EulerWalk& w) { w.drift = NAN; }) == "drift");
  CHECK(field([](EulerWalk& w) { w.leak = INFINITY; }) == "leak");
  CHECK(field([](EulerWalk& w) { w.noise = 0; }) == "noise");
  CHECK(field([](EulerWalk& w) { w.threshold = 0; }) == "threshold");
  CHECK(field([](EulerWalk& w) { w.starting_value = NAN; }) == "startingValue");
  CHECK(field([](EulerWalk& w) { w.time_step = -1; }) == "timeStepSize");
  CHECK(field([](EulerWalk& w) { w.drift_after = NAN; }) == "driftAfterSwitch");
  CHECK(field([](EulerWalk& w) { w.thresholds = {1, NAN}; }) == "threshold[1]");
  CHECK(field([](EulerWalk& w) { w.time_step = 1e-12; }, std::size_t{1} << 40) == "timeStepSize");
}
