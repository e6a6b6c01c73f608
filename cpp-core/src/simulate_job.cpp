#include <algorithm>
#include <numeric>
#include <utility>

#include "kernel/jobs.hpp"

namespace kernel {
namespace {

std::vector<std::uint32_t> all_of(std::size_t trials) {
  std::vector<std::uint32_t> all(trials);
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

}  // namespace

SimulateJob::SimulateJob(DdmTrials trials, StreamRange streams, std::uint32_t estimates, Isa isa,
                         std::function<void()> when_done)
    : WalkJob(trials, streams, estimates, all_of(trials.size()), isa, std::move(when_done)),
      steps_of(trials.size() * estimates),
      outcome_of(trials.size() * estimates) {}

void SimulateJob::take(const Ending* endings, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const Ending& ending = endings[i];
    const std::size_t place = static_cast<std::size_t>(trial_of(ending.tag)) * estimates_ +
                              first_estimate_of(ending.tag) + ending.path;
    steps_of[place] = ending.steps;
    outcome_of[place] = ending.outcome;
  }
}

void SimulateJob::take_alike(std::uint32_t unit, const Ending& ending, std::uint32_t paths) {
  const std::size_t place = static_cast<std::size_t>(trial_of(unit)) * estimates_ + first_estimate_of(unit);
  std::fill_n(steps_of.begin() + static_cast<std::ptrdiff_t>(place), paths, ending.steps);
  std::fill_n(outcome_of.begin() + static_cast<std::ptrdiff_t>(place), paths, ending.outcome);
}

}  // namespace kernel
