#include "kernel/first_passage.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "legendre_basis.hpp"
#include "passage_start.hpp"
#include "radau.hpp"

namespace kernel {
namespace {

constexpr double kExtinct = 1e-30;  // fewer survivors than this, and the rest of the density is 0
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMostWork = 5'000'000;  // coefficients of all attempts at steps: about a second
constexpr std::size_t kLeastSize = 16;
constexpr double kStartReach = 5.7;  // coefficients of a normal law of sd w fall to 1e-7 by number 5.7 / w

// Carries the survivors from the start's end to the last time asked for.
class March {
 public:
  March(const FirstPassageProcess& process, const PassageStart& start)
      : process_(process), t_(start.until()) {
    const auto size = static_cast<std::size_t>(8 + kStartReach / start.width());
    a_ = project([&](double z) { return start.density(z); },
                 std::clamp(size, kLeastSize, LegendreBasis::kMost));
    ends_ = process.drift.kinks();
    const std::vector<double> more = process.threshold.kinks();
    ends_.insert(ends_.end(), more.begin(), more.end());
    std::sort(ends_.begin(), ends_.end());
    std::erase_if(ends_, [this](double end) { return end <= t_; });
    longest_ = std::min(process.drift.resolution(), process.threshold.resolution());
    h_ = 0.2 * t_;
  }

  /// Densities at increasing times after the start's end; when the last step that could be taken ended,
  /// infinity where all could.
  double run(std::span<const double> times, std::span<const std::size_t> places, FirstPassage& out) {
    std::size_t next = 0;
    while (next < places.size()) {
      if (!(mass_of(a_) > kExtinct) || bounds_have_met()) return kInfinity;
      if (!take_step()) return bounds_have_met() && work_ <= kMostWork ? kInfinity : t_;
      for (; next < places.size() && times[places[next]] <= t_; ++next) {
        const Outflow flow = interpolate((times[places[next]] - begin_) / (t_ - begin_));
        out.upper[places[next]] = std::max(0.0, flow.upper);
        out.lower[places[next]] = std::max(0.0, flow.lower);
      }
    }
    return kInfinity;
  }

 private:
  // Whether so little is left between the bounds that no time step is short enough for it.
  bool bounds_have_met() const {
    const double soon = t_ + 1e-9 * t_;
    return !(process_.threshold.at(soon, soon).value > 1e-6 * process_.threshold.at(0, 0).value);
  }

  // Goes one accepted step further; false where the bounds have met or no step is short enough.
  bool take_step() {
    for (int attempt = 0; attempt < 60; ++attempt) {
      work_ += a_.size();
      if (work_ > kMostWork) return false;
      const double end = end_of_step();
      const double h = end - t_;
      if (!(h > 1e-14 * t_)) return false;
      if (!prepare(h)) {
        h_ = 0.5 * h;
        continue;
      }
      radau_.attempt(a_, h, before_, motions_);
      const double error = error_of_attempt();
      if (!(error <= 1)) {
        h_ = h * (error < 1e4 ? std::max(0.2, 0.9 / std::sqrt(std::sqrt(error))) : 0.1);
        continue;
      }
      if (grow()) continue;
      accept(end, h, error);
      return true;
    }
    return false;
  }

  double end_of_step() {
    h_ = std::min(h_, longest_);
    if (ends_.empty()) return t_ + h_;
    const double left = ends_.front() - t_;
    if (h_ >= 0.99 * left) return ends_.front();
    return t_ + (h_ > 0.5 * left ? 0.5 * left : h_);
  }

  // (F1): what the equation is on x / threshold.
  bool motion(double t, double inside, Motion& out) const {
    const Course::Point bound = process_.threshold.at(t, inside);
    if (!(bound.value > 0)) return false;
    const double noise = process_.noise / bound.value;
    out = {process_.drift.at(t, inside).value / bound.value, -process_.leak - bound.slope / bound.value,
           0.5 * noise * noise};
    return true;
  }

  bool prepare(double h) {
    const double inside = t_ + 0.5 * h;
    if (!motion(t_, inside, before_)) return false;
    for (std::size_t i = 0; i < RadauStep::kStages; ++i) {
      if (!motion(t_ + RadauStep::kShare[i] * h, inside, motions_[i])) return false;
    }
    return true;
  }

  // The attempt's error in terms of what is allowed: of the outflow, and of the density in the mean.
  double error_of_attempt() {
    const std::span<const double> end = radau_.stage(2);
    const Outflow flow = outflow(motions_[2], radau_.error());
    const double mass = std::abs(mass_of(end));
    const double outflow_error =
        std::max(std::abs(flow.upper), std::abs(flow.lower)) / (motions_[2].diffusion * mass);
    double squares = 0;
    double all = 0;
    for (std::size_t k = 0; k < end.size(); ++k) {
      const double scale = 1 / static_cast<double>((k + 1) * (k + 1));  // the mass matrix, roughly
      squares += scale * radau_.error()[k] * radau_.error()[k];
      all += scale * end[k] * end[k];
    }
    return std::max(outflow_error, std::sqrt(squares / all)) / (kStepShare * allowed(mass));
  }

