// The step loop, compiled once per instruction set: KERNEL_TARGET names its namespace, KERNEL_LANES the
// lanes of a vector (CMakeLists.txt). No function of the standard library may be called here.
//
//   one: [ path 17 | path 4 | path 21 | ... ]    two vectors, in registers for a spell of iterations;
//   two: [ path 30 | path 2 | path 33 | ... ]    each iteration: two normals and two steps a lane;
//                                                a lane whose path ended starts the next one at once
//
// Invariants
//   L1. A path's draws depend on its stream alone; which lane walks it, and when, changes no bit.
//   L2. Every path of every block taken gives exactly one ending, unless the port stops the walk.
//   L3. A dead lane (no work left) has an infinite threshold and stands still: it never gives an ending.
#include "kernel/walk.hpp"
#include "normals.hpp"

namespace kernel::KERNEL_TARGET {
namespace {

constexpr int kWidth = 2 * kLanes;           // lanes of both vectors
constexpr std::uint32_t kBuffer = 256;       // endings handed over at a time
constexpr std::int64_t kLongestSpell = 256;  // iterations between two looks at late paths and at the port

// What the lanes hold, as arrays so that one lane is easily replaced.
struct alignas(64) Lanes {
  std::uint32_t s0[kWidth], s1[kWidth], s2[kWidth], s3[kWidth];
  float x[kWidth], previous[kWidth];  // positions after the second and the first step of an iteration
  float drift[kWidth], noise[kWidth], leak[kWidth], threshold[kWidth];
  std::int64_t born[kWidth];  // iteration of the path's first steps
  std::uint32_t tag[kWidth], path[kWidth];
};

template <class T, class Element>
KERNEL_INLINE T& lane_vector(Element* array, int v) {
  return *reinterpret_cast<T*>(array + v * kLanes);
}

// What a lane starts with.
struct Start {
  StreamState state;
  float x, drift, noise, leak, threshold;
};

// What one vector of lanes has in registers while it walks.
template <bool kLeaky>
struct Walkers {
  Bits bits;
  F x, previous;
  F drift, noise, leak, threshold;

  KERNEL_INLINE_MEMBER explicit Walkers(Lanes& lanes, int v)
      : bits{lane_vector<U>(lanes.s0, v), lane_vector<U>(lanes.s1, v), lane_vector<U>(lanes.s2, v),
             lane_vector<U>(lanes.s3, v)},
        x(lane_vector<F>(lanes.x, v)),
        previous(x),
        drift(lane_vector<F>(lanes.drift, v)),
        noise(lane_vector<F>(lanes.noise, v)),
        leak(lane_vector<F>(lanes.leak, v)),
        threshold(lane_vector<F>(lanes.threshold, v)) {}

  KERNEL_INLINE_MEMBER void store(Lanes& lanes, int v) const {
    lane_vector<U>(lanes.s0, v) = bits.s0;
    lane_vector<U>(lanes.s1, v) = bits.s1;
    lane_vector<U>(lanes.s2, v) = bits.s2;
    lane_vector<U>(lanes.s3, v) = bits.s3;
    lane_vector<F>(lanes.x, v) = x;
  }

  KERNEL_INLINE_MEMBER F step(F from, F normal) const {
    if constexpr (kLeaky) return from + ((drift - leak * from) + noise * normal);
    return from + (drift + noise * normal);
  }

  // Puts a new path into one lane, without a way through memory.
  KERNEL_INLINE_MEMBER void place(int lane, const Start& start) {
    bits.s0 = with_lane(bits.s0, lane, start.state.word[0]);
    bits.s1 = with_lane(bits.s1, lane, start.state.word[1]);
    bits.s2 = with_lane(bits.s2, lane, start.state.word[2]);
    bits.s3 = with_lane(bits.s3, lane, start.state.word[3]);
    x = with_lane(x, lane, start.x);
    drift = with_lane(drift, lane, start.drift);
    noise = with_lane(noise, lane, start.noise);
    if constexpr (kLeaky) leak = with_lane(leak, lane, start.leak);
    threshold = with_lane(threshold, lane, start.threshold);
  }

