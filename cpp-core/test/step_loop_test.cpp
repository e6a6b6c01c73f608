// The step loop against a walk of one path at a time, on every instruction set; jumps are in jump_test.cpp.
#include <algorithm>
#include <cfloat>
#include <cmath>
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

void reach_out(PathBlock& block) {
  block.leak_step = 0;
  block.noise_step /= 8;
  block.reach = reach_of(block);
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

// (K5) and (K6) written out, for one path.
Ending walk_alone(const PathBlock& block, std::uint32_t path, std::int32_t max_steps, bool leaky) {
  std::vector<float> normals(static_cast<std::size_t>(max_steps) + 1);
  step_loop(Isa::kScalar)
      ->normals(block.stream, block.first_estimate + path, 1, normals.size() / 2, normals.data());
  volatile float x = block.start;  // volatile: rounded to float at every step, whatever the compiler
  std::int32_t steps = 0;
  for (std::size_t i = 0; steps < max_steps; ++i) {
    const volatile float distance = block.threshold - std::abs(x);
    const volatile float reached = distance * block.reach;
    const volatile float squared = reached * reached;
    const std::int32_t k = distance > 0 ? static_cast<std::int32_t>(squared + 1) : 1;
    const volatile float pull = leaky ? block.leak_step * x : 0.0f;
    const volatile float drift = (block.drift_step - pull) * static_cast<float>(k);
    const volatile float scale = block.noise_step * std::sqrt(static_cast<float>(k));
    const volatile float noise = scale * normals[i];
    const volatile float change = drift + noise;
    x = x + change;
    steps += k;
    if (steps > max_steps) break;
    if (x >= block.threshold) return {block.tag, path, steps, kUpper};
    if (x <= -block.threshold) return {block.tag, path, steps, kLower};
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
      if (tag == 6) blocks.back().start = 0.7f;
      if (tag == 7) blocks.back().noise_step = 1e-9f;
      if (tag >= 2 && !leaky) reach_out(blocks.back());
      for (std::uint32_t path = 0; path < blocks.back().paths; ++path) {
        expected.push_back(walk_alone(blocks.back(), path, 61, leaky));
      }
    }
    for (const Isa isa : usable_isas()) CHECK(equal(walk(isa, blocks, 61, leaky), expected));
  }
}

TEST(a_path_that_crosses_at_the_last_step_is_a_response) {
  std::vector<PathBlock> blocks{a_block(0, 200), a_block(1, 200)};
  reach_out(blocks[1]);
  const auto free = walk(best_isa(), blocks, 100000);
  for (const std::int32_t cap : {1, 2, 7, 8, 39, 40, 41, 63, 64}) {
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
          block.threshold = threshold;
          block.start = start;
          block.leak_step = 0;
          block.reach = reach_of(block);
          block.leak_step = drift;
          blocks.push_back(block);
        }
      }
    }
  }
  for (const bool leaky : {false, true}) {
    if (leaky) {
      for (PathBlock& block : blocks) block.reach = 0;
    }
    const auto expected = walk(Isa::kScalar, blocks, 50, leaky);
    CHECK(expected.size() == 3 * blocks.size());
    for (const Ending& ending : expected) {
      CHECK(ending.steps >= 1 && ending.steps <= 50);
      CHECK(ending.outcome == kNeither || ending.outcome == kLower || ending.outcome == kUpper);
    }
    for (const Isa isa : usable_isas()) CHECK(equal(walk(isa, blocks, 50, leaky), expected));
  }
}

TEST(walks_have_the_bits_that_they_had_when_jumps_were_introduced) {
  std::vector<PathBlock> blocks;
  for (std::uint32_t tag = 0; tag < 5; ++tag) {
    blocks.push_back(a_block(tag, 300));
    blocks.back().drift_step = 0.003f * static_cast<float>(tag);
    reach_out(blocks.back());
  }
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const Ending& ending : walk(best_isa(), blocks, 10000)) {
    hash = (hash ^ static_cast<std::uint32_t>(ending.steps)) * 0x100000001b3u;
    hash = (hash ^ ending.outcome) * 0x100000001b3u;
  }
  CHECK(hash == 0x6be95cd3fd0c7484u);
  if (hash != 0x6be95cd3fd0c7484u) std::printf("  hash 0x%016llxu\n", static_cast<unsigned long long>(hash));
}
