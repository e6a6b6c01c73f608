// Exact draws from race models over lanes of doubles, one estimate a lane: (K23) to (K28) of docs/kernel.md.
//
// Compiled once for each instruction set (KERNEL_TARGET). A lane's bits depend on its own stream and on the
// trial's parameters only: each lane has a generator of its own, and where lanes go on drawing after others
// have ended (rejection), those others' generators stand still.
#include "race_lanes.hpp"

#include <limits>

#include "double_lanes.hpp"
#include "mix.hpp"

namespace kernel {
namespace {

typedef std::uint32_t W __attribute__((vector_size(4 * KERNEL_DOUBLE_LANES)));

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// xoshiro128++ in each lane.
struct Streams {
  W s0, s1, s2, s3;
};

KERNEL_INLINE Streams streams_from(const StreamPrefix& prefix, std::uint64_t first) {
  Streams streams = {};
  for (int i = 0; i < kDoubleLanes; ++i) {
    const StreamState state = mix_state(prefix, first + static_cast<std::uint64_t>(i));
    streams.s0[i] = state.word[0];
    streams.s1[i] = state.word[1];
    streams.s2[i] = state.word[2];
    streams.s3[i] = state.word[3];
  }
  return streams;
}

KERNEL_INLINE W rotate(W x, int by) { return (x << by) | (x >> (32 - by)); }

// The generators move on in the lanes of `moves` only.
KERNEL_INLINE W next_word(Streams& s, W moves) {
  const W result = rotate(s.s0 + s.s3, 7) + s.s0;
  const W shifted = s.s1 << 9;
  const W s2 = s.s2 ^ s.s0;
  const W s3 = s.s3 ^ s.s1;
  const W s1 = s.s1 ^ s2;
  const W s0 = s.s0 ^ s3;
  s.s0 = (s0 & moves) | (s.s0 & ~moves);
  s.s1 = (s1 & moves) | (s.s1 & ~moves);
  s.s2 = ((s2 ^ shifted) & moves) | (s.s2 & ~moves);
  s.s3 = (rotate(s3, 11) & moves) | (s.s3 & ~moves);
  return result;
}

KERNEL_INLINE W everywhere() { return ~W{}; }

// Two words, the first one on top.
KERNEL_INLINE DBits next_bits(Streams& s, W moves) {
  const DBits high = __builtin_convertvector(next_word(s, moves), DBits);
  const DBits low = __builtin_convertvector(next_word(s, moves), DBits);
  return (high << 32) | low;
}

// (K23): the upper 52 bits j as (2 j + 1) / 2^53, in (0, 1).
KERNEL_INLINE D uniform_of(DBits bits) {
  return (reinterpret_cast<D>((bits >> 12) | 0x3ff0000000000000u) - 1) + 0x1p-53;
}

KERNEL_INLINE D next_uniform(Streams& s, W moves) { return uniform_of(next_bits(s, moves)); }

struct NormalPair {
  D first;
  D second;
};

// (K24): Box & Muller (1958) in doubles; the angle is in one quadrant, two spare bits are the signs.
KERNEL_INLINE NormalPair next_normals(Streams& s, W moves) {
  const D radius = root(-2 * lane_log(next_uniform(s, moves)));
  const DBits turn = next_bits(s, moves);
  D sine;
  D cosine;
  lane_sin_cos_pi(0.5 * uniform_of(turn), sine, cosine);
  const DBits first = reinterpret_cast<DBits>(radius * cosine) ^ (turn << 63);
  const DBits second = reinterpret_cast<DBits>(radius * sine) ^ ((turn << 62) & 0x8000000000000000u);
  return {reinterpret_cast<D>(first), reinterpret_cast<D>(second)};
}

// Normals one by one, two of a pair after another.
class Normals {
 public:
  KERNEL_INLINE_MEMBER D next(Streams& s) {
    has_second_ = !has_second_;
    if (!has_second_) return pair_.second;
    pair_ = next_normals(s, everywhere());
    return pair_.first;
  }