  // Two steps; returns the lanes that are at a bound after either.
  KERNEL_INLINE_MEMBER std::uint32_t step_twice() {
    const Pair normal = next_pair(bits);
    previous = step(x, normal.first);
    x = step(previous, normal.second);
    return mask_ge(max_magnitude(x, previous), threshold);
  }
};

class Walk {
 public:
  Walk(const WalkPort& port, std::int32_t max_steps) : port_(port), max_steps_(max_steps) {
    spell_ = max_steps / 16;
    if (spell_ < 1) spell_ = 1;
    if (spell_ > kLongestSpell) spell_ = kLongestSpell;
    for (int lane = 0; lane < kWidth; ++lane) lanes_.born[lane] = kDead;
  }

  template <bool kLeaky>
  void run() {
    for (int lane = 0; lane < kWidth; ++lane) refill(lane, 0);
    while (alive_ > 0 && !stopped_) {
      spell<kLeaky>();
      retire_late_paths();
      flush();
    }
  }

 private:
  // Some iterations over all lanes. One branch for both vectors: a wrong guess costs as much as thirty steps.
  template <bool kLeaky>
  void spell() {
    Walkers<kLeaky> one(lanes_, 0);
    Walkers<kLeaky> two(lanes_, 1);
    for (const std::int64_t end = now_ + spell_; now_ < end; ++now_) {
      const std::uint32_t hits_one = one.step_twice();
      const std::uint32_t hits_two = two.step_twice();
      if ((hits_one | hits_two) == 0) [[likely]]
        continue;
      finish_hits(one, 0, hits_one);
      finish_hits(two, 1, hits_two);
    }
    one.store(lanes_, 0);
    two.store(lanes_, 1);
  }

  template <bool kLeaky>
  KERNEL_INLINE_MEMBER void finish_hits(Walkers<kLeaky>& walkers, int v, std::uint32_t hits) {
    lane_vector<F>(lanes_.x, v) = walkers.x;
    lane_vector<F>(lanes_.previous, v) = walkers.previous;
    for (; hits != 0; hits &= hits - 1) {
      const int lane = __builtin_ctz(hits);
      walkers.place(lane, finish(v * kLanes + lane));
    }
  }

  // The path in `lane` is at a bound: after the first step of this iteration, or else after the second.
  Start finish(int lane) {
    const float threshold = lanes_.threshold[lane];
    const bool at_first = __builtin_fabsf(lanes_.previous[lane]) >= threshold;
    const float x = at_first ? lanes_.previous[lane] : lanes_.x[lane];
    const std::int64_t steps = 2 * (now_ - lanes_.born[lane]) + (at_first ? 1 : 2);
    const bool late = steps > max_steps_;
    end_path(lane, late ? max_steps_ : static_cast<std::int32_t>(steps),
             late ? kNeither : (x >= threshold ? kUpper : kLower));
    return refill(lane, now_ + 1);
  }

  // Paths that have made all their steps without an ending; those may be some steps too many, which is
  // harmless.
  void retire_late_paths() {
    for (int lane = 0; lane < kWidth; ++lane) {
      if (2 * (now_ - lanes_.born[lane]) < max_steps_ || is_dead(lane)) continue;
      end_path(lane, max_steps_, kNeither);
      refill(lane, now_);
    }
  }

  bool is_dead(int lane) const { return lanes_.born[lane] == kDead; }

  void end_path(int lane, std::int32_t steps, std::uint8_t outcome) {
    endings_[buffered_++] = {lanes_.tag[lane], lanes_.path[lane], steps, outcome};
    if (buffered_ == kBuffer) flush();
  }

  void flush() {
    if (!stopped_ && !port_.endings(port_.self, endings_, buffered_)) stopped_ = true;
    buffered_ = 0;
  }

