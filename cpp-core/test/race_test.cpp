#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <vector>

#include "../src/race_lanes.hpp"
#include "../src/race_law.hpp"
#include "check.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/isa.hpp"
#include "kernel/race_jobs.hpp"

using namespace kernel;

namespace {

RaceTrials one(RaceKind kind, bool positive = false) {
  RaceTrials trials;
  trials.kind = kind;
  trials.positive_drift = positive;
  trials.accumulators = kind == RaceKind::kWald ? 1 : 3;
  if (kind != RaceKind::kLognormal) trials.bound = {1.1};
  if (kind == RaceKind::kLba || kind == RaceKind::kDiffusion) trials.start = {0.6};
  trials.rate = {1.2, 0.7, kind == RaceKind::kLba ? -0.4 : 0.0};
  trials.spread = {0.9, 0.4, 1.1};
  trials.rate.resize(trials.accumulators);
  trials.spread.resize(trials.accumulators);
  trials.t0 = {0.2};
  return trials;
}

std::vector<RaceTrials> all_kinds() {
  std::vector<RaceTrials> all = {one(RaceKind::kLba), one(RaceKind::kLba, true), one(RaceKind::kLognormal),
                                 one(RaceKind::kDiffusion), one(RaceKind::kWald)};
  all.push_back(one(RaceKind::kWald));
  all.back().rate = {-0.3};
  all.push_back(one(RaceKind::kWald));
  all.back().rate = {0};
  return all;
}

struct Drawn {
  std::vector<double> rt;
  std::vector<std::uint8_t> outcome;
};

Drawn drawn(const RaceTrials& trials, std::uint32_t count, Isa isa, std::uint64_t first = 0) {
  Drawn found{std::vector<double>(count), std::vector<std::uint8_t>(count)};
  race_lanes(isa).draw(trials[0], stream_prefix({Purpose::kSimulate, 7, 1, 3}), first, count, found.rt.data(),
                       found.outcome.data());
  return found;
}

bool are_same(const Drawn& a, const Drawn& b) {
  return std::memcmp(a.rt.data(), b.rt.data(), a.rt.size() * sizeof(double)) == 0 && a.outcome == b.outcome;
}

constexpr std::uint32_t kDraws = 1000000;
constexpr std::uint64_t kDrawsHash = 0x25401241319ed787u;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Largest distance between the shares of sorted draws and the law's, over a grid of them.
double distance(const std::vector<double>& sorted, const RaceTrial& trial, std::uint8_t choice, double all) {
  double most = 0;
  double below = 0;
  double last = -kInfinity;
  const std::size_t step = sorted.size() / 200;
  for (std::size_t i = step; i < sorted.size(); i += step) {
    below += exact_exp(race_log_chance(trial, choice, {last, sorted[i]}));
    last = sorted[i];
    most =
        std::max(most, std::fabs(below / all - static_cast<double>(i) / static_cast<double>(sorted.size())));
  }
  return most;
}

}  // namespace

TEST(draws_of_races_follow_their_exact_law) {
  for (const RaceTrials& trials : all_kinds()) {
    const Drawn found = drawn(trials, kDraws, best_isa());
    double ended = 0;
    for (std::size_t k = 0; k < trials.accumulators; ++k) {
      std::vector<double> rt;
      for (std::size_t i = 0; i < kDraws; ++i) {
        if (found.outcome[i] == k) rt.push_back(found.rt[i]);
      }
      std::sort(rt.begin(), rt.end());
      const auto choice = static_cast<std::uint8_t>(k);
      const double p = exact_exp(race_log_chance(trials[0], choice, {-kInfinity, kInfinity}));
      const auto n = static_cast<double>(rt.size());
      CHECK_NEAR(n / kDraws, p, 4 * std::sqrt(p * (1 - p) / kDraws) + 1e-12);
      CHECK(rt.front() > trials.t0[0]);
      CHECK(std::sqrt(n) * distance(rt, trials[0], choice, p) < 2.2);  // chance 1e-4
      ended += n;
    }
    const double never = exact_exp(race_log_survivor(trials[0], kInfinity));
    CHECK_NEAR(1 - ended / kDraws, never, 4 * std::sqrt(never / kDraws) + 1e-12);
  }
}

TEST(draws_of_races_are_the_same_on_every_instruction_set_and_in_every_block) {
  for (const RaceTrials& trials : all_kinds()) {
    const Drawn expected = drawn(trials, 1001, Isa::kScalar);
    for (const Isa isa : usable_isas()) CHECK(are_same(drawn(trials, 1001, isa), expected));
    Drawn joined = drawn(trials, 501, best_isa());
    const Drawn rest = drawn(trials, 500, best_isa(), 501);
    joined.rt.insert(joined.rt.end(), rest.rt.begin(), rest.rt.end());
    joined.outcome.insert(joined.outcome.end(), rest.outcome.begin(), rest.outcome.end());
    CHECK(are_same(joined, expected));
  }
}

