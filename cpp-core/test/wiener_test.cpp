#include "kernel/wiener.hpp"

#include <bit>
#include <cstring>
#include <vector>

#include "../src/wiener_lanes.hpp"
#include "check.hpp"
#include "kernel/isa.hpp"
#include "kernel/random.hpp"

namespace kernel {
namespace baseline {
extern const WienerLanes kWienerLanes;
}
#if defined(__x86_64__)
namespace avx2 {
extern const WienerLanes kWienerLanes;
}
namespace avx512 {
extern const WienerLanes kWienerLanes;
}
#endif
}  // namespace kernel

using namespace kernel;

namespace {

WienerProcess a_process() {
  WienerProcess process;
  process.drift = 0.8;
  process.threshold = 0.9;
  process.noise = 1.1;
  process.starting_value = 0.2;
  process.non_decision_time = 0.25;
  return process;
}

double log_density(double rt, int outcome, const WienerProcess& process) {
  const auto bound = static_cast<std::uint8_t>(outcome);
  double out = 0;
  wiener_log_density({&rt, 1}, {&bound, 1}, process, &out);
  return out;
}

double cdf(double rt, int outcome, const WienerProcess& process) {
  const auto bound = static_cast<std::uint8_t>(outcome);
  double out = 0;
  wiener_cdf({&rt, 1}, {&bound, 1}, process, &out);
  return out;
}

WienerGradient gradient(double rt, int outcome, const WienerProcess& process) {
  const auto bound = static_cast<std::uint8_t>(outcome);
  WienerGradient out{};
  wiener_log_density_gradient({&rt, 1}, {&bound, 1}, process, &out);
  return out;
}

// Mass of the density by trapezoids in the logarithm of time, where they converge exponentially.
double mass(int outcome, const WienerProcess& process, double latest) {
  const double onset = process.non_decision_time - process.non_decision_time_range / 2;
  const double step = 1.0 / 128;
  double sum = 0;
  for (double x = -14; x < std::log(latest); x += step) {
    const double t = std::exp(x);
    sum += std::exp(log_density(onset + t, outcome, process)) * t;
  }
  return sum * step;
}

std::vector<WienerProcess> processes_with_spreads() {
  WienerProcess drift = a_process();
  drift.drift_sd = 0.7;
  WienerProcess start = drift;
  start.starting_value_range = 0.6;
  WienerProcess time = drift;
  time.non_decision_time_range = 0.2;
  WienerProcess all = start;
  all.non_decision_time_range = 0.2;
  return {drift, start, time, all};
}

// Doubles of any finite size and sign, with the extremes more often than chance has it.
class AnyDouble {
 public:
  double operator()() {
    static constexpr double kExtremes[] = {0, -0.0, 5e-324, 2.2e-308,  1e-300, 1e-160,
                                           1, -1,   1e160,  1.797e308, -1e300};
    for (;;) {
      const std::uint64_t bits = next() << 32 | next();
      switch (next() % 4) {
        case 0:
          return kExtremes[bits % std::size(kExtremes)];
        case 1:
          return static_cast<double>(bits >> 11) * 0x1p-53 * 10 - 5;
        case 2:
          return std::ldexp(1 + static_cast<double>(bits >> 12) * 0x1p-52,
                            static_cast<int>(next() % 400) - 200);
        default: {
          const auto value = std::bit_cast<double>(bits);
          if (std::isfinite(value)) return value;
        }
      }
    }
  }
  std::uint64_t next() { return next_bits(state_); }

 private:
  StreamState state_ = stream_state({4, 4}, 4);
};

}  // namespace

TEST(wiener_density_integrates_to_the_choice_probability) {
  auto processes = processes_with_spreads();
  processes.push_back(a_process());
  for (const WienerProcess& process : processes) {
    const ChoiceProbability probability = wiener_choice_probability(process);
    CHECK_NEAR(probability.upper + probability.lower, 1, 1e-9);
    CHECK_NEAR(mass(1, process, 60), probability.upper, 1e-7);
    CHECK_NEAR(mass(0, process, 60), probability.lower, 1e-7);
  }
}

TEST(wiener_cdf_is_the_integral_of_the_density) {
  auto processes = processes_with_spreads();
  processes.push_back(a_process());
  for (const WienerProcess& process : processes) {
    for (int outcome : {0, 1}) {
      for (double rt : {0.3, 0.5, 0.9, 2.0}) {
        const double h = 1e-4;
        const double slope = (cdf(rt - 2 * h, outcome, process) - 8 * cdf(rt - h, outcome, process) +
                              8 * cdf(rt + h, outcome, process) - cdf(rt + 2 * h, outcome, process)) /
                             (12 * h);
        const double density = std::exp(log_density(rt, outcome, process));
        CHECK_NEAR(slope, density, 1e-5 * (1 + density));
      }
      const ChoiceProbability probability = wiener_choice_probability(process);
      CHECK_NEAR(cdf(1e3, outcome, process), outcome == 1 ? probability.upper : probability.lower, 1e-8);
    }
  }
}