  // Starts the next path in `lane`, whose first steps are those of iteration `born`; without one it is dead
  // (L3).
  Start refill(int lane, std::int64_t born) {
    Start start{{}, 0, 0, 0, 0, __builtin_inff()};
    const bool has_path = taken_ < block_.paths || take_block();
    alive_ += has_path - !is_dead(lane);
    lanes_.born[lane] = has_path ? born : kDead;
    if (has_path) {
      start = {mix_state(block_.stream, block_.first_estimate + taken_),
               block_.start,
               block_.drift_step,
               block_.noise_step,
               block_.leak_step,
               block_.threshold};
      lanes_.tag[lane] = block_.tag;
      lanes_.path[lane] = taken_++;
    }
    lanes_.s0[lane] = start.state.word[0];
    lanes_.s1[lane] = start.state.word[1];
    lanes_.s2[lane] = start.state.word[2];
    lanes_.s3[lane] = start.state.word[3];
    lanes_.x[lane] = start.x;
    lanes_.drift[lane] = start.drift;
    lanes_.noise[lane] = start.noise;
    lanes_.leak[lane] = start.leak;
    lanes_.threshold[lane] = start.threshold;
    return start;
  }

  bool take_block() {
    if (stopped_ || exhausted_) return false;
    exhausted_ = !port_.next(port_.self, &block_);
    taken_ = exhausted_ ? block_.paths : 0;
    return !exhausted_;
  }

  static constexpr std::int64_t kDead = INT64_MIN / 4;

  const WalkPort& port_;
  const std::int32_t max_steps_;
  std::int64_t spell_;
  std::int64_t now_ = 0;
  Lanes lanes_{};
  int alive_ = 0;
  PathBlock block_{};
  std::uint32_t taken_ = 0;
  bool exhausted_ = false;
  bool stopped_ = false;
  Ending endings_[kBuffer];
  std::uint32_t buffered_ = 0;
};

void walk(const WalkPort& port, std::int32_t max_steps) { Walk(port, max_steps).run<false>(); }

void walk_leaky(const WalkPort& port, std::int32_t max_steps) { Walk(port, max_steps).run<true>(); }

void normals(const StreamPrefix& prefix, std::uint64_t first_estimate, std::size_t streams, std::size_t pairs,
             float* out) {
  for (std::size_t base = 0; base < streams; base += kLanes) {
    std::uint32_t word[4][kLanes];
    for (int lane = 0; lane < kLanes; ++lane) {
      const StreamState state = mix_state(prefix, first_estimate + base + static_cast<std::size_t>(lane));
      for (int i = 0; i < 4; ++i) word[i][lane] = state.word[i];
    }
    Bits bits;
    __builtin_memcpy(&bits, word, sizeof bits);
    const std::size_t lanes = streams - base < kLanes ? streams - base : kLanes;
    for (std::size_t pair = 0; pair < pairs; ++pair) {
      const Pair normal = next_pair(bits);
      float first[kLanes];
      float second[kLanes];
      __builtin_memcpy(first, &normal.first, sizeof first);
      __builtin_memcpy(second, &normal.second, sizeof second);
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        float* of_stream = out + (base + lane) * 2 * pairs;
        of_stream[2 * pair] = first[lane];
        of_stream[2 * pair + 1] = second[lane];
      }
    }
  }
}

void transform(const std::uint32_t* words, std::size_t count, float* out) {
  for (std::size_t base = 0; base < count; base += kLanes) {
    std::uint32_t radius[kLanes] = {};
    std::uint32_t turn[kLanes] = {};
    const std::size_t lanes = count - base < kLanes ? count - base : kLanes;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      radius[lane] = words[2 * (base + lane)];
      turn[lane] = words[2 * (base + lane) + 1];
    }
    U radius_lanes;
    U turn_lanes;
    __builtin_memcpy(&radius_lanes, radius, sizeof radius);
    __builtin_memcpy(&turn_lanes, turn, sizeof turn);
    const Pair normal = normal_pair(radius_lanes, turn_lanes);
    float first[kLanes];
    float second[kLanes];
    __builtin_memcpy(first, &normal.first, sizeof first);
    __builtin_memcpy(second, &normal.second, sizeof second);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      out[2 * (base + lane)] = first[lane];
      out[2 * (base + lane) + 1] = second[lane];
    }
  }
}

}  // namespace

extern const StepLoop kStepLoop;
const StepLoop kStepLoop{walk, walk_leaky, normals, transform};

}  // namespace kernel::KERNEL_TARGET