  // What errors relative to the survivors' mass may be: more where hardly any survive.
  double allowed(double mass) const { return process_.accuracy * std::clamp(1e-4 / mass, 1.0, 100.0); }

  // Size of the last coefficients, as parts of the outflow in units of mass * diffusion.
  static double tail(std::span<const double> a, std::size_t from, std::size_t to) {
    double most = 0;
    for (std::size_t k = from; k < to; ++k)
      most = std::max(most, LegendreBasis::get().slope[k] * std::abs(a[k]));
    return most / std::abs(mass_of(a));
  }

  // More polynomials where the last ones matter; then the step is to be tried again.
  bool grow() {
    const std::span<const double> end = radau_.stage(2);
    const std::size_t size = a_.size();
    if (size == LegendreBasis::kMost || tail(end, size - 4, size) <= kTailShare * allowed(mass_of(a_)))
      return false;
    a_.resize(std::min(LegendreBasis::kMost, size + size / 3), 0);
    return true;
  }

  void shrink() {
    while (a_.size() > kLeastSize) {
      const std::size_t less = std::max(kLeastSize, a_.size() - 4);
      if (tail(a_, less - 4, a_.size()) > 0.02 * kTailShare * allowed(mass_of(a_))) return;
      a_.resize(less);
    }
  }

  void accept(double end, double h, double error) {
    begin_ = t_;
    t_ = end;
    flows_[0] = outflow(before_, a_);
    for (int i = 0; i < RadauStep::kStages; ++i) {
      flows_[static_cast<std::size_t>(i + 1)] =
          outflow(motions_[static_cast<std::size_t>(i)], radau_.stage(i));
    }
    const std::span<const double> solution = radau_.stage(2);
    a_.assign(solution.begin(), solution.end());
    shrink();
    h_ = h * std::clamp(0.9 / std::sqrt(std::sqrt(std::max(error, 1e-12))), 0.5, 3.0);
    if (!ends_.empty() && t_ >= ends_.front()) ends_.erase(ends_.begin());
  }

  // The cubic through the outflows at the step's beginning and stages.
  Outflow interpolate(double share) const {
    constexpr std::array<double, 4> at = {0, RadauStep::kShare[0], RadauStep::kShare[1], 1};
    Outflow sum{0, 0};
    for (std::size_t i = 0; i < 4; ++i) {
      double weight = 1;
      for (std::size_t j = 0; j < 4; ++j) {
        if (j != i) weight *= (share - at[j]) / (at[i] - at[j]);
      }
      sum.upper += weight * flows_[i].upper;
      sum.lower += weight * flows_[i].lower;
    }
    return sum;
  }

  static constexpr double kStepShare = 1;    // of the accuracy, for one step's error
  static constexpr double kTailShare = 0.3;  // of the accuracy, for the polynomials left out

  const FirstPassageProcess& process_;
  double t_;
  double h_ = 0;
  double begin_ = 0;
  double longest_ = 0;
  std::size_t work_ = 0;
  std::vector<double> ends_;
  std::vector<double> a_;
  RadauStep radau_;
  Motion before_{};
  std::array<Motion, RadauStep::kStages> motions_{};
  std::array<Outflow, 4> flows_{};
};

}  // namespace

std::optional<ArgumentError> check(const FirstPassageProcess& process) {
  if (auto error = process.drift.check("drift")) return error;
  if (auto error = process.threshold.check("threshold")) return error;
  const double bound = process.threshold.at(0, 0).value;
  if (!(bound > 0)) return ArgumentError{"threshold", "must be above 0 at time 0", shown(bound)};
  if (!std::isfinite(process.leak)) return ArgumentError{"leak", "must be finite", shown(process.leak)};
  const double time = bound / process.noise * (bound / process.noise);
  if (!(process.noise > 0 && time > 1e-200 && time < 1e200)) {
    return ArgumentError{"noise", "must be finite, above 0 and comparable to the threshold",
                         shown(process.noise)};
  }
  if (!(std::abs(process.starting_value) < bound)) {
    return ArgumentError{"startingValue", "must be between the bounds of time 0",
                         shown(process.starting_value)};
  }
  if (!(process.accuracy >= 1e-6 && process.accuracy <= 1e-2)) {
    return ArgumentError{"accuracy", "must be in [1e-6, 0.01]", shown(process.accuracy)};
  }
  return {};
}

FirstPassage first_passage_density(std::span<const double> times, const FirstPassageProcess& process) {
  FirstPassage out{std::vector<double>(times.size(), 0), std::vector<double>(times.size(), 0), kInfinity};
  std::vector<std::size_t> order(times.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return times[i] < times[j]; });
  if (times.empty()) return out;
  const PassageStart start(process, times[order.back()]);
  std::size_t next = 0;
  for (; next < order.size() && times[order[next]] <= start.until(); ++next) {
    if (!(times[order[next]] > 0)) continue;
    const Outflow flow = start.outflow_at(times[order[next]]);
    out.upper[order[next]] = flow.upper;
    out.lower[order[next]] = flow.lower;
  }
  if (next < order.size()) out.until = March(process, start).run(times, std::span(order).subspan(next), out);
  return out;
}

}  // namespace kernel