 private:
  NormalPair pair_ = {};
  bool has_second_ = false;
};

// (K26): a rate from N(mean, deviation^2) truncated at 0.
KERNEL_INLINE D positive_rate(double mean, double deviation, Streams& s) {
  W active = everywhere();
  D rate = {};
  if (mean >= 0) {  // at least every other normal will do
    for (;;) {
      const auto [first, second] = next_normals(s, active);
      const D candidate = pick(mean + deviation * first > 0, first, second);
      const D drawn = mean + deviation * candidate;
      const DMask waits = __builtin_convertvector(active, DMask) != 0;
      rate = pick(waits, drawn, rate);
      const DMask missing = waits & ~(drawn > 0);
      if (!any(missing)) return rate;
      active = __builtin_convertvector(missing, W);
    }
  }
  // Beyond `alpha` deviations: an exponential beyond it, accepted as Robert (1995) does.
  const double cut = -mean / deviation;
  const double alpha = cut < 1e150 ? cut : 1e150;
  const double width = alpha + __builtin_sqrt(alpha * alpha + 4);
  for (;;) {
    const D beyond = lane_log(next_uniform(s, active)) * (-2 / width);
    const D off = beyond - 2 / width;
    const D chance = lane_exp(-0.5 * (off * off));
    const DMask waits = __builtin_convertvector(active, DMask) != 0;
    const DMask missing = waits & ~(next_uniform(s, active) < chance);
    rate = pick(waits, deviation * beyond, rate);
    if (!any(missing)) return rate;
    active = __builtin_convertvector(missing, W);
  }
}

// (K28): first passage at `distance` of a diffusion with drift v >= 0, from a normal and a uniform.
KERNEL_INLINE D passage(D distance, double v, double noise, D normal, D uniform) {
  const D square = normal * normal;
  const D ratio = distance / noise;
  const D driftless = ratio * ratio / square;
  const D mean = distance / v;
  const D half = 0.5 * square * (noise / distance) * (noise / v);
  const D early = mean / (1 + half + root(half * (half + 2)));
  const D late = mean * (mean / early);
  return pick(half < 1e15, pick(uniform * (mean + early) <= mean, early, late), driftless);
}

// Chance that a diffusion with drift v < 0 ever gets as far: e^(2 v distance / noise^2).
KERNEL_INLINE D never_ends(double distance, double v, double noise, D uniform, D time) {
  return pick(uniform < lane_exp(all(2 * (v / noise) * (distance / noise))), time, all(kInfinity));
}

// The first accumulator so far, and its time.
struct First {
  D time = all(kInfinity);
  DBits accumulator = DBits{} + kNoResponse;

  KERNEL_INLINE_MEMBER void meet(D other, std::size_t k) {
    const DMask is_earlier = other < time;
    const auto mask = reinterpret_cast<DBits>(is_earlier);
    time = pick(is_earlier, other, time);
    accumulator = (mask & k) | (~mask & accumulator);
  }
};

KERNEL_INLINE First first_ballistic(const RaceTrial& trial, Streams& s) {  // (K25)
  First first;
  Normals normals;
  for (std::size_t k = 0; k < trial.accumulators; ++k) {
    const D distance = trial.bound - trial.start * next_uniform(s, everywhere());
    const double v = trial.rate[k];
    const D rate =
        trial.positive_drift ? positive_rate(v, trial.spread[k], s) : v + trial.spread[k] * normals.next(s);
    first.meet(pick(rate > 0, distance / rate, all(kInfinity)), k);
  }
  return first;
}

KERNEL_INLINE First first_lognormal(const RaceTrial& trial, Streams& s) {  // (K27)
  First first;                                                             // by its logarithm
  Normals normals;
  for (std::size_t k = 0; k < trial.accumulators; ++k) {
    first.meet(trial.rate[k] + trial.spread[k] * normals.next(s), k);
  }
  first.time = pick(first.time < 708, lane_exp(pick(first.time < 708, first.time, D{})), all(kInfinity));
  return first;
}

KERNEL_INLINE First first_diffusion(const RaceTrial& trial, Streams& s) {
  First first;
  Normals normals;
  for (std::size_t k = 0; k < trial.accumulators; ++k) {
    const D distance = trial.bound - trial.start * next_uniform(s, everywhere());
    const D normal = normals.next(s);
    const D uniform = next_uniform(s, everywhere());
    first.meet(passage(distance, trial.rate[k], trial.spread[k], normal, uniform), k);
  }
  return first;
}

KERNEL_INLINE First only_passage(const RaceTrial& trial, Streams& s) {
  const double v = trial.rate[0];
  const double noise = trial.spread[0];
  const D arrives = next_uniform(s, everywhere());
  const D normal = next_normals(s, everywhere()).first;
  const D uniform = next_uniform(s, everywhere());
  First first;
  const D time = passage(all(trial.bound), v < 0 ? -v : v, noise, normal, uniform);
  first.meet(v < 0 ? never_ends(trial.bound, v, noise, arrives, time) : time, 0);
  return first;
}

KERNEL_INLINE First first_of(const RaceTrial& trial, Streams& s) {
  switch (trial.kind) {
    case RaceKind::kLba:
      return first_ballistic(trial, s);
    case RaceKind::kLognormal:
      return first_lognormal(trial, s);
    case RaceKind::kDiffusion:
      return first_diffusion(trial, s);
    case RaceKind::kWald:
      return only_passage(trial, s);
  }
  return {};
}

void draw(const RaceTrial& trial, const StreamPrefix& prefix, std::uint64_t first, std::uint32_t count,
          double* rt, std::uint8_t* outcome) {
  for (std::uint32_t done = 0; done < count; done += kDoubleLanes) {
    Streams streams = streams_from(prefix, first + done);
    const First found = first_of(trial, streams);
    const D times = trial.t0 + found.time;
    for (std::uint32_t i = 0; i < kDoubleLanes && done + i < count; ++i) {
      const bool has_ended = times[i] < kInfinity;
      rt[done + i] = has_ended ? times[i] : kNan;
      outcome[done + i] = has_ended ? static_cast<std::uint8_t>(found.accumulator[i]) : kNoResponse;
    }
  }
}

}  // namespace

namespace KERNEL_TARGET {
extern const RaceLanes kRaceLanes;
const RaceLanes kRaceLanes = {draw};
}  // namespace KERNEL_TARGET

}  // namespace kernel
