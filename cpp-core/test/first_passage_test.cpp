#include "kernel/first_passage.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "check.hpp"
#include "kernel/euler_law.hpp"
#include "kernel/wiener.hpp"

using namespace kernel;

namespace {

FirstPassageProcess a_process() {
  FirstPassageProcess process;
  process.drift.first = 0.8;
  process.threshold.first = 0.9;
  process.noise = 1.1;
  process.starting_value = 0.2;
  return process;
}

std::vector<double> grid(double step, std::size_t count) {
  std::vector<double> times;
  for (std::size_t i = 1; i <= count; ++i) times.push_back(static_cast<double>(i) * step);
  return times;
}

double peak(const FirstPassage& passage) {
  return std::max(*std::max_element(passage.upper.begin(), passage.upper.end()),
                  *std::max_element(passage.lower.begin(), passage.lower.end()));
}

// Largest difference from the closed form at constant bounds, in peaks.
double error_of(const FirstPassageProcess& process, const std::vector<double>& times) {
  const FirstPassage found = first_passage_density(times, process);
  WienerProcess same;
  same.drift = process.drift.first;
  same.threshold = process.threshold.first;
  same.noise = process.noise;
  same.starting_value = process.starting_value;
  double most = 0;
  double largest = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    for (const std::uint8_t outcome : std::array<std::uint8_t, 2>{1, 0}) {
      double log_density = 0;
      wiener_log_density({&times[i], 1}, {&outcome, 1}, same, &log_density);
      const double reference = std::exp(log_density);
      largest = std::max(largest, reference);
      most = std::max(most, std::abs(reference - (outcome == 1 ? found.upper : found.lower)[i]));
    }
  }
  return most / largest;
}

}  // namespace

TEST(constant_bounds_give_the_wiener_density) {
  for (const double accuracy : {1e-3, 1e-4, 1e-5, 1e-6}) {
    for (const double drift : {0.0, 0.8, -3.0, 12.0}) {
      for (const double start : {0.0, 0.4, -0.8}) {
        FirstPassageProcess process = a_process();
        process.drift.first = drift;
        process.starting_value = start;
        process.accuracy = accuracy;
        CHECK(error_of(process, grid(0.01, 200)) < accuracy);
      }
    }
  }
}

TEST(bounds_and_drifts_of_any_form_agree_where_they_say_the_same) {
  const std::vector<double> times = grid(0.02, 150);
  const FirstPassage constant = first_passage_density(times, a_process());
  std::vector<FirstPassageProcess> others(6, a_process());
  others[0].threshold.kind = Course::Kind::kLinear;
  others[1].threshold.kind = Course::Kind::kExponential;
  others[1].threshold.second = others[1].threshold.first;
  others[2].threshold.kind = Course::Kind::kHyperbolic;
  others[2].threshold.when = 1e12;
  others[3].threshold.kind = Course::Kind::kTable;
  others[3].threshold.times = {0.1, 0.5, 0.7};
  others[3].threshold.values = {0.9, 0.9, 0.9};
  others[4].drift.kind = Course::Kind::kSwitch;
  others[4].drift.second = 0.8;
  others[4].drift.when = 0.33;
  others[5].drift.kind = Course::Kind::kTable;
  others[5].drift.times = {0};
  others[5].drift.values = {0.8};
  for (const FirstPassageProcess& other : others) {
    const FirstPassage found = first_passage_density(times, other);
    for (std::size_t i = 0; i < times.size(); ++i) {
      CHECK_NEAR(found.upper[i], constant.upper[i], 1e-5 * peak(constant));
      CHECK_NEAR(found.lower[i], constant.lower[i], 1e-5 * peak(constant));
    }
  }
}

TEST(mirrored_processes_have_mirrored_densities) {
  FirstPassageProcess process = a_process();
  process.leak = 1.5;
  process.threshold = {.kind = Course::Kind::kExponential, .first = 1, .second = 0.2, .when = 0.6};
  FirstPassageProcess mirror = process;
  mirror.drift.first = -process.drift.first;
  mirror.starting_value = -process.starting_value;
  const std::vector<double> times = grid(0.01, 200);
  const FirstPassage found = first_passage_density(times, process);
  const FirstPassage mirrored = first_passage_density(times, mirror);
  for (std::size_t i = 0; i < times.size(); ++i) {
    CHECK_NEAR(found.upper[i], mirrored.lower[i], 1e-9);
    CHECK_NEAR(found.lower[i], mirrored.upper[i], 1e-9);
  }
}

TEST(mass_is_one_at_bounds_that_close) {
  FirstPassageProcess process = a_process();
  process.threshold = {.kind = Course::Kind::kLinear, .first = 0.9, .second = -0.7};
  const std::vector<double> times = grid(0.0005, 2700);
  const FirstPassage found = first_passage_density(times, process);
  double mass = 0;
  for (std::size_t i = 0; i < times.size(); ++i) mass += 0.0005 * (found.upper[i] + found.lower[i]);
  CHECK_NEAR(mass, 1, 2e-5);
  CHECK(found.upper.back() == 0 && found.lower.back() == 0);
}

