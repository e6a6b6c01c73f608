#include "wiener_window.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernel/exact_math.hpp"
#include "wiener_side.hpp"

namespace kernel {
namespace {

constexpr std::size_t kMostPanels = 400;
constexpr double kNegInf = -std::numeric_limits<double>::infinity();

struct Piece {
  WienerPanel panel;
  PanelValue value;
  double error;  // of value.value
};

// What a change of order says about the error of the higher order (QUADPACK's rule, Piessens et al. 1983).
double error_of(double change, double value) {
  const double relative = std::fabs(change / value);
  return value * std::min(relative, 200 * relative * std::sqrt(200 * relative));
}

Piece piece_of(const WienerSide& side, const WienerPanel& panel) {
  Piece piece = {panel, wiener_lanes().panel(side, panel), 0};
  const double value = piece.value.value;
  if (value > 0)
    piece.error = error_of(piece.value.time_change, value) + error_of(piece.value.start_change, value);
  return piece;
}

WienerPanel whole(const WienerSide& side, const WienerWindow& window) {
  WienerPanel panel = {
      0, 0, window.low, side.start, side.rest, window.start_range / 2, window.weight, window.slope};
  if (window.high > window.low) {
    const double high = exact_log(window.high);
    const double low = exact_log(std::max(window.low, earliest_time(side, window.start_range, window.high)));
    panel.log_time_middle = 0.5 * (low + high);
    panel.log_time_half = std::max(0.5 * (high - low), std::numeric_limits<double>::min());
  }
  return panel;
}

void halve(const Piece& piece, WienerPanel& first, WienerPanel& second) {
  first = second = piece.panel;
  if (std::fabs(piece.value.time_change) > std::fabs(piece.value.start_change)) {
    const double half = first.log_time_half = second.log_time_half = piece.panel.log_time_half / 2;
    first.log_time_middle -= half;
    second.log_time_middle += half;
    return;
  }
  const double half = first.start_half = second.start_half = piece.panel.start_half / 2;
  first.start_middle -= half;
  first.rest_middle += half;
  second.start_middle += half;
  second.rest_middle -= half;
}

struct Total {
  double scale = kNegInf;
  double value = 0;
  double error = 0;
  std::size_t worst = 0;
};

Total total_of(const std::vector<Piece>& pieces) {
  Total total;
  for (const Piece& piece : pieces) total.scale = std::max(total.scale, piece.value.scale);
  double most = -1;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const double factor = exact_exp(pieces[i].value.scale - total.scale);
    total.value += factor * pieces[i].value.value;
    total.error += factor * pieces[i].error;
    if (factor * pieces[i].error > most) {
      most = factor * pieces[i].error;
      total.worst = i;
    }
  }
  return total;
}

}  // namespace

double earliest_time(const WienerSide& side, double start_range, double high) {
  // With the least distance d of a start and R = d^2 / 2U, the exponent of (D4) at time t is at least
  // (R / t - d |V| / U) / h(t), so that solving for t leaves out less than e^-45 of the density at `late`.
  const double distance = std::max(side.start - start_range / 2, std::numeric_limits<double>::epsilon());
  const double drift = std::fabs(side.drift);
  double late = std::min(high, kSeriesSwitch / side.noise_square);
  if (drift * late > distance) late = distance / drift;
  const double h = 1 + side.drift_square * late;
  const double way = distance + side.drift * late;
  const double rate = distance * distance / (2 * side.noise_square);
  const double toward = side.drift < 0 ? distance * drift / side.noise_square : 0;
  const double depth = way * way / (2 * side.noise_square * late * h) + 45;
  const double front = 1.5 * exact_log(1 + late * depth / rate);
  return std::max(1 / kFastLimit, std::min(late, rate / (h * (depth + front) + toward)));
}

WindowValue window_integral(const WienerSide& side, const WienerWindow& window, double accuracy,
                            std::vector<WienerPanel>* panels) {
  static thread_local std::vector<Piece> pieces;
  pieces.clear();
  pieces.push_back(piece_of(side, whole(side, window)));
  Total total = total_of(pieces);
  while (total.value > 0 && total.error > accuracy * total.value && pieces.size() < kMostPanels) {
    WienerPanel first;
    WienerPanel second;
    halve(pieces[total.worst], first, second);
    pieces[total.worst] = piece_of(side, first);
    pieces.push_back(piece_of(side, second));
    total = total_of(pieces);
  }
  if (panels != nullptr) {
    panels->clear();
    for (const Piece& piece : pieces) panels->push_back(piece.panel);
  }
  const double width = window.start_range > 0 ? window.start_range : 1;
  // A window too short for its ends to differ as logarithms may leave less than nothing.
  return {total.scale, std::max(total.value / width, 0.0)};
}

double averaged_log_density(const WideSide& wide, double start_range, double low, double high,
                            double accuracy) {
  if (!(high > 0)) return kNegInf;
  // Times beyond what the lanes take are cut: nothing there is told apart any more.
  const double least = std::max(1 / kFastLimit, 1 / (kFastLimit * wide.side.noise_square));
  const double most = std::max(least, kFastLimit);
  const double end = std::clamp(high, least, most);
  const double begin = low == high ? end : std::clamp(low, 0.0, end);
  const WindowValue integral = window_integral(wide.side, {begin, end, start_range}, accuracy);
  const double width = low == high ? 1 : high - low;
  return exact_log(integral.value) + integral.scale - exact_log(width);
}

}  // namespace kernel
