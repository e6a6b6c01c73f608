// The step loop against a walk of one path at a time, on every instruction set.
#include <algorithm>
#include <cfloat>
#include <limits>
#include <vector>

#include "check.hpp"
#include "kernel/walk.hpp"

using namespace kernel;

namespace {

PathBlock a_block(std::uint32_t tag, std::uint32_t paths) {
  PathBlock block{};
  block.stream = stream_prefix({Purpose::kFit, 11, 0, tag});
  block.start = 0.05f;
  block.drift_step = 0.01f;
  block.noise_step = 0.1f;
  block.leak_step = 0.02f;
  block.threshold = 0.6f;
  block.tag = tag;
  block.first_estimate = 3;
  block.paths = paths;
  return block;
}

struct Script {
  std::vector<PathBlock> blocks;
  std::vector<Ending> endings;
  std::size_t taken = 0;
  std::size_t stop_after = std::numeric_limits<std::size_t>::max();
};

std::vector<Ending> walk(Isa isa, std::vector<PathBlock> blocks, std::int32_t max_steps, bool leaky = false) {
  Script script{std::move(blocks), {}};
  const WalkPort port{&script,
                      [](void* self, PathBlock* block) {
                        auto& s = *static_cast<Script*>(self);
                        if (s.taken == s.blocks.size()) return false;
                        *block = s.blocks[s.taken++];
                        return true;
                      },
                      [](void* self, const Ending* endings, std::uint32_t count) {
                        auto& s = *static_cast<Script*>(self);
                        s.endings.insert(s.endings.end(), endings, endings + count);
                        return s.endings.size() < s.stop_after;
                      }};
  (leaky ? step_loop(isa)->walk_leaky : step_loop(isa)->walk)(port, max_steps);
  std::sort(script.endings.begin(), script.endings.end(), [](const Ending& a, const Ending& b) {
    return a.tag != b.tag ? a.tag < b.tag : a.path < b.path;
  });
  return script.endings;
}

// (K5) written out, for one path.
Ending walk_alone(const PathBlock& block, std::uint32_t path, std::int32_t max_steps, bool leaky) {
  std::vector<float> normals(static_cast<std::size_t>(max_steps) + 1);
  step_loop(Isa::kScalar)
      ->normals(block.stream, block.first_estimate + path, 1, normals.size() / 2, normals.data());
  volatile float x = block.start;  // volatile: rounded to float at every step, whatever the compiler
  for (std::int32_t k = 1; k <= max_steps; ++k) {
    const float noise = block.noise_step * normals[static_cast<std::size_t>(k) - 1];
    const volatile float pull = leaky ? block.leak_step * x : 0.0f;
    const volatile float drift = block.drift_step - pull;
    const volatile float change = drift + noise;
    x = x + change;
    if (x >= block.threshold) return {block.tag, path, k, kUpper};
    if (x <= -block.threshold) return {block.tag, path, k, kLower};
  }
  return {block.tag, path, max_steps, kNeither};
}

bool equal(const Ending& a, const Ending& b) {
  return a.tag == b.tag && a.path == b.path && a.steps == b.steps && a.outcome == b.outcome;
}

bool equal(const std::vector<Ending>& a, const std::vector<Ending>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](auto& x, auto& y) { return equal(x, y); });
}

}  // namespace

TEST(a_path_is_the_same_alone_and_among_lanes_on_every_instruction_set) {
  for (const bool leaky : {false, true}) {
    std::vector<PathBlock> blocks;
    std::vector<Ending> expected;
    for (std::uint32_t tag = 0; tag < 9; ++tag) {
      blocks.push_back(a_block(tag, 1 + tag * 37));
      if (tag == 4) blocks.back().drift_step = -0.05f;
      if (tag == 5) blocks.back().threshold = 0.01f;
      for (std::uint32_t path = 0; path < blocks.back().paths; ++path) {
        expected.push_back(walk_alone(blocks.back(), path, 61, leaky));
      }
    }
    for (const Isa isa : usable_isas()) CHECK(equal(walk(isa, blocks, 61, leaky), expected));
  }
}

TEST(a_path_that_crosses_at_the_last_step_is_a_response) {
  const std::vector<PathBlock> blocks{a_block(0, 200)};
  const auto free = walk(best_isa(), blocks, 100000);
  for (const std::int32_t cap : {1, 2, 7, 8, 63, 64}) {
    const auto capped = walk(best_isa(), blocks, cap);
    CHECK(capped.size() == free.size());
    for (std::size_t i = 0; i < free.size(); ++i) {
      const bool late = free[i].steps > cap;
      CHECK(capped[i].steps == (late ? cap : free[i].steps));
      CHECK(capped[i].outcome == (late ? kNeither : free[i].outcome));
    }
  }
}

TEST(without_a_leak_both_loops_give_the_same_bits) {
  auto block = a_block(0, 500);
  block.leak_step = 0;
  for (const Isa isa : usable_isas())
    CHECK(equal(walk(isa, {block}, 1000, true), walk(isa, {block}, 1000, false)));
}

TEST(no_work_gives_no_endings) {
  for (const Isa isa : usable_isas()) CHECK(walk(isa, {}, 10).empty());
}

TEST(extreme_blocks_end_every_path_once) {
  const float sizes[] = {0, FLT_MIN, 1e-20f, 1e-3f, 1, 1e10f, 1e30f};
  std::vector<PathBlock> blocks;
  for (const float drift : sizes) {
    for (const float noise : sizes) {
      for (const float threshold : {0.0f, 1e-30f, 1.0f, 3e38f}) {
        for (const float start : {0.0f, -1.0f, 3e38f, -3e38f}) {
          PathBlock block = a_block(static_cast<std::uint32_t>(blocks.size()), 3);
          block.drift_step = -drift;
          block.noise_step = noise;
          block.leak_step = drift;
          block.threshold = threshold;
          block.start = start;
          blocks.push_back(block);
        }
      }
    }
  }
  for (const bool leaky : {false, true}) {
    const auto expected = walk(Isa::kScalar, blocks, 50, leaky);
    CHECK(expected.size() == 3 * blocks.size());
    for (const Ending& ending : expected) {
      CHECK(ending.steps >= 1 && ending.steps <= 50);
      CHECK(ending.outcome == kNeither || ending.outcome == kLower || ending.outcome == kUpper);
    }
    for (const Isa isa : usable_isas()) CHECK(equal(walk(isa, blocks, 50, leaky), expected));
  }
}
