// The step loop, compiled once per instruction set: KERNEL_TARGET names its namespace, KERNEL_LANES the
// lanes of a vector (CMakeLists.txt). No function of the standard library may be called here.
//
//   [ path 17 | path 4 | path 21 | ... ]    kVectors of these; each iteration: two normals and two jumps a
//   lane, [ path 30 | path 2 | path 33 | ... ]    of as many steps as the lane's distance from its bounds
//   allows (K6);
//                   ...                     every kLook iterations lanes whose path has ended start another
//                   one
//
// Invariants
//   L1. A path's draws depend on its stream alone; which lane walks it, and when, changes no bit.
//   L2. Every path of every block taken gives exactly one ending, unless the port stops the walk.
//   L3. A path at a bound jumps no more (its stride is 0), so it may be looked at later. One beyond the cap
//       on steps is as late however far it goes on.
//   L4. A lane without a path has stride 0 and is not among the `alive`.
#include "kernel/walk.hpp"
#include "normals.hpp"

namespace kernel::KERNEL_TARGET {
namespace {

constexpr std::uint32_t kBuffer = 256;  // endings handed over at a time
constexpr int kLook = 4;                // iterations between two looks: a look costs some ten steps
constexpr int kSpell = 64;              // looks between two hand-overs, whatever ended
constexpr std::uint32_t kReady = 64;    // streams seeded at a time
constexpr std::uint32_t kAll = (1u << kLanes) - 1;

// What the paths of a block begin with, but for their streams.
struct Start {
  float x, drift, noise, leak, threshold, reach;
  std::int32_t stride;
};

// Seeded streams of the next paths, word by word; a vector may be read from any of them.
struct alignas(64) Ready {
  std::uint32_t word[4][kReady + kLanes];
};

// One vector of lanes.
template <bool kLeaky>
struct Walkers {
  Bits bits{};
  F x{};
  I stride{};  // Euler steps of the next jump
  I left{};    // Euler steps to the cap
  F drift{}, noise{}, leak{}, threshold{}, reach{};

  // (K5), (K6). Paths that leak take their steps singly.
  KERNEL_INLINE_MEMBER void jump(F normal) {
    const F steps = to_float(stride);
    if constexpr (kLeaky) {
      x = x + ((drift - leak * x) + noise * normal) * steps;
    } else {
      x = x + (drift * steps + (noise * root(steps)) * normal);
    }
    left -= stride;
    const F distance = threshold - magnitude(x);
    if constexpr (kLeaky) {
      stride = where_positive(distance, I{} + 1);
    } else {
      const F sds = distance * reach;
      stride = where_positive(distance, truncated(sds * sds + 1.0f));
    }
  }

  KERNEL_INLINE_MEMBER std::uint32_t ended() const { return mask_done(stride, left); }

  // Starts paths in these lanes, with streams from `at` on.
  KERNEL_INLINE_MEMBER void place(std::uint32_t lanes, const Start& start, std::int32_t cap,
                                  const Ready& ready, std::uint32_t at) {
    const I chosen = lanes_of(lanes);
    x = chosen ? start.x - F{} : x;
    stride = chosen ? start.stride - I{} : stride;
    left = chosen ? cap - I{} : left;
    drift = chosen ? start.drift - F{} : drift;
    noise = chosen ? start.noise - F{} : noise;
    if constexpr (kLeaky) leak = chosen ? start.leak - F{} : leak;
    threshold = chosen ? start.threshold - F{} : threshold;
    reach = chosen ? start.reach - F{} : reach;
    spread(lanes, ready.word[0] + at, bits.s0);
    spread(lanes, ready.word[1] + at, bits.s1);
    spread(lanes, ready.word[2] + at, bits.s2);
    spread(lanes, ready.word[3] + at, bits.s3);
  }
};

template <bool kLeaky>
class Walk {
 public:
  Walk(const WalkPort& port, std::int32_t max_steps) : port_(port), max_steps_(max_steps) {}

  void run() {
    Walkers<kLeaky> vectors[kVectors];
    std::uint32_t alive[kVectors];
    std::uint32_t any = 0;
    for (int v = 0; v < kVectors; ++v) any |= alive[v] = start(vectors[v], v, kAll);
    while (any != 0 && !stopped_) {
      for (int look = 0; look < kSpell; ++look) {
        for (int i = 0; i < kLook; ++i) jump_twice(vectors);
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) {
          const std::uint32_t ended = vectors[v].ended() & alive[v];
          if (ended != 0) alive[v] ^= ended ^ replace(vectors[v], v, ended);
        }
      }
      any = 0;
      for (int v = 0; v < kVectors; ++v) any |= alive[v];
      flush();
    }
  }

