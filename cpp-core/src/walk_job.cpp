#include <algorithm>
#include <utility>

#include "kernel/jobs.hpp"

namespace kernel {

WalkJob::WalkJob(DdmTrials trials, StreamRange streams, std::uint32_t estimates,
                 std::vector<std::uint32_t> walked, Isa isa, std::function<void()> when_done)
    : trials_(std::move(trials)),
      streams_(streams),
      estimates_(estimates),
      walked_(std::move(walked)),
      blocks_((estimates + kBlock - 1) / kBlock),
      loop_(*step_loop(isa)),
      when_done_(std::move(when_done)) {}

void WalkJob::work() {
  const WalkPort port{this,
                      [](void* self, PathBlock* block) { return static_cast<WalkJob*>(self)->next(block); },
                      [](void* self, const Ending* endings, std::uint32_t count) {
                        return static_cast<WalkJob*>(self)->endings(endings, count);
                      }};
  (trials_.leak > 0 ? loop_.walk_leaky : loop_.walk)(port, trials_.max_steps);
}

bool WalkJob::next(PathBlock* block) {
  const std::uint64_t units = static_cast<std::uint64_t>(walked_.size()) * blocks_;
  while (!is_cancelled()) {
    const std::uint64_t taken = next_unit_.fetch_add(1, std::memory_order_relaxed);
    if (taken >= units) return false;
    const auto unit = static_cast<std::uint32_t>(taken);
    const std::uint32_t trial = trial_of(unit);
    const std::uint32_t first = first_estimate_of(unit);
    const std::uint32_t paths = std::min(kBlock, estimates_ - first);
    if (trials_.noise[trial] == 0) {
      const auto ending = noiseless_ending(trials_, trial, [this] { return is_cancelled(); });
      if (!ending) return false;
      if (ending->outcome == kNeither) truncated_ += paths;
      steps_ += static_cast<std::uint64_t>(ending->steps);
      take_alike(unit, *ending, paths);
      continue;
    }
    *block = fold(trials_, trial, streams_);
    block->tag = unit;
    block->first_estimate += first;
    block->paths = paths;
    return true;
  }
  return false;
}

bool WalkJob::endings(const Ending* endings, std::uint32_t count) {
  if (is_cancelled()) return false;
  if (count == 0) return true;
  this->count(endings, count);
  take(endings, count);
  return true;
}

void WalkJob::count(const Ending* endings, std::uint32_t count) {
  std::uint64_t steps = 0;
  std::uint64_t truncated = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    steps += static_cast<std::uint64_t>(endings[i].steps);
    truncated += endings[i].outcome == kNeither;
  }
  steps_.fetch_add(steps, std::memory_order_relaxed);
  truncated_.fetch_add(truncated, std::memory_order_relaxed);
}

}  // namespace kernel