TEST(spreads_average_densities_over_starts_and_times) {
  WienerProcess process = processes_with_spreads().back();
  for (int outcome : {0, 1}) {
    for (double rt : {0.2, 0.3, 0.42, 0.8, 2.5}) {
      WienerProcess fixed = process;
      fixed.starting_value_range = fixed.non_decision_time_range = 0;
      constexpr int kSteps = 400;
      double sum = 0;  // midpoints
      for (int i = 0; i < kSteps; ++i) {
        fixed.starting_value =
            process.starting_value + process.starting_value_range * ((i + 0.5) / kSteps - 0.5);
        for (int j = 0; j < kSteps; ++j) {
          fixed.non_decision_time =
              process.non_decision_time + process.non_decision_time_range * ((j + 0.5) / kSteps - 0.5);
          sum += std::exp(log_density(rt, outcome, fixed));
        }
      }
      CHECK_NEAR(log_density(rt, outcome, process), std::log(sum / (kSteps * kSteps)), 1e-3);
    }
  }
}

TEST(asked_for_accuracy_is_met) {
  for (double range : {0.05, 0.6, 1.39}) {
    for (double width : {0.001, 0.1, 0.5}) {
      WienerProcess process = a_process();
      process.starting_value_range = range;
      process.non_decision_time_range = width;
      for (double rt : {0.01, 0.24, 0.26, 0.3, 0.5, 1.0, 4.0, 12.0}) {
        for (int outcome : {0, 1}) {
          process.accuracy = 1e-12;
          const double best = log_density(rt, outcome, process);
          if (best == -INFINITY) continue;
          process.accuracy = 1e-9;
          CHECK_NEAR(log_density(rt, outcome, process), best, 1e-9);
        }
      }
    }
  }
}

TEST(gradients_agree_with_finite_differences) {
  auto processes = processes_with_spreads();
  processes.push_back(a_process());
  const double h = 1e-4;
  for (WienerProcess process : processes) {
    process.accuracy = 1e-12;
    for (int outcome : {0, 1}) {
      for (double rt : {0.4, 0.6, 1.5}) {
        const WienerGradient exact = gradient(rt, outcome, process);
        const auto difference = [&](double WienerProcess::*field) {
          const auto at = [&](double step) {
            WienerProcess moved = process;
            moved.*field += step;
            return log_density(rt, outcome, moved);
          };
          return (at(-2 * h) - 8 * at(-h) + 8 * at(h) - at(2 * h)) / (12 * h);
        };
        CHECK_NEAR(exact.drift, difference(&WienerProcess::drift), 1e-7);
        CHECK_NEAR(exact.threshold, difference(&WienerProcess::threshold), 1e-6);
        CHECK_NEAR(exact.starting_value, difference(&WienerProcess::starting_value), 1e-6);
        CHECK_NEAR(exact.non_decision_time, difference(&WienerProcess::non_decision_time), 1e-5);
      }
    }
  }
}

TEST(both_series_agree_where_they_meet) {
  WienerProcess process = a_process();
  process.non_decision_time = 0;
  const double separation = 2 * process.threshold;
  const double meet = kSeriesSwitch * separation * separation / (process.noise * process.noise);
  for (double start = -0.89; start < 0.9; start += 0.01) {
    process.starting_value = start;
    const double before = log_density(meet * (1 - 1e-13), 1, process);
    CHECK_NEAR(log_density(meet * (1 + 1e-13), 1, process), before, 1e-11);
  }
}

