// The step loop: walks Euler paths of drift diffusion from their start to a bound.
//
// One source file (src/step_loop.cpp) is compiled once per instruction set. Nothing in this header has code,
// so those copies share no function that a linker could mix up.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernel/isa.hpp"
#include "kernel/random.hpp"

namespace kernel {

constexpr std::uint8_t kLower = 0;
constexpr std::uint8_t kUpper = 1;
constexpr std::uint8_t kNeither = 255;  ///< the path reached the cap on steps first

/// A run of paths that differ in their estimate only. Step k = 1, 2, ... of each is
///
///     x <- x + ((drift_step - leak_step * x) + noise_step * N_k),   then   |x| >= threshold ?      (K5)
///
/// Far from both bounds, k steps are taken at once, as their sum is one normal; N_i is the i-th normal of the
/// path's stream, and a jump takes one whatever its size:
///
///     x <- x + (drift_step * k + (noise_step * sqrt k) * N_i),   k = 1 + floor((reach * d)^2),
///     d = threshold - |x|;   k = 1 for the first step of a path that starts at or beyond a bound      (K6)
///
/// No member may be NaN; `drift_step`, `noise_step` and `leak_step` are at most 1e30 in size, so that no
/// operation gives NaN.
struct PathBlock {
  StreamPrefix stream;
  float start;
  float drift_step;
  float noise_step;
  float leak_step;
  float threshold;
  float reach;        ///< `reach_of` the block; 0 takes every step singly
  std::uint32_t tag;  ///< handed back with every ending
  std::uint64_t first_estimate;
  std::uint32_t paths;  ///< at least 1
};

/// Standard deviations that a jump stays away from a bound: 4 Phi(-6.22) < 1e-9.
constexpr double kFarSds = 6.22;

/// The c of (K6): at distance d from the nearer bound, a path may take k = 1 + floor((c d)^2) steps at once,
/// because the k - 1 steps before the last, the only ones not looked at, reach a bound with a chance below
/// 1e-9:
///
///     (c d)^2 |drift_step| + 6.22 noise_step c d <= d      for every d <= threshold;   c threshold <= 1024
///
/// 0 for a block that leaks, has no noise or no room.
[[nodiscard]] float reach_of(const PathBlock& block) noexcept;

/// How one path ended.
struct Ending {
  std::uint32_t tag;
  std::uint32_t path;  ///< position in its block
  std::int32_t steps;  ///< 1 .. max_steps
  std::uint8_t outcome;
};

/// Where a step loop gets its work and leaves its results; both are called on the walking thread.
struct WalkPort {
  void* self;
  /// Fills in the next block; false when there is none.
  bool (*next)(void* self, PathBlock* block);
  /// Takes `count` endings (0 is possible), in no particular order; false stops the walk at once.
  bool (*endings)(void* self, const Ending* endings, std::uint32_t count);
};

/// The functions of one instruction set.
struct StepLoop {
  /// Walks all paths of all blocks. `endings` is called at least every few ten thousand draws.
  /// A path that is still between its bounds after `max_steps` (1 .. 2^30) ends as `kNeither`.
  void (*walk)(const WalkPort& port, std::int32_t max_steps);

  /// The same for blocks that leak, every step singly: `reach` must be 0. Without a leak, both give the same
  /// bits.
  void (*walk_leaky)(const WalkPort& port, std::int32_t max_steps);

  /// Normals 0 .. 2 * pairs - 1 of `streams` consecutive estimates, stream by stream.
  ///
  ///     N = sqrt(-2 ln u) cos(angle), sqrt(-2 ln u) sin(angle)      (K3), (K4)
  ///
  /// u is one of 2^30 equally likely values rounded to float, at least 2^-31, so |N| <= 6.56 (near u = 1,
  /// that is near N = 0, radii are 3.5e-4 apart at most); the angle is one of 2^32. Accuracy: absolute error
  /// below 1.5e-6, measured against long-double libm (test/normal_test.cpp).
  void (*normals)(const StreamPrefix& prefix, std::uint64_t first_estimate, std::size_t streams,
                  std::size_t pairs, float* out);

  /// The transform behind them: two words of a stream to two normals, `count` times.
  void (*transform)(const std::uint32_t* words, std::size_t count, float* out);
};

/// The copy compiled for `isa`; nullptr where this build has none.
[[nodiscard]] const StepLoop* step_loop(Isa isa) noexcept;

}  // namespace kernel