 private:
  // Vectors take turns, so that one's chain of operations fills the waits of the others'.
  KERNEL_INLINE_MEMBER static void jump_twice(Walkers<kLeaky>* vectors) {
    Pair pairs[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) pairs[v] = next_pair(vectors[v].bits);
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) vectors[v].jump(pairs[v].first);
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) vectors[v].jump(pairs[v].second);
  }

  // Ends the paths in these lanes and starts others there; returns the lanes that have a path again.
  KERNEL_INLINE_MEMBER std::uint32_t replace(Walkers<kLeaky>& walkers, int v, std::uint32_t ended) {
    alignas(64) float x[kLanes];
    alignas(64) float threshold[kLanes];
    alignas(64) std::int32_t left[kLanes];
    __builtin_memcpy(x, &walkers.x, sizeof x);
    __builtin_memcpy(threshold, &walkers.threshold, sizeof threshold);
    __builtin_memcpy(left, &walkers.left, sizeof left);
    for (std::uint32_t rest = ended; rest != 0; rest &= rest - 1) {
      const int lane = __builtin_ctz(rest);
      const bool is_late = left[lane] < 0 || __builtin_fabsf(x[lane]) < threshold[lane];
      end_path(tag_[v][lane], path_[v][lane], is_late ? 0 : left[lane],
               is_late ? kNeither : (x[lane] >= threshold[lane] ? kUpper : kLower));
    }
    return start(walkers, v, ended);
  }

  void end_path(std::uint32_t tag, std::uint32_t path, std::int32_t left, std::uint8_t outcome) {
    endings_[buffered_++] = {tag, path, max_steps_ - left, outcome};
    if (buffered_ == kBuffer) flush();
  }

  void flush() {
    if (!stopped_ && !port_.endings(port_.self, endings_, buffered_)) stopped_ = true;
    buffered_ = 0;
  }

  // Starts paths in `free` lanes while there is work; returns the lanes that got one.
  KERNEL_INLINE_MEMBER std::uint32_t start(Walkers<kLeaky>& walkers, int v, std::uint32_t free) {
    std::uint32_t started = 0;
    while (free != 0) {
      if (next_ready_ == ready_count_ && !make_ready()) {
        walkers.stride = lanes_of(free) ? I{} : walkers.stride;
        break;
      }
      std::uint32_t lanes = 0;
      for (std::uint32_t i = next_ready_; i < ready_count_ && free != 0; ++i, free &= free - 1) {
        const int lane = __builtin_ctz(free);
        tag_[v][lane] = block_.tag;
        path_[v][lane] = first_ready_ + i;
        lanes |= 1u << lane;
      }
      walkers.place(lanes, start_, max_steps_, ready_, next_ready_);
      next_ready_ += static_cast<std::uint32_t>(__builtin_popcount(lanes));
      started |= lanes;
    }
    return started;
  }

  // Seeds the next streams of the block, or of the next block; false where there is none.
  __attribute__((noinline)) bool make_ready() {
    first_ready_ += ready_count_;
    next_ready_ = ready_count_ = 0;
    if (first_ready_ == block_.paths && !take_block()) return false;
    ready_count_ = block_.paths - first_ready_ < kReady ? block_.paths - first_ready_ : kReady;
    for (std::uint32_t i = 0; i < ready_count_; ++i) {
      const StreamState state = mix_state(block_.stream, block_.first_estimate + first_ready_ + i);
      for (int word = 0; word < 4; ++word) ready_.word[word][i] = state.word[word];
    }
    return true;
  }

  bool take_block() {
    if (stopped_ || exhausted_) return false;
    exhausted_ = !port_.next(port_.self, &block_);
    first_ready_ = exhausted_ ? block_.paths : 0;
    if (exhausted_) return false;
    const float distance = block_.threshold - __builtin_fabsf(block_.start);
    const float sds = distance * block_.reach;
    const bool is_between =
        !kLeaky && distance > 0;  // a path that starts beyond a bound takes a step as well
    start_ = {block_.start,
              block_.drift_step,
              block_.noise_step,
              block_.leak_step,
              block_.threshold,
              block_.reach,
              is_between ? static_cast<std::int32_t>(sds * sds + 1.0f) : 1};
    return true;
  }

  const WalkPort& port_;
  const std::int32_t max_steps_;
  std::uint32_t tag_[kVectors][kLanes];
  std::uint32_t path_[kVectors][kLanes];
  PathBlock block_{};
  Start start_{};
  Ready ready_{};
  std::uint32_t first_ready_ = 0;  // path of ready_'s first stream
  std::uint32_t next_ready_ = 0;
  std::uint32_t ready_count_ = 0;
  bool exhausted_ = false;
  bool stopped_ = false;
  Ending endings_[kBuffer];
  std::uint32_t buffered_ = 0;
};

void walk(const WalkPort& port, std::int32_t max_steps) { Walk<false>(port, max_steps).run(); }

void walk_leaky(const WalkPort& port, std::int32_t max_steps) { Walk<true>(port, max_steps).run(); }

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