TEST(no_double_in_range_makes_a_nan) {
  AnyDouble any;
  int scored = 0;
  for (int i = 0; i < 60000; ++i) {
    WienerProcess process;
    process.drift = any();
    process.threshold = std::abs(any());
    process.noise = std::abs(any());
    process.starting_value =
        any.next() % 2 ? any() : process.threshold * (static_cast<double>(any.next()) * 0x1p-31 - 1);
    process.non_decision_time = any.next() % 2 ? 0 : std::abs(any());
    if (any.next() % 3 == 0) process.drift_sd = std::abs(any());
    if (any.next() % 200 == 0) {
      process.starting_value_range = process.threshold - std::abs(process.starting_value);
      process.non_decision_time_range = process.non_decision_time;
    }
    const double rt = process.non_decision_time + std::abs(any());
    if (check(process) || !std::isfinite(rt)) continue;
    ++scored;
    const int outcome = static_cast<int>(any.next() % 2);
    CHECK(log_density(rt, outcome, process) < INFINITY);  // false for NaN
    const WienerGradient g = gradient(rt, outcome, process);
    CHECK(!std::isnan(g.drift + g.threshold + g.starting_value + g.non_decision_time) ||
          !std::isnan(g.drift));
    CHECK(!std::isnan(g.threshold) && !std::isnan(g.starting_value) && !std::isnan(g.non_decision_time));
    const double probability = cdf(rt, outcome, process);
    CHECK(probability >= 0 && probability <= 1);
    const ChoiceProbability choice = wiener_choice_probability(process);
    CHECK(choice.upper >= 0 && choice.upper <= 1 && choice.lower >= 0 && choice.lower <= 1);
  }
  CHECK(scored > 30000);
}

TEST(rates_beyond_the_lanes_range_follow_the_scale_of_the_process) {
  // Lengths times 2^k, times times 4^k: the same process in other units.
  const WienerProcess process = a_process();
  for (int k : {-480, -200, -10, 100, 250, 500}) {
    WienerProcess scaled = process;
    const double length = std::ldexp(1.0, k);
    scaled.threshold *= length;
    scaled.starting_value *= length;
    scaled.non_decision_time *= length * length;
    scaled.drift /= length;
    for (double rt : {0.26, 0.5, 3.0}) {
      for (int outcome : {0, 1}) {
        const double shifted = log_density(rt * length * length, outcome, scaled) + 2 * k * std::log(2.0);
        CHECK_NEAR(shifted, log_density(rt, outcome, process), 1e-11);
      }
    }
  }
}

TEST(wiener_bits_are_the_same_on_every_instruction_set) {
#if defined(__x86_64__)
  const WienerSide side = {0.43, 0.57, -0.7, 0.31, 0.2, std::log(0.31)};
  std::vector<double> times;
  for (int i = 0; i < 1003; ++i) times.push_back(1e-3 * (i + 1));
  const WienerPanel panels[] = {{-1, 0.8, 0, 0.43, 0.57, 0.2, 1, 0},
                                {-1, 0.8, 0, 0.43, 0.57, 0, 1, -0.1},
                                {0, 0, 0.4, 0.43, 0.57, 0.3, 1, 0}};
  const auto bits_of = [&](const WienerLanes& lanes) {
    std::vector<double> values(times.size());
    lanes.log_density(side, times.data(), times.size(), values.data());
    for (const WienerPanel& panel : panels) {
      const PanelValue value = lanes.panel(side, panel);
      values.insert(values.end(), {value.scale, value.value, value.time_change, value.start_change});
    }
    return values;
  };
  const std::vector<double> base = bits_of(baseline::kWienerLanes);
  const auto same = [&](const std::vector<double>& values) {
    return std::memcmp(values.data(), base.data(), base.size() * sizeof(double)) == 0;
  };
  for (const Isa isa : usable_isas()) {
    if (isa == Isa::kAvx2) CHECK(same(bits_of(avx2::kWienerLanes)));
    if (isa == Isa::kAvx512) CHECK(same(bits_of(avx512::kWienerLanes)));
  }
#endif
}

TEST(a_wiener_process_out_of_range_is_refused_by_name) {
  const auto field = [](double WienerProcess::*member, double value) {
    WienerProcess process = a_process();
    process.*member = value;
    const auto error = check(process);
    return error ? error->field : std::string("none");
  };
  CHECK(field(&WienerProcess::drift, NAN) == "drift");
  CHECK(field(&WienerProcess::threshold, 0) == "threshold");
  CHECK(field(&WienerProcess::noise, -1) == "noise");
  CHECK(field(&WienerProcess::starting_value, 0.9) == "startingValue");
  CHECK(field(&WienerProcess::non_decision_time, -0.1) == "nonDecisionTime");
  CHECK(field(&WienerProcess::drift_sd, INFINITY) == "driftSd");
  CHECK(field(&WienerProcess::starting_value_range, 1.5) == "startingValueRange");
  CHECK(field(&WienerProcess::non_decision_time_range, 0.6) == "nonDecisionTimeRange");
  CHECK(field(&WienerProcess::accuracy, 0) == "accuracy");
  CHECK(field(&WienerProcess::drift, 3) == "none");
}
