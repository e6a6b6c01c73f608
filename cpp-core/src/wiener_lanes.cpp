// The Wiener density over lanes of doubles: many times of one process, or a rectangle of times and
// starts.
//
// Compiled once for each instruction set (KERNEL_TARGET); each lane's bits depend on its own inputs only. A
// density is kept as an exponent and a positive factor, so that nothing under- or overflows before the
// logarithm.
#include "wiener_lanes.hpp"

#include "double_lanes.hpp"

namespace kernel {
namespace {

constexpr double kHalfLogTwoPi = 0.9189385332046727;
constexpr double kLogPi = 1.1447298858494002;
constexpr double kHalfPiSquare = 4.934802200544679;

// Nodes of a rule go to vectors in order. Sums are taken over eight fixed columns first, then from column to
// column, so that their bits do not depend on how many lanes a vector has.
constexpr int kColumns = 8 / kDoubleLanes;
constexpr int kTimeVectors = 24 / kDoubleLanes;
constexpr int kStartVectors = 16 / kDoubleLanes;

// f = e^exponent * factor.
struct Split {
  D exponent;
  D factor;
};

// (D4): images of the start in both bounds, in pairs that cannot cancel: those of the near bound where the
// start is nearer to the bound that is hit, else those of the other bound. `inverse` is 1 / u.
KERNEL_LANE_INLINE D small_time_sum(D inverse, D w, D c) {
  const ExpPair far = lane_exp_pair(-2 * c * inverse);
  const ExpPair near = lane_exp_pair(-4 * w * inverse);
  const D cubed = far.exp * far.exp * far.exp;
  const D low = w + far.exp * (2 * w * near.exp - (2 - w) * near.one_minus);
  const D second = (2 + w) * far.one_minus * (1 + far.exp + far.exp * far.exp) - 2 * c * cubed;
  const D high = w * far.one_minus - 2 * c * far.exp + far.exp * near.exp * second;
  return pick(w < 0.5, low, high);
}

// Coefficients k sin(k pi w) of (D5).
struct Sines {
  D term[kSineTerms];
};

KERNEL_LANE_INLINE Sines sines_of(D w, D c) {
  D sine;
  D cosine;
  const DMask near = w < 0.5;
  lane_sin_cos_pi(pick(near, w, c), sine, cosine);
  const D twice = 2 * pick(near, cosine, -cosine);
  Sines sines;
  D before = D{};
  D last = sine;
  sines.term[0] = sine;
  for (int k = 2; k <= kSineTerms; ++k) {
    const D next = twice * last - before;
    before = last;
    last = next;
    sines.term[k - 1] = k * next;
  }
  return sines;
}

// (D5) without its first power of q: sum over k of k sin(k pi w) q^(k^2 - 1).
KERNEL_LANE_INLINE D large_time_sum(const Sines& sines, D q) {
  const D square = q * q;
  D power[kSineTerms];  // q^(2k + 1)
  power[0] = q;
  for (int k = 1; k < kSineTerms; ++k) power[k] = power[k - 1] * square;
  D sum = sines.term[kSineTerms - 1];
  for (int k = kSineTerms - 1; k >= 1; --k) sum = sines.term[k - 1] + power[k] * sum;
  return sum;
}

// One start, a vector of times.
KERNEL_LANE_INLINE Split at_times(const WienerSide& side, const Sines& sines, D t) {
  const D u = side.noise_square * t;
  const D h = 1 + side.drift_square * t;
  const D y = side.drift * t;
  const DMask small = u < kSeriesSwitch;
  Split result = {D{}, all(1)};
  if (any(~small)) {
    const double still = side.drift_square * side.start * side.start - 2 * side.drift * side.start;
    const D decay = -kHalfPiSquare * u;
    result.exponent =
        (still - side.drift * y) / (2 * side.noise_square * h) + decay + (side.log_noise_square + kLogPi);
    result.factor = large_time_sum(sines, lane_exp(decay)) / root(h);
  }
  if (any(small)) {
    const D inverse = 1 / u;
    const D way = side.start + y;
    const D exponent = -(way * way) / (2 * u * h) + (side.log_noise_square - kHalfLogTwoPi);
    const D factor = small_time_sum(inverse, all(side.start), all(side.rest)) * inverse / root(u * h);
    result.exponent = pick(small, exponent, result.exponent);
    result.factor = pick(small, factor, result.factor);
  }
  return result;
}

void log_density(const WienerSide& side, const double* times, std::size_t n, double* out) {
  const Sines sines = sines_of(all(side.start), all(side.rest));
  for (std::size_t first = 0; first < n; first += kDoubleLanes) {
    const std::size_t count = n - first < kDoubleLanes ? n - first : kDoubleLanes;
    double in[kDoubleLanes];
    for (std::size_t i = 0; i < kDoubleLanes; ++i) in[i] = times[first + (i < count ? i : 0)];
    const Split split = at_times(side, sines, load(in));
    double logs[kDoubleLanes];
    store(logs, split.exponent + lane_log(split.factor));
    for (std::size_t i = 0; i < count; ++i) out[first + i] = logs[i];
  }
}

// What of a rule's times does not depend on the start.
struct TimeNodes {
  D time[kTimeVectors];
  D measure[kTimeVectors];  // width of the node times the density's weight there
};

TimeNodes time_nodes(const WienerPanel& panel) {
  TimeNodes nodes;
  for (int v = 0; v < kTimeVectors; ++v) {
    nodes.time[v] = all(panel.single_time);
    nodes.measure[v] = all(1);
    if (panel.log_time_half > 0) {
      nodes.time[v] =
          lane_exp(panel.log_time_middle + panel.log_time_half * load(kNode21 + kDoubleLanes * v));
      nodes.measure[v] = panel.log_time_half * nodes.time[v] * (panel.weight + panel.slope * nodes.time[v]);
    }
  }
  return nodes;
}

// One start: lanes over the times.
PanelValue panel_of_times(const WienerSide& side, const WienerPanel& panel) {
  const Sines sines = sines_of(all(side.start), all(side.rest));
  const TimeNodes nodes = time_nodes(panel);
  Split split[kTimeVectors];
  D most = all(-0x1p1023);
  for (int v = 0; v < kTimeVectors; ++v) {
    split[v] = at_times(side, sines, nodes.time[v]);
    most = larger(most, split[v].exponent);
  }
  const double scale = largest_of(most);
  D high[kColumns] = {};
  D low[kColumns] = {};
  for (int v = 0; v < kTimeVectors; ++v) {
    const D value = split[v].factor * nodes.measure[v] * lane_exp(split[v].exponent - scale);
    high[v % kColumns] += load(kWeight21 + kDoubleLanes * v) * value;
    low[v % kColumns] += load(kLowWeight21 + kDoubleLanes * v) * value;
  }
  const double value = sum_of(high);
  return {scale, value, value - sum_of(low), 0};
}

// One time, the starts of a panel.
struct StartRow {
  D w[kStartVectors];
  D c[kStartVectors];
  D still[kStartVectors];  // (H w^2 - 2 V w) / 2U of (D3)
  Sines sines[kStartVectors];
};

StartRow start_row(const WienerSide& side, const WienerPanel& panel) {
  StartRow row;
  for (int v = 0; v < kStartVectors; ++v) {
    const D away = panel.start_half * load(kNode15 + kDoubleLanes * v);
    row.w[v] = panel.start_middle + away;
    row.c[v] = panel.rest_middle - away;
    row.still[v] = (side.drift_square * row.w[v] - 2 * side.drift) * row.w[v] / (2 * side.noise_square);
    row.sines[v] = sines_of(row.w[v], row.c[v]);
  }
  return row;
}

KERNEL_LANE_INLINE void at_starts(const WienerSide& side, const StartRow& row, double t, double q,
                                  Split* split) {
  const double u = side.noise_square * t;
  const double h = 1 + side.drift_square * t;
  const double y = side.drift * t;
  if (u < kSeriesSwitch) {
    const double inverse = 1 / u;
    const double width = 1 / (2 * u * h);
    const double front = inverse / __builtin_sqrt(u * h);
    for (int v = 0; v < kStartVectors; ++v) {
      const D way = row.w[v] + y;
      split[v].exponent = -(way * way) * width + (side.log_noise_square - kHalfLogTwoPi);
      split[v].factor = small_time_sum(all(inverse), row.w[v], row.c[v]) * front;
    }
    return;
  }
  const double decay = -kHalfPiSquare * u - side.drift * y / (2 * side.noise_square * h);
  const double front = 1 / __builtin_sqrt(h);
  for (int v = 0; v < kStartVectors; ++v) {
    split[v].exponent = row.still[v] / h + (decay + (side.log_noise_square + kLogPi));
    split[v].factor = large_time_sum(row.sines[v], all(q)) * front;
  }
}

// A range of starts: lanes over the starts, one time after the other.
PanelValue panel_of_starts(const WienerSide& side, const WienerPanel& panel) {
  const int times = panel.log_time_half > 0 ? kNodes21 : 1;
  const TimeNodes nodes = time_nodes(panel);
  const StartRow row = start_row(side, panel);
  double time[24];
  double measure[24];
  double decayed[24];
  for (int v = 0; v < kTimeVectors; ++v) {
    store(time + kDoubleLanes * v, nodes.time[v]);
    store(measure + kDoubleLanes * v, nodes.measure[v]);
    store(decayed + kDoubleLanes * v, lane_exp(-kHalfPiSquare * (side.noise_square * nodes.time[v])));
  }
  Split split[kNodes21][kStartVectors];
  D most = all(-0x1p1023);
  for (int i = 0; i < times; ++i) {
    at_starts(side, row, time[i], decayed[i], split[i]);
    for (const Split& part : split[i]) most = larger(most, part.exponent);
  }
  const double scale = largest_of(most);
  D high[kStartVectors] = {};
  D low[kStartVectors] = {};
  for (int i = 0; i < times; ++i) {
    const double weight = times == 1 ? 1 : kWeight21[i] * measure[i];
    const double low_weight = times == 1 ? 1 : kLowWeight21[i] * measure[i];
    for (int v = 0; v < kStartVectors; ++v) {
      const D value = split[i][v].factor * lane_exp(split[i][v].exponent - scale);
      high[v] += weight * value;
      low[v] += low_weight * value;
    }
  }
  D both[kColumns] = {};
  D low_time[kColumns] = {};
  D low_start[kColumns] = {};
  for (int v = 0; v < kStartVectors; ++v) {
    both[v % kColumns] += load(kWeight15 + kDoubleLanes * v) * high[v];
    low_time[v % kColumns] += load(kWeight15 + kDoubleLanes * v) * low[v];
    low_start[v % kColumns] += load(kLowWeight15 + kDoubleLanes * v) * high[v];
  }
  const double value = sum_of(both) * panel.start_half;
  return {scale, value, value - sum_of(low_time) * panel.start_half,
          value - sum_of(low_start) * panel.start_half};
}

PanelValue panel_value(const WienerSide& side, const WienerPanel& panel) {
  if (panel.start_half > 0) return panel_of_starts(side, panel);
  return panel_of_times(side, panel);
}

double one_small_time_sum(double inverse, double w, double c) {
  return small_time_sum(all(inverse), all(w), all(c))[0];
}

double one_large_time_sum(double q, double w, double c) {
  return large_time_sum(sines_of(all(w), all(c)), all(q))[0];
}

}  // namespace

namespace KERNEL_TARGET {
extern const WienerLanes kWienerLanes;
const WienerLanes kWienerLanes = {log_density, panel_value, one_small_time_sum, one_large_time_sum};
}  // namespace KERNEL_TARGET

}  // namespace kernel
