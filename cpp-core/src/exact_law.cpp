#include "exact_law.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "kernel/euler_law.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/wiener.hpp"

namespace kernel {
namespace {

constexpr double kNegInf = -std::numeric_limits<double>::infinity();

class ContinuousLaw final : public ExactLaw {
 public:
  ContinuousLaw(const ExactConditions& conditions, std::size_t c, bool wants_gradient)
      : wants_gradient_(wants_gradient) {
    process_.drift = conditions.drift[c];
    process_.threshold = conditions.threshold[c];
    process_.noise = conditions.noise[c];
    process_.starting_value = conditions.starting_value[c];
    process_.non_decision_time = conditions.non_decision_time[c];
    has_density_ = std::fabs(process_.starting_value) < process_.threshold;
  }

  [[nodiscard]] std::vector<Graded> densities(std::span<const double> rt,
                                              std::span<const std::uint8_t> bound) const override {
    std::vector<double> logs(rt.size(), kNegInf);
    std::vector<WienerGradient> slopes(wants_gradient_ ? rt.size() : 0, WienerGradient{0, 0, 0, 0});
    if (has_density_) {
      wiener_log_density(rt, bound, process_, logs.data());
      if (wants_gradient_) wiener_log_density_gradient(rt, bound, process_, slopes.data());
    }
    std::vector<Graded> graded;
    graded.reserve(rt.size());
    for (std::size_t i = 0; i < rt.size(); ++i) {
      const WienerGradient slope = wants_gradient_ ? slopes[i] : WienerGradient{0, 0, 0, 0};
      graded.push_back(
          {logs[i], slope.drift, slope.threshold, slope.starting_value, slope.non_decision_time});
    }
    return graded;
  }

  [[nodiscard]] Graded chance(std::uint8_t choice, const RtRange& interval) const override {
    return has_density_ ? log_chance(process_, choice, interval, wants_gradient_)
                        : Graded{kNegInf, 0, 0, 0, 0};
  }

 private:
  WienerProcess process_;
  bool wants_gradient_;
  bool has_density_;
};

class WalkLaw final : public ExactLaw {
 public:
  WalkLaw(const ExactConditions& conditions, std::size_t c, double time_step)
      : non_decision_time_(conditions.non_decision_time[c]) {
    walk_.drift = conditions.drift[c];
    walk_.threshold = conditions.threshold[c];
    walk_.noise = conditions.noise[c];
    walk_.starting_value = conditions.starting_value[c];
    walk_.time_step = time_step;
  }

  [[nodiscard]] std::vector<Graded> densities(std::span<const double> rt,
                                              std::span<const std::uint8_t> bound) const override {
    std::vector<double> logs(rt.size());
    if (!rt.empty()) euler_log_density(rt, bound, walk_, non_decision_time_, logs.data());
    std::vector<Graded> graded;
    graded.reserve(rt.size());
    for (const double log : logs) graded.push_back({log, 0, 0, 0, 0});
    return graded;
  }

  [[nodiscard]] Graded chance(std::uint8_t choice, const RtRange& interval) const override {
    return log_chance(walk_, non_decision_time_, choice, interval);
  }

 private:
  EulerWalk walk_;
  double non_decision_time_;
};

// log(e^a + e^b), and the mean of the derivatives by their shares.
Graded sum_of(const Graded& a, const Graded& b) {
  const Graded& more = a.log >= b.log ? a : b;
  const Graded& less = a.log >= b.log ? b : a;
  if (less.log == kNegInf) return more;
  const double ratio = exact_exp(less.log - more.log);
  const auto mean = [&](double Graded::*field) {
    return (more.*field + ratio * (less.*field)) / (1 + ratio);
  };
  return {more.log + exact_log(1 + ratio), mean(&Graded::drift), mean(&Graded::threshold),
          mean(&Graded::starting_value), mean(&Graded::non_decision_time)};
}

}  // namespace

std::vector<Graded> ExactLaw::log_likelihoods(std::span<const Seen> seen) const {
  std::vector<double> rt;
  std::vector<std::uint8_t> bound;
  for (const Seen& one : seen) {
    if (!one.is_point) continue;
    for (const std::uint8_t choice : {kUpper, kLower}) {
      if (one.choice != kAnyChoice && one.choice != choice) continue;
      rt.push_back(one.low);
      bound.push_back(choice);
    }
  }
  const std::vector<Graded> points = densities(rt, bound);
  std::array<std::optional<Graded>, 3> chances;
  std::vector<Graded> own;
  own.reserve(seen.size());
  auto point = points.begin();
  for (const Seen& one : seen) {
    if (!one.is_point) {
      auto& known = chances[one.choice == kAnyChoice ? 2 : one.choice];
      if (!known) known = chance(one.choice, {one.low, one.high});
      own.push_back(*known);
    } else if (one.choice != kAnyChoice) {
      own.push_back(*point++);
    } else {
      own.push_back(sum_of(point[0], point[1]));
      point += 2;
    }
  }
  return own;
}

std::unique_ptr<ExactLaw> law_of(const ExactConditions& conditions, std::size_t condition,
                                 const ExactOptions& options) {
  if (options.euler_step) return std::make_unique<WalkLaw>(conditions, condition, *options.euler_step);
  return std::make_unique<ContinuousLaw>(conditions, condition, options.wants_gradient);
}

}  // namespace kernel
