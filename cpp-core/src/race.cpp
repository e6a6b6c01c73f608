#include "kernel/race.hpp"

#include <cmath>

namespace kernel {

std::optional<ArgumentError> check_choices(std::span<const double> rt, std::span<const std::uint8_t> choice,
                                           std::size_t accumulators) {
  if (choice.size() != rt.size()) {
    return ArgumentError{"choice", "must be as long as rt", std::to_string(choice.size()) + " values"};
  }
  for (std::size_t i = 0; i < rt.size(); ++i) {
    if (!std::isfinite(rt[i])) return ArgumentError{indexed("rt", i), "must be finite", shown(rt[i])};
    if (choice[i] >= accumulators) {
      return ArgumentError{indexed("choice", i),
                           "must be below the number of accumulators, " + std::to_string(accumulators),
                           std::to_string(choice[i])};
    }
  }
  return std::nullopt;
}

std::optional<ArgumentError> check_each(const char* field, std::span<const double> values, bool positive) {
  if (values.empty()) return ArgumentError{field, "must hold a value for each accumulator", "none"};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i]) && (!positive || values[i] > 0)) continue;
    return ArgumentError{indexed(field, i), positive ? "must be finite and above 0" : "must be finite",
                         shown(values[i])};
  }
  return std::nullopt;
}

std::optional<ArgumentError> check_one(const char* field, double value, double least, bool strict) {
  if (std::isfinite(value) && (strict ? value > least : value >= least)) return std::nullopt;
  const std::string expectation = strict ? "must be finite and above " : "must be finite and at least ";
  return ArgumentError{field, expectation + shown(least), shown(value)};
}

}  // namespace kernel
