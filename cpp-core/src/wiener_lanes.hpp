// What src/wiener_lanes.cpp offers in one copy for each instruction set; src/wiener_side.cpp makes its
// inputs.
//
// All is in units of the separation of the bounds: a process starts `start` away from the bound that it hits,
// `rest` away from the other one, and drifts away from the bound that it hits where `drift` is positive.
#pragma once

#include <cstddef>

#include "gauss_kronrod.hpp"

namespace kernel {

/// One bound of a process, in units of the separation; equation numbers are those of docs/densities.md.
struct WienerSide {
  double start;         ///< w, in (0, 1)
  double rest;          ///< c = 1 - w, to its own last bit
  double drift;         ///< V [1/s]
  double noise_square;  ///< U [1/s]: u = U t
  double drift_square;  ///< H [1/s]: variance of the drift over the noise's, h = 1 + H t
  double log_noise_square;
};

/// A rectangle of times (on a logarithmic axis) and start points to integrate a density over.
struct WienerPanel {
  double log_time_middle;
  double log_time_half;  ///< 0: the one time `single_time`, not integrated over
  double single_time;
  double start_middle;
  double rest_middle;
  double start_half;  ///< 0: the one start `start_middle`, not integrated over
  double weight;      ///< the density counts weight + slope * t
  double slope;
};

/// A panel's integral by a product of Gauss-Kronrod rules, times e^-scale.
struct PanelValue {
  double scale;
  double value;
  double time_change;   ///< how much a lower order in time changes `value`
  double start_change;  ///< likewise in start
};

struct WienerLanes {
  /// Log densities (D2) of `n` times since onset, all within the range of `in_fast_range`.
  void (*log_density)(const WienerSide& side, const double* times, std::size_t n, double* out);
  PanelValue (*panel)(const WienerSide& side, const WienerPanel& panel);
  /// The sum of (D4) at 1 / u = `inverse`; > 0.
  double (*small_time_sum)(double inverse, double w, double c);
  /// The sum of (D5) without its first power of q = e^(-pi^2 u / 2); > 0.
  double (*large_time_sum)(double q, double w, double c);
};

/// The copy for the best instruction set that runs here.
[[nodiscard]] const WienerLanes& wiener_lanes();

constexpr double kSeriesSwitch = 0.16;  ///< u below which the small-time series is summed
constexpr int kSineTerms = 8;           ///< terms of the large-time series above it

}  // namespace kernel
