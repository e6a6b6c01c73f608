// What the kernel says about an argument that it refuses.
#pragma once

#include <string>

namespace kernel {

/// An argument that was refused: which, what it must be, and what it was.
struct ArgumentError {
  std::string field;
  std::string expectation;
  std::string value;
};

/// "field[index]"
[[nodiscard]] std::string indexed(const char* field, std::size_t index);

/// The shortest of %.15g and %.17g that reads back as `value`.
[[nodiscard]] std::string shown(double value);

}  // namespace kernel
