// Drifts and thresholds that change with time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "kernel/argument_error.hpp"

namespace kernel {

/// How a drift or a threshold depends on the time since onset.
struct Course {
  enum class Kind {
    kConstant,     ///< first
    kSwitch,       ///< first before `when`, second from then on
    kLinear,       ///< first + second t
    kExponential,  ///< second + (first - second) exp(-t / when)
    kHyperbolic,   ///< first / (1 + t / when)
    kTable,  ///< linear between `times` (cubic in a table of more than `kMostKinks`), constant outside them
  };
  Kind kind = Kind::kConstant;
  double first = 0;
  double second = 0;
  double when = 1;              ///< [s]
  std::vector<double> times{};  ///< [s], strictly increasing, at least one
  std::vector<double> values{};

  /// The first field that is out of range, by its name in TypeScript after `name`.
  [[nodiscard]] std::optional<ArgumentError> check(const std::string& name) const;

  struct Point {
    double value;
    double slope;
  };

  /// Value and slope at `t` >= 0, continued from the piece in which `inside` lies: at a kink, `inside` says
  /// from which side.
  [[nodiscard]] Point at(double t, double inside) const;

  /// Times > 0 at which the value or the slope jumps.
  [[nodiscard]] std::vector<double> kinks() const;

  /// The largest time step that sees every feature; infinity where the kinks are few enough to step on each.
  [[nodiscard]] double resolution() const;
};

/// Most kinks of one course that are stepped on; finer tables are smoothed instead.
constexpr std::size_t kMostKinks = 256;

}  // namespace kernel
