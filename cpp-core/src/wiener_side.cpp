#include "wiener_side.hpp"

#include <cmath>

#include "kernel/isa.hpp"

namespace kernel {

#define KERNEL_DECLARE(target)           \
  namespace target {                     \
  extern const WienerLanes kWienerLanes; \
  }
KERNEL_DECLARE(baseline)
#if defined(__x86_64__)
KERNEL_DECLARE(avx2)
KERNEL_DECLARE(avx512)
#endif

namespace {

constexpr double kHalfLogTwoPi = 0.9189385332046727;
constexpr double kLogPi = 1.1447298858494002;
constexpr double kHalfPiSquare = 4.934802200544679;
constexpr double kMostPerEvidence = 1e300;

const WienerLanes& chosen_lanes() {
#if defined(__x86_64__)
  switch (best_isa()) {
    case Isa::kAvx512:
      return avx512::kWienerLanes;
    case Isa::kAvx2:
      return avx2::kWienerLanes;
    default:
      break;
  }
#endif
  return baseline::kWienerLanes;
}

}  // namespace

const WienerLanes& wiener_lanes() {
  static const WienerLanes& lanes = chosen_lanes();
  return lanes;
}

WideSide side_of(const WienerProcess& process, bool upper) {
  // Sums of threshold and start could overflow: both are scaled by the same power of two first.
  int exponent = 0;
  const double half = std::frexp(process.threshold, &exponent);
  const double start = std::ldexp(process.starting_value, -exponent);
  const double toward = upper ? half - start : half + start;
  const double away = upper ? half + start : half - start;
  const Wide separation = Wide(half, exponent + 1);
  const Wide drift = Wide(upper ? -process.drift : process.drift) / separation;
  const Wide noise = Wide(process.noise) / separation;
  const Wide noise_square = noise * noise;
  const Wide ratio = Wide(process.drift_sd) / Wide(process.noise);
  const Wide drift_square = ratio * ratio;
  const WienerSide side = {toward / (2 * half),
                           away / (2 * half),
                           drift.within(kFastLimit),
                           noise_square.within(kFastLimit),
                           drift_square.within(kFastLimit),
                           noise_square.log()};
  const bool is_cut = side.drift != drift.to_double() || side.noise_square != noise_square.to_double() ||
                      side.drift_square != drift_square.to_double();
  return {side, drift, noise_square, drift_square, (Wide(1) / separation).within(kMostPerEvidence), is_cut};
}

double slow_log_density(const WideSide& wide, double t) {
  const double w = wide.side.start;
  const double c = wide.side.rest;
  const Wide time(t);
  const Wide u = wide.noise_square * time;
  const Wide y = wide.drift * time;
  const Wide h = Wide(1) + wide.drift_square * time;
  const double common = wide.side.log_noise_square - 0.5 * h.log();
  if (u.to_double() < kSeriesSwitch) {
    const Wide way = Wide(w) + y;
    const double exponent = (way * way / (Wide(2) * u * h)).to_double();
    const double sum = wiener_lanes().small_time_sum((Wide(1) / u).to_double(), w, c);
    return common - kHalfLogTwoPi - 1.5 * u.log() + exact_log(sum) - exponent;
  }
  // (H w^2 - 2 V w - V^2 t) / (2 U h) in two parts, of which neither can overflow upward.
  const double decay = kHalfPiSquare * u.to_double();
  const double spread = (wide.drift_square * time / h / (Wide(2) * u)).to_double() * w * w;
  const double drifted = (wide.drift / wide.noise_square * (Wide(2 * w) + y) / (Wide(2) * h)).to_double();
  const double sum = wiener_lanes().large_time_sum(exact_exp(-decay), w, c);
  return common + kLogPi + exact_log(sum) + spread - drifted - decay;
}

}  // namespace kernel
