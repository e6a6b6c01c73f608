// (K6): no jump passes a bound unseen with a chance of 1e-9, no path with one of 1e-6.
#include <algorithm>
#include <cmath>
#include <vector>

#include "check.hpp"
#include "kernel/walk.hpp"

using namespace kernel;

namespace {

// A process whose noise is 1 a step: positions count in standard deviations of a step.
PathBlock a_block(double threshold, double drift) {
  PathBlock block{};
  block.stream = stream_prefix({Purpose::kFit, 5, 0, 0});
  block.threshold = static_cast<float>(threshold);
  block.drift_step = static_cast<float>(drift);
  block.noise_step = 1;
  block.reach = reach_of(block);
  return block;
}

double upper_tail(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

std::int32_t stride_at(const PathBlock& block, float x) {
  const float reached = (block.threshold - std::abs(x)) * block.reach;
  return static_cast<std::int32_t>(reached * reached + 1);
}

// Levy's inequality: n steps, looked at after each, pass a bound at distance d with at most twice the chance
// of being beyond it after the last; the drift toward it counts as if all of it came first.
double chance_of_passing(double distance, double drift, double steps) {
  if (steps == 0) return 0;
  return 2 * upper_tail((distance - std::max(drift, 0.0) * steps) / std::sqrt(steps));
}

// That a jump from x passes either bound in one of its steps but the last.
double chance_unseen(const PathBlock& block, float x) {
  const double between = stride_at(block, x) - 1;
  const double threshold = block.threshold;
  const double drift = block.drift_step;
  return chance_of_passing(threshold - static_cast<double>(x), drift, between) +
         chance_of_passing(threshold + static_cast<double>(x), -drift, between);
}

constexpr double kThresholds[] = {0.5, 3, 6.3, 12, 19, 25, 60, 200, 1000, 1e4};
constexpr double kDrifts[] = {0, 1e-6, 1e-3, 0.05, -0.05, 0.3, -1, 5};

}  // namespace

TEST(no_jump_passes_a_bound_unseen_with_a_chance_of_1e_9) {
  double worst = 0;
  for (const double threshold : kThresholds) {
    for (const double drift : kDrifts) {
      const PathBlock block = a_block(threshold, drift);
      for (int i = -20000; i <= 20000; ++i) {
        const float x = block.threshold * static_cast<float>(i) / 20001.0f;
        worst = std::max(worst, chance_unseen(block, x));
      }
    }
  }
  CHECK(worst < 1e-9);
  CHECK(worst > 5e-10);  // or jumps are shorter than they may be
}

TEST(no_path_passes_a_bound_unseen_with_a_chance_of_1e_6) {
  constexpr std::size_t kPaths = 400;
  constexpr std::size_t kJumps = 20000;
  double worst = 0;
  bool all_ended = true;
  std::vector<float> normals(kJumps);
  for (const double threshold : kThresholds) {
    for (const double drift : kDrifts) {
      const PathBlock block = a_block(threshold, drift);
      double sum = 0;
      for (std::size_t path = 0; path < kPaths; ++path) {
        step_loop(best_isa())->normals(block.stream, path, 1, kJumps / 2, normals.data());
        float x = 0;
        for (std::size_t i = 0; i < kJumps && std::abs(x) < block.threshold; ++i) {
          sum += chance_unseen(block, x);
          const auto steps = static_cast<float>(stride_at(block, x));
          x += block.drift_step * steps + std::sqrt(steps) * normals[i];
        }
        all_ended = all_ended && std::abs(x) >= block.threshold;
      }
      worst = std::max(worst, sum / kPaths);
    }
  }
  CHECK(all_ended);
  CHECK(worst < 1e-6);
  std::printf("  unseen passages a path: %.2g\n", worst);
}

TEST(a_reach_is_finite_and_0_where_no_jump_is_allowed) {
  PathBlock block = a_block(100, 0);
  CHECK(block.reach > 0);
  block.leak_step = 0.1f;
  CHECK(reach_of(block) == 0);
  for (const double threshold : {0.0, 1e-45, 1e-30, 1.0, 3e38}) {
    for (const float noise : {0.0f, 1e-45f, 1e-20f, 1.0f, 1e30f}) {
      PathBlock extreme = a_block(threshold, 1e-3);
      extreme.noise_step = noise;
      const float reach = reach_of(extreme);
      CHECK(reach >= 0 && reach * extreme.threshold <= 1024.001f);
      if (noise == 0 || threshold == 0) CHECK(reach == 0);
    }
  }
}
