#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include "kernel/jobs.hpp"
#include "pool_scorer.hpp"

namespace kernel {

// The paths that share a density: those of one trial, or of a group of equal trials.
struct LikelihoodJob::Pool {
  std::vector<std::uint32_t> scored;  // trials to score with it
  std::uint64_t paths = 0;            // that will end in it
  bool wanted[2] = {false, false};    // categories that a scored trial needs
  std::mutex mutex;                   // guards what follows
  std::array<std::vector<std::uint32_t>, 2> counts;
  std::uint64_t ended = 0;
  double variance = 0;  // of the sum over its trials

  void add(const Ending& ending, std::uint32_t paths_alike) {
    ended += paths_alike;
    if (ending.outcome == kNeither || !wanted[ending.outcome]) return;
    auto& by_step = counts[ending.outcome];
    const auto k = static_cast<std::size_t>(ending.steps);
    if (k >= by_step.size()) by_step.resize(k + 1 + k / 2);
    by_step[k] += paths_alike;
  }
};

struct LikelihoodJob::Plan {
  std::vector<std::unique_ptr<Pool>> pools;
  std::vector<std::uint32_t> pool_of;
  std::vector<std::uint32_t> walked;
};

// Pools in order of first appearance, trials pool by pool: so few pools are under way at a time.
LikelihoodJob::Plan LikelihoodJob::plan_for(const Observed& observed, const Terms& terms) {
  Plan plan;
  const std::size_t trials = observed.include.size();
  plan.pool_of.resize(trials);
  std::unordered_map<std::int64_t, std::uint32_t> pool_of_group;
  std::vector<std::vector<std::uint32_t>> members;
  for (std::uint32_t t = 0; t < trials; ++t) {
    const std::int64_t group = observed.group.empty() ? t : observed.group[t];
    const auto [place, is_new] =
        pool_of_group.try_emplace(group, static_cast<std::uint32_t>(plan.pools.size()));
    if (is_new) {
      plan.pools.push_back(std::make_unique<Pool>());
      members.emplace_back();
    }
    plan.pool_of[t] = place->second;
    members[place->second].push_back(t);
    if (observed.include[t] == 0) continue;
    Pool& pool = *plan.pools[place->second];
    pool.scored.push_back(t);
    const Seen seen = seen_of(observed, t, terms);
    for (const std::uint8_t choice : {kLower, kUpper}) {
      if (terms.rt_range || seen.choice == kAnyChoice || seen.choice == choice) pool.wanted[choice] = true;
    }
  }
  for (std::size_t i = 0; i < plan.pools.size(); ++i) {
    if (plan.pools[i]->scored.empty()) continue;  // nothing depends on these
    plan.pools[i]->paths = members[i].size();
    plan.walked.insert(plan.walked.end(), members[i].begin(), members[i].end());
  }
  return plan;
}

LikelihoodJob::LikelihoodJob(DdmTrials trials, StreamRange streams, std::uint32_t estimates,
                             Observed observed, LikelihoodOptions options, Isa isa,
                             std::function<void()> when_done)
    : LikelihoodJob(std::move(trials), streams, estimates, observed, options, isa, std::move(when_done),
                    plan_for(observed, options.terms)) {}

LikelihoodJob::LikelihoodJob(DdmTrials trials, StreamRange streams, std::uint32_t estimates,
                             Observed observed, LikelihoodOptions options, Isa isa,
                             std::function<void()> when_done, Plan plan)
    : WalkJob(std::move(trials), streams, estimates, std::move(plan.walked), isa, std::move(when_done)),
      log_likelihood(observed.include.size(), std::numeric_limits<double>::quiet_NaN()),
      observed_(std::move(observed)),
      options_(options),
      pools_(std::move(plan.pools)),
      pool_of_(std::move(plan.pool_of)) {
  for (const auto& pool : pools_) pool->paths *= estimates;
}

LikelihoodJob::~LikelihoodJob() = default;

void LikelihoodJob::take(const Ending* endings, std::uint32_t count) {
  std::uint32_t i = 0;
  while (i < count) {
    Pool& pool = *pools_[pool_of_[trial_of(endings[i].tag)]];
    bool is_complete = false;
    {
      const std::lock_guard lock(pool.mutex);
      const std::uint32_t tag = endings[i].tag;
      for (; i < count && endings[i].tag == tag; ++i) pool.add(endings[i], 1);
      is_complete = pool.ended == pool.paths;
    }
    if (is_complete) score(pool);
  }
}

void LikelihoodJob::take_alike(std::uint32_t unit, const Ending& ending, std::uint32_t paths) {
  Pool& pool = *pools_[pool_of_[trial_of(unit)]];
  bool is_complete = false;
  {
    const std::lock_guard lock(pool.mutex);
    pool.add(ending, paths);
    is_complete = pool.ended == pool.paths;
  }
  if (is_complete) score(pool);
}

// Only the thread that brings a pool's last path gets here.
void LikelihoodJob::score(Pool& pool) {
  PoolScorer scorer({std::move(pool.counts), static_cast<double>(pool.paths), trials_.time_step,
                     trials_.non_decision_time[pool.scored.front()]},
                    options_);
  pool.counts = {};
  for (const std::uint32_t t : pool.scored) {
    if (is_cancelled()) return;
    log_likelihood[t] = scorer.score(seen_of(observed_, t, options_.terms));
  }
  if (options_.standard_error) pool.variance = scorer.variance();
}

double LikelihoodJob::standard_error() const noexcept {
  double variance = 0;
  for (const auto& pool : pools_) variance += pool->variance;
  return std::sqrt(variance);
}

}  // namespace kernel
