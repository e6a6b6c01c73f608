#include "kernel/course.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "kernel/exact_math.hpp"

namespace kernel {
namespace {

Course::Point in_table(const std::vector<double>& times, const std::vector<double>& values, double t,
                       double inside) {
  const auto after = std::upper_bound(times.begin(), times.end(), inside);
  if (after == times.begin()) return {values.front(), 0};
  if (after == times.end()) return {values.back(), 0};
  const auto i = static_cast<std::size_t>(after - times.begin());
  const double slope = (values[i] - values[i - 1]) / (times[i] - times[i - 1]);
  return {values[i - 1] + slope * (t - times[i - 1]), slope};
}

}  // namespace

namespace {

// The names of `first`, `second` and `when` in TypeScript.
struct Names {
  const char* first;
  const char* second;
  const char* when;
};

Names names_of(Course::Kind kind) {
  switch (kind) {
    case Course::Kind::kSwitch:
      return {".before", ".after", ".switchAt"};
    case Course::Kind::kLinear:
      return {".b0", ".slope", ""};
    case Course::Kind::kExponential:
      return {".b0", ".bInf", ".tau"};
    case Course::Kind::kHyperbolic:
      return {".b0", "", ".tHalf"};
    default:
      return {"", "", ""};
  }
}

std::optional<ArgumentError> check_table(const std::string& name, const std::vector<double>& times,
                                         const std::vector<double>& values) {
  if (times.empty()) return ArgumentError{name + ".times", "must hold a time at least", "none"};
  if (values.size() != times.size()) {
    return ArgumentError{name + ".values", "must be as many as the times, " + std::to_string(times.size()),
                         std::to_string(values.size())};
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    const std::string place = "[" + std::to_string(i) + "]";
    if (!std::isfinite(times[i]) || (i > 0 && !(times[i] > times[i - 1]))) {
      return ArgumentError{name + ".times" + place, "must be finite and above the time before",
                           shown(times[i])};
    }
    if (!std::isfinite(values[i]))
      return ArgumentError{name + ".values" + place, "must be finite", shown(values[i])};
  }
  return {};
}

}  // namespace

std::optional<ArgumentError> Course::check(const std::string& name) const {
  if (kind == Kind::kTable) return check_table(name, times, values);
  const Names names = names_of(kind);
  if (!std::isfinite(first)) return ArgumentError{name + names.first, "must be finite", shown(first)};
  if (!std::isfinite(second)) return ArgumentError{name + names.second, "must be finite", shown(second)};
  const bool is_time_constant = kind == Kind::kExponential || kind == Kind::kHyperbolic;
  if (!std::isfinite(when) || (is_time_constant && !(when > 0))) {
    return ArgumentError{name + names.when,
                         is_time_constant ? "must be finite and above 0" : "must be finite", shown(when)};
  }
  return {};
}

Course::Point Course::at(double t, double inside) const {
  switch (kind) {
    case Kind::kConstant:
      return {first, 0};
    case Kind::kSwitch:
      return {inside < when ? first : second, 0};
    case Kind::kLinear:
      return {first + second * t, second};
    case Kind::kExponential: {
      const double above = (first - second) * exact_exp(-t / when);
      return {second + above, -above / when};
    }
    case Kind::kHyperbolic: {
      const double shrink = 1 + t / when;
      return {first / shrink, -first / (when * shrink * shrink)};
    }
    case Kind::kTable:
      return in_table(times, values, t, inside);
  }
  return {first, 0};
}

std::vector<double> Course::kinks() const {
  if (kind == Kind::kSwitch && when > 0) return {when};
  std::vector<double> found;
  if (kind != Kind::kTable || times.size() > kMostKinks) return found;
  std::copy_if(times.begin(), times.end(), std::back_inserter(found), [](double t) { return t > 0; });
  return found;
}

double Course::resolution() const {
  if (kind != Kind::kTable || times.size() <= kMostKinks) return std::numeric_limits<double>::infinity();
  return 4 * (times.back() - times.front()) / static_cast<double>(times.size());
}

}  // namespace kernel
