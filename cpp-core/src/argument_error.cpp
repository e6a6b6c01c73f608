#include "kernel/argument_error.hpp"

#include <cstdio>
#include <cstdlib>

namespace kernel {

std::string indexed(const char* field, std::size_t index) {
  std::string text = field;
  text += '[';
  text += std::to_string(index);
  text += ']';
  return text;
}

std::string shown(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.15g", value);
  if (std::strtod(text, nullptr) != value) std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

}  // namespace kernel
