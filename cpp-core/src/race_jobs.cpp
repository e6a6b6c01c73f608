#include "kernel/race_jobs.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "kernel/jobs.hpp"
#include "log_terms.hpp"
#include "race_lanes.hpp"
#include "race_law.hpp"
#include "race_order.hpp"

namespace kernel {
namespace {

constexpr std::size_t kScoreBlock = 64;  // trials of one unit

}  // namespace

std::optional<ArgumentError> check(const RaceTrials& trials, const Observed& observed, const Terms& terms) {
  if (auto error = check(trials)) return error;
  const std::size_t n = observed.include.size();
  if (n != trials.size()) {
    return ArgumentError{"observed.include", "must have one value a trial, " + std::to_string(trials.size()),
                         std::to_string(n)};
  }
  return check(observed, terms);
}

RaceSimulateJob::RaceSimulateJob(RaceTrials trials, StreamRange streams, std::uint32_t estimates, Isa isa,
                                 std::function<void()> when_done)
    : rt(trials.size() * estimates),
      outcome(rt.size()),
      trials_(std::move(trials)),
      streams_(streams),
      estimates_(estimates),
      isa_(isa),
      when_done_(std::move(when_done)) {}

void RaceSimulateJob::work() {
  const RaceLanes& lanes = race_lanes(isa_);
  const std::uint64_t blocks = (estimates_ + kBlock - 1) / kBlock;
  while (!is_cancelled()) {
    const std::uint64_t unit = next_unit_.fetch_add(1, std::memory_order_relaxed);
    if (unit >= blocks * trials_.size()) return;
    const std::size_t t = unit / blocks;
    const auto first = static_cast<std::uint32_t>(unit % blocks) * kBlock;
    const std::uint32_t count = std::min(kBlock, estimates_ - first);
    const StreamPrefix prefix =
        stream_prefix({streams_.purpose, streams_.seed, streams_.mechanism, streams_.first_trial + t});
    const std::size_t place = t * estimates_ + first;
    std::uint8_t* const outcomes = outcome.data() + place;
    lanes.draw(trials_[t], prefix, streams_.first_estimate + first, count, rt.data() + place, outcomes);
    truncated_ += static_cast<std::uint64_t>(std::count(outcomes, outcomes + count, kNoResponse));
  }
}

RaceScoreJob::RaceScoreJob(RaceTrials trials, Observed observed, Terms terms, std::function<void()> when_done)
    : log_likelihood(trials.size(), std::numeric_limits<double>::quiet_NaN()),
      trials_(std::move(trials)),
      observed_(std::move(observed)),
      terms_(terms),
      when_done_(std::move(when_done)),
      order_(equal_together(trials_, observed_.include)) {
  for (std::size_t begin = 0, end = 0; begin < order_.size(); begin = end) {
    const std::size_t most = std::min(order_.size(), begin + kScoreBlock);
    for (end = begin + 1; end < most && trials_.are_equal(order_[begin], order_[end]);) ++end;
    units_.push_back({begin, end});
  }
}

void RaceScoreJob::work() {
  while (!is_cancelled()) {
    const std::size_t taken = next_unit_.fetch_add(1, std::memory_order_relaxed);
    if (taken >= units_.size()) return;
    score(units_[taken]);
  }
}

void RaceScoreJob::score(const Unit& unit) {
  const RaceTrial trial = trials_[order_[unit.begin]];
  const double share = terms_.rt_range ? race_log_chance(trial, kAnyChoice, *terms_.rt_range) : 0;
  // Of one choice, intervals are always the same one: `seen_of`.
  std::vector<std::optional<double>> chances(std::size_t{kAnyChoice} + 1);
  for (std::size_t i = unit.begin; i < unit.end; ++i) {
    const Seen seen = seen_of(observed_, order_[i], terms_);
    double own = 0;
    if (seen.is_point) {
      own = race_log_density(trial, seen.low, seen.choice);
    } else {
      auto& chance = chances[seen.choice];
      if (!chance) chance = race_log_chance(trial, seen.choice, {seen.low, seen.high});
      own = *chance;
    }
    log_likelihood[order_[i]] = log_of_logs(own, share, terms_, seen);
  }
}

}  // namespace kernel
