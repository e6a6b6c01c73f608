#include "race_order.hpp"

#include <bit>
#include <unordered_map>

#include "mix.hpp"

namespace kernel {
namespace {

std::uint64_t hash_of(const RaceTrial& trial) {
  std::uint64_t hash = 0;
  const auto absorb = [&](double value) {
    hash = mix64(hash + std::bit_cast<std::uint64_t>(value + 0.0) + 0x9e3779b97f4a7c15u);  // -0 is 0
  };
  absorb(trial.bound);
  absorb(trial.start);
  absorb(trial.t0);
  for (std::size_t k = 0; k < trial.accumulators; ++k) {
    absorb(trial.rate[k]);
    absorb(trial.spread[k]);
  }
  return hash;
}

}  // namespace

std::vector<std::size_t> equal_together(const RaceTrials& trials, const std::vector<std::uint8_t>& include) {
  // Groups by hash; two of one hash that differ are told apart by comparison.
  std::unordered_multimap<std::uint64_t, std::size_t> group_of;
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t t = 0; t < include.size(); ++t) {
    if (include[t] == 0) continue;
    const std::uint64_t hash = hash_of(trials[t]);
    auto [place, end] = group_of.equal_range(hash);
    while (place != end && !trials.are_equal(groups[place->second].front(), t)) ++place;
    if (place == end) {
      place = group_of.emplace(hash, groups.size());
      groups.emplace_back();
    }
    groups[place->second].push_back(t);
  }
  std::vector<std::size_t> order;
  for (const auto& group : groups) order.insert(order.end(), group.begin(), group.end());
  return order;
}

}  // namespace kernel
