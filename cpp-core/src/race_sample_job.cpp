#include "kernel/race_sample_job.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "kernel/jobs.hpp"
#include "race_lanes.hpp"

namespace kernel {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Decisions of one pool, their times without t0, and what is asked of them.
class Decisions {
 public:
  Decisions(std::size_t count, double t0) : t0_(t0), times_(count), outcomes_(count) {}

  [[nodiscard]] double* times() { return times_.data(); }
  [[nodiscard]] std::uint8_t* outcomes() { return outcomes_.data(); }
  [[nodiscard]] std::size_t without_end() const {
    return static_cast<std::size_t>(std::count(outcomes_.begin(), outcomes_.end(), kNoResponse));
  }

  /// Share of the category times its density.
  [[nodiscard]] double density(std::uint8_t choice, double rt, const DensityOptions& options) {
    auto& density = densities_[choice];
    if (!density) density = density_of(choice, options);
    return density->at(rt - t0_);
  }

  /// Share of decisions with this choice in the interval.
  [[nodiscard]] double share(std::uint8_t choice, const RtRange& interval) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < times_.size(); ++i) {
      if (choice != kAnyChoice && outcomes_[i] != choice) continue;
      const double rt = outcomes_[i] == kNoResponse ? kInfinity : t0_ + times_[i];
      if (rt >= interval.low && rt <= interval.high) ++count;
    }
    return static_cast<double>(count) / static_cast<double>(times_.size());
  }

 private:
  // Distinct times, ascending, and how often each was drawn.
  std::unique_ptr<CategoryDensity> density_of(std::uint8_t choice, const DensityOptions& options) const {
    std::vector<double> points;
    for (std::size_t i = 0; i < times_.size(); ++i) {
      const bool is_in = choice == kAnyChoice ? outcomes_[i] != kNoResponse : outcomes_[i] == choice;
      if (is_in) points.push_back(std::max(times_[i], std::numeric_limits<double>::min()));
    }
    std::sort(points.begin(), points.end());
    std::vector<double> counts;
    std::size_t kept = 0;
    for (const double point : points) {
      if (kept > 0 && points[kept - 1] == point) {
        counts.back() += 1;
      } else {
        points[kept++] = point;
        counts.push_back(1);
      }
    }
    points.resize(kept);
    return std::make_unique<CategoryDensity>(points, counts, static_cast<double>(times_.size()), options);
  }

  const double t0_;
  std::vector<double> times_;
  std::vector<std::uint8_t> outcomes_;
  std::array<std::unique_ptr<CategoryDensity>, 256> densities_;
};

std::vector<std::vector<std::size_t>> pools_of(const Observed& observed) {
  std::vector<std::vector<std::size_t>> pools;
  std::unordered_map<std::int32_t, std::size_t> pool_of;
  for (std::size_t t = 0; t < observed.include.size(); ++t) {
    if (observed.group.empty()) {
      if (observed.include[t] != 0) pools.push_back({t});
      continue;
    }
    const auto [place, is_new] = pool_of.try_emplace(observed.group[t], pools.size());
    if (is_new) pools.emplace_back();
    pools[place->second].push_back(t);
  }
  const auto is_unseen = [&](const std::vector<std::size_t>& pool) {
    return std::none_of(pool.begin(), pool.end(), [&](std::size_t t) { return observed.include[t] != 0; });
  };
  pools.erase(std::remove_if(pools.begin(), pools.end(), is_unseen), pools.end());
  return pools;
}

}  // namespace

std::optional<ArgumentError> check_groups(const RaceTrials& trials, const Observed& observed) {
  const auto& group = observed.group;
  if (!group.empty() && group.size() != trials.size()) {
    return ArgumentError{"group", "must have one value a trial, " + std::to_string(trials.size()),
                         std::to_string(group.size())};
  }
  std::unordered_map<std::int32_t, std::size_t> first_of;
  for (std::size_t t = 0; t < group.size(); ++t) {
    const std::size_t first = first_of.try_emplace(group[t], t).first->second;
    if (trials.are_equal(first, t)) continue;
    return ArgumentError{indexed("group", t),
                         "must hold trials with equal parameters, as trial " + std::to_string(first) + " has",
                         std::to_string(group[t])};
  }
  return std::nullopt;
}

RaceSampleJob::RaceSampleJob(RaceTrials trials, Observed observed, Terms terms, RaceSampling sampling,
                             std::function<void()> when_done)
    : log_likelihood(trials.size(), std::numeric_limits<double>::quiet_NaN()),
      trials_(std::move(trials)),
      observed_(std::move(observed)),
      terms_(terms),
      sampling_(std::move(sampling)),
      when_done_(std::move(when_done)),
      pools_(pools_of(observed_)) {}

void RaceSampleJob::work() {
  while (!is_cancelled()) {
    const std::size_t taken = next_pool_.fetch_add(1, std::memory_order_relaxed);
    if (taken >= pools_.size()) return;
    score(pools_[taken]);
  }
}

void RaceSampleJob::score(const std::vector<std::size_t>& pool) {
  const auto& [streams, estimates, density, isa] = sampling_;
  const RaceLanes& lanes = race_lanes(isa);
  RaceTrial trial = trials_[pool.front()];
  Decisions decisions(pool.size() * estimates, trial.t0);
  trial.t0 = 0;  // early times keep their digits
  for (std::size_t i = 0; i < pool.size(); ++i) {
    const StreamPrefix prefix =
        stream_prefix({streams.purpose, streams.seed, streams.mechanism, streams.first_trial + pool[i]});
    for (std::uint32_t first = 0; first < estimates; first += kBlock) {
      if (is_cancelled()) return;
      const std::size_t place = i * estimates + first;
      lanes.draw(trial, prefix, streams.first_estimate + first, std::min(kBlock, estimates - first),
                 decisions.times() + place, decisions.outcomes() + place);
    }
  }
  truncated_ += decisions.without_end();
  const double share = terms_.rt_range ? decisions.share(kAnyChoice, *terms_.rt_range) : 1;
  for (const std::size_t t : pool) {
    if (observed_.include[t] == 0 || is_cancelled()) continue;
    const Seen seen = seen_of(observed_, t, terms_);
    const double likelihood = seen.is_point ? decisions.density(seen.choice, seen.low, density)
                                            : decisions.share(seen.choice, {seen.low, seen.high});
    log_likelihood[t] = log_of(likelihood, share, terms_, seen);
  }
}

}  // namespace kernel