TEST(draws_of_races_are_these_bits_whatever_compiled_them) {
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const RaceTrials& trials : all_kinds()) {
    const Drawn found = drawn(trials, 1000, best_isa());
    for (std::size_t i = 0; i < 1000; ++i) {
      hash = (hash ^ std::bit_cast<std::uint64_t>(found.rt[i])) * 0x100000001b3u;
      hash = (hash ^ found.outcome[i]) * 0x100000001b3u;
    }
  }
  if (hash != kDrawsHash) std::printf("  %#llx\n", static_cast<unsigned long long>(hash));
  CHECK(hash == kDrawsHash);
}

TEST(rates_far_below_zero_are_drawn_as_their_truncated_law_has_them) {
  RaceTrials trials = one(RaceKind::kLba, true);
  for (double v : {-0.5, -6.0, -40.0, -1e6}) {
    trials.rate = {v, v, v};
    const Drawn found = drawn(trials, 200000, best_isa());
    std::vector<double> rt = found.rt;
    std::sort(rt.begin(), rt.end());
    CHECK(std::isfinite(rt.back()));
    CHECK(std::sqrt(200000.0) * distance(rt, trials[0], kAnyChoice, 1) < 2.2);
  }
}

TEST(no_double_in_range_makes_a_draw_or_a_chance_a_nan_or_one_without_end) {
  StreamState state = stream_state({6, 6}, 6);
  const auto any = [&] {
    return std::ldexp(1 + next_bits(state) * 0x1p-32, static_cast<int>(next_bits(state) % 1800) - 900);
  };
  int drawn_of = 0;
  for (int i = 0; i < 4000; ++i) {
    RaceTrials trials = one(static_cast<RaceKind>(i % 4), i % 8 == 0);
    for (double& rate : trials.rate) rate = next_bits(state) % 8 == 0 ? 0 : any();
    for (double& spread : trials.spread) spread = any();
    for (double& start : trials.start) start = next_bits(state) % 4 == 0 ? 0 : any();
    for (double& bound : trials.bound) bound = any() + (trials.start.empty() ? 0 : trials.start[0]);
    if (trials.kind != RaceKind::kDiffusion && i % 3 == 0) trials.rate[0] = -trials.rate[0];
    if (check(trials)) continue;
    ++drawn_of;
    const Drawn found = drawn(trials, 8, best_isa());
    for (std::size_t j = 0; j < 8; ++j) {
      const bool has_ended = found.outcome[j] != kNoResponse;
      CHECK(has_ended ? found.rt[j] >= trials.t0[0] && found.rt[j] < kInfinity : std::isnan(found.rt[j]));
      CHECK(!has_ended || found.outcome[j] < trials.accumulators);
    }
    CHECK(race_log_survivor(trials[0], any()) <= 0);  // false for NaN
    CHECK(race_log_chance(trials[0], kAnyChoice, {any(), kInfinity}) <= 0);
    if (i % 40 == 0) CHECK(race_log_chance(trials[0], 0, {-kInfinity, kInfinity}) <= 1e-9);
  }
  CHECK(drawn_of > 3000);
}

TEST(chances_of_all_choices_add_up_and_follow_narrow_peaks) {
  for (RaceTrials trials : all_kinds()) {
    for (double narrow : {1.0, 1e-3, 1e-6}) {
      for (double& spread : trials.spread) spread = narrow;
      for (const RtRange interval : {RtRange{-kInfinity, kInfinity}, {0.3, 2.5}, {0.9, 1.3}}) {
        double sum = 0;
        for (std::size_t k = 0; k < trials.accumulators; ++k)
          sum += exact_exp(race_log_chance(trials[0], static_cast<std::uint8_t>(k), interval));
        const double never =
            interval.high == kInfinity ? exact_exp(race_log_survivor(trials[0], kInfinity)) : 0;
        CHECK_NEAR(sum, exact_exp(race_log_chance(trials[0], kAnyChoice, interval)) - never, 1e-10);
      }
    }
  }
}

TEST(the_survivor_is_what_the_densities_leave) {
  for (const RaceTrials& trials : all_kinds()) {
    for (double rt : {0.25, 0.6, 1.4, 5.0}) {
      const double h = 1e-5;
      const double slope = (exact_exp(race_log_survivor(trials[0], rt - h)) -
                            exact_exp(race_log_survivor(trials[0], rt + h))) /
                           (2 * h);
      const double density = exact_exp(race_log_density(trials[0], rt, kAnyChoice));
      CHECK_NEAR(slope, density, 1e-6 * (1 + density));
    }
    CHECK(race_log_survivor(trials[0], trials.t0[0]) == 0);
  }
}

TEST(a_race_over_trials_is_refused_by_the_place_of_its_fault) {
  RaceTrials trials = one(RaceKind::kLba);
  trials.accumulators = 251;
  CHECK(check(trials)->field == "accumulators");
  trials = one(RaceKind::kLba);
  trials.spread.push_back(1);
  CHECK(check(trials)->field == "parameters.s");
  trials = one(RaceKind::kLba);
  trials.spread[2] = 0;
  CHECK(check(trials)->field == "parameters.s[2]");
  trials.bound = {0.5};
  CHECK(check(trials)->field == "parameters.b[0]");
  trials = one(RaceKind::kDiffusion);
  trials.rate[1] = -1;
  CHECK(check(trials)->field == "parameters.v[1]");
}
