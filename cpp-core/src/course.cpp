#include "kernel/course.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "kernel/exact_math.hpp"

namespace kernel {
namespace {

using Values = std::vector<double>;

// Slope at a point of a table, from the parabola through it and its neighbours.
double slope_at(const Values& times, const Values& values, std::size_t i) {
  const auto chord = [&](std::size_t from) {
    return (values[from + 1] - values[from]) / (times[from + 1] - times[from]);
  };
  if (i == 0) return chord(0);
  if (i + 1 == times.size()) return chord(i - 1);
  const double before = times[i] - times[i - 1];
  const double after = times[i + 1] - times[i];
  return (chord(i - 1) * after + chord(i) * before) / (before + after);
}

// Hermite's cubic between points i - 1 and i.
Course::Point cubic(const Values& times, const Values& values, std::size_t i, double t) {
  const double width = times[i] - times[i - 1];
  const double u = (t - times[i - 1]) / width;
  const double chord = (values[i] - values[i - 1]) / width;
  const double begin = slope_at(times, values, i - 1) - chord;
  const double end = slope_at(times, values, i) - chord;
  const double bend = u * (1 - u) * ((1 - u) * begin - u * end);
  const double turn = (1 - u) * (1 - 3 * u) * begin - u * (2 - 3 * u) * end;
  return {values[i - 1] + u * (values[i] - values[i - 1]) + width * bend, chord + turn};
}

Course::Point in_table(const Values& times, const Values& values, double t, double inside) {
  const bool smooth = times.size() > kMostKinks;
  const double where = smooth ? t : inside;
  const auto after = std::upper_bound(times.begin(), times.end(), where);
  if (after == times.begin()) return {values.front(), 0};
  if (after == times.end()) return {values.back(), 0};
  const auto i = static_cast<std::size_t>(after - times.begin());
  if (smooth) return cubic(times, values, i, t);
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
  const std::string times_name = name + ".times";
  const std::string values_name = name + ".values";
  if (times.empty()) return ArgumentError{times_name, "must hold a time at least", "none"};
  if (values.size() != times.size()) {
    return ArgumentError{values_name, "must be as many as the times, " + std::to_string(times.size()),
                         std::to_string(values.size())};
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!std::isfinite(times[i]) || (i > 0 && !(times[i] > times[i - 1]))) {
      return ArgumentError{indexed(times_name.c_str(), i), "must be finite and above the time before",
                           shown(times[i])};
    }
    if (!std::isfinite(values[i]))
      return ArgumentError{indexed(values_name.c_str(), i), "must be finite", shown(values[i])};
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
  if (kind != Kind::kTable) return found;
  if (times.size() > kMostKinks) {  // smooth but for its ends
    if (times.front() > 0) found.push_back(times.front());
    if (times.back() > 0) found.push_back(times.back());
    return found;
  }
  std::copy_if(times.begin(), times.end(), std::back_inserter(found), [](double t) { return t > 0; });
  return found;
}

double Course::resolution() const {
  if (kind != Kind::kTable || times.size() <= kMostKinks) return std::numeric_limits<double>::infinity();
  return 4 * (times.back() - times.front()) / static_cast<double>(times.size());
}

}  // namespace kernel