// A walk whose bounds are .5826 noise sqrt(dt) nearer passes as the continuous process does, to first order.
TEST(euler_walks_with_shifted_bounds_tend_to_it) {
  double before = 1;
  for (const double dt : {0.004, 0.001, 0.00025}) {
    FirstPassageProcess process = a_process();
    process.drift = {.kind = Course::Kind::kSwitch, .first = 1.5, .second = -0.8, .when = 0.2};
    process.leak = 1;
    EulerWalk walk;
    walk.drift = 1.5;
    walk.drift_after = -0.8;
    walk.switch_after = static_cast<std::int64_t>(std::lround(0.2 / dt));
    walk.leak = 1;
    walk.noise = process.noise;
    walk.threshold = process.threshold.first - 0.5826 * walk.noise * std::sqrt(dt);
    walk.starting_value = process.starting_value;
    walk.time_step = dt;
    const auto steps = static_cast<std::size_t>(std::lround(1 / dt));
    const FirstPassage found = first_passage_density(grid(dt, steps), process);
    const StepLaw law = euler_law(walk, steps);
    double error = 0;
    for (std::size_t k = 0; k < steps; ++k) {
      error = std::max({error, std::abs(law.upper[k] / dt - found.upper[k]),
                        std::abs(law.lower[k] / dt - found.lower[k])});
    }
    error /= peak(found);
    CHECK(error < 0.7 * before);
    before = error;
  }
  CHECK(before < 0.01);
}

TEST(densities_at_the_extremes_are_finite_and_not_negative) {
  const std::vector<double> times = {-1, 0, 1e-300, 1e-9, 1e-3, 0.1, 1, 30, 1e6, 1e300};
  for (const double threshold : {1e-4, 1.0, 1e4}) {
    for (const double drift : {0.0, -40.0, 1e4}) {
      for (const double leak : {0.0, 5.0, -5.0}) {
        for (const double start : {0.0, 0.999}) {
          FirstPassageProcess process = a_process();
          process.drift.first = drift;
          process.threshold.first = threshold;
          process.leak = leak;
          process.starting_value = start * threshold;
          process.accuracy = 1e-3;
          CHECK(!check(process));
          const FirstPassage found = first_passage_density(times, process);
          for (std::size_t i = 0; i < times.size(); ++i) {
            CHECK(std::isfinite(found.upper[i]) && found.upper[i] >= 0);
            CHECK(std::isfinite(found.lower[i]) && found.lower[i] >= 0);
          }
          CHECK(found.upper[0] == 0 && found.lower[1] == 0);
        }
      }
    }
  }
}

TEST(times_may_come_in_any_order) {
  const std::vector<double> times = {0.5, 0.1, 2, 0.1, 0.02};
  std::vector<double> sorted = times;
  std::sort(sorted.begin(), sorted.end());
  const FirstPassage any = first_passage_density(times, a_process());
  const FirstPassage increasing = first_passage_density(sorted, a_process());
  CHECK(any.upper[0] == increasing.upper[3] && any.lower[2] == increasing.lower[4]);
  CHECK(any.upper[1] == any.upper[3] && any.upper[4] == increasing.upper[0]);
}

TEST(processes_out_of_range_are_refused_by_name) {
  const auto field = [](auto change) {
    FirstPassageProcess process = a_process();
    change(process);
    const auto error = check(process);
    return error ? error->field : std::string();
  };
  CHECK(field([](FirstPassageProcess&) {}).empty());
  CHECK(field([](FirstPassageProcess& p) { p.drift.first = NAN; }) == "drift");
  CHECK(field([](FirstPassageProcess& p) { p.drift.kind = Course::Kind::kTable; }) == "drift.times");
  CHECK(field([](FirstPassageProcess& p) {
          p.drift = {.kind = Course::Kind::kTable, .times = {0, 1, 1}, .values = {1, 1, 1}};
        }) == "drift.times[2]");
  CHECK(field([](FirstPassageProcess& p) {
          p.threshold = {.kind = Course::Kind::kTable, .times = {0, 1}, .values = {1, NAN}};
        }) == "threshold.values[1]");
  CHECK(field([](FirstPassageProcess& p) {
          p.threshold = {.kind = Course::Kind::kExponential, .first = 1, .when = 0};
        }) == "threshold.tau");
  CHECK(field([](FirstPassageProcess& p) { p.threshold.first = -1; }) == "threshold");
  CHECK(field([](FirstPassageProcess& p) { p.leak = NAN; }) == "leak");
  CHECK(field([](FirstPassageProcess& p) { p.noise = 0; }) == "noise");
  CHECK(field([](FirstPassageProcess& p) { p.starting_value = 0.9; }) == "startingValue");
  CHECK(field([](FirstPassageProcess& p) { p.accuracy = 1; }) == "accuracy");
}
