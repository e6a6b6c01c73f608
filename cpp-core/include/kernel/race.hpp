// What the race models share: several accumulators run at once, the first at its threshold decides.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "kernel/argument_error.hpp"

namespace kernel {

/// The first response that is not finite, or choice that names no accumulator.
[[nodiscard]] std::optional<ArgumentError> check_choices(std::span<const double> rt,
                                                         std::span<const std::uint8_t> choice,
                                                         std::size_t accumulators);

/// Refuses values that are not finite, or not above 0 where `positive`; `field` is named with the index.
[[nodiscard]] std::optional<ArgumentError> check_each(const char* field, std::span<const double> values,
                                                      bool positive);

/// Refuses a value that is not finite and at least (above, where `strict`) `least`.
[[nodiscard]] std::optional<ArgumentError> check_one(const char* field, double value, double least,
                                                     bool strict);

}  // namespace kernel
