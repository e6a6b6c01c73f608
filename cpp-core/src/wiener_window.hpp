// Integrals of a side's density over a window of times and a range of starts, by adaptive panels (D6).
#pragma once

#include <vector>

#include "wiener_lanes.hpp"

namespace kernel {

/// What to integrate over.
struct WienerWindow {
  double low;          ///< start of the window of times [s], >= 0
  double high;         ///< its end; equal to `low`: that one time, not integrated over
  double start_range;  ///< full width of the start; the mean over it is taken
  double weight = 1;   ///< the density counts weight + slope * t
  double slope = 0;
};

/// value * e^scale, and the panels that it is the sum of where they were asked for.
struct WindowValue {
  double scale;
  double value;
};

/// The integral over the window, to `accuracy` relative to itself.
/// @param panels  filled with the panels that were accepted, unless null
[[nodiscard]] WindowValue window_integral(const WienerSide& side, const WienerWindow& window, double accuracy,
                                          std::vector<WienerPanel>* panels = nullptr);

/// The earliest time within (0, high] whose density is not negligible beside that of later ones (D11).
[[nodiscard]] double earliest_time(const WienerSide& side, double start_range, double high);

}  // namespace kernel
