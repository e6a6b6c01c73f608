// Whole evaluations: equal bits for any threads, instruction set and shard; pools; extremes; cancellation.
#include "kernel/jobs.hpp"

#include <chrono>
#include <cstring>
#include <functional>
#include <future>
#include <limits>
#include <thread>

#include "check.hpp"

using namespace kernel;

namespace {

constexpr std::size_t kTrials = 7;

DdmTrials some_trials(std::size_t first = 0, std::size_t count = kTrials) {
  DdmTrials trials;
  for (std::size_t t = first; t < first + count; ++t) {
    trials.drift.push_back(t % 2 ? 1.0 : -0.5);
    trials.threshold.push_back(0.6);
    trials.noise.push_back(1);
    trials.starting_value.push_back(0.05);
    trials.offset.push_back(0);
    trials.non_decision_time.push_back(0.15);
  }
  trials.time_step = 0.01;
  trials.max_steps = 200;
  return trials;
}

Observed some_data(std::size_t first = 0, std::size_t count = kTrials) {
  Observed observed;
  for (std::size_t t = first; t < first + count; ++t) {
    observed.choice.push_back(t % 3 ? 1 : 0);
    observed.rt.push_back(0.3 + 0.05 * static_cast<double>(t));
    observed.include.push_back(1);
  }
  return observed;
}

LikelihoodOptions some_options() {
  LikelihoodOptions options;
  options.terms.floor = 1e-10;
  options.terms.lapse = Lapse{0.05, 0.1, 2.1};
  return options;
}

// Runs a job to its end on `threads` threads.
template <class JobType, class... Arguments>
std::shared_ptr<JobType> run(int threads, Arguments... arguments) {
  ThreadPool pool(threads);
  std::promise<void> done;
  auto job = std::make_shared<JobType>(arguments..., [&] { done.set_value(); });
  pool.submit(job);
  done.get_future().wait();
  return job;
}

std::vector<double> scores(int threads, const DdmTrials& trials, const Observed& observed,
                           StreamRange streams = {Purpose::kFit, 42, 0, 0, 0}, Isa isa = best_isa(),
                           LikelihoodOptions options = some_options()) {
  return run<LikelihoodJob>(threads, trials, streams, std::uint32_t{3000}, observed, options, isa)
      ->log_likelihood;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

}  // namespace

TEST(threads_and_instruction_sets_change_no_bit) {
  const auto expected = scores(1, some_trials(), some_data());
  for (const double value : expected) CHECK(std::isfinite(value));
  for (int threads = 2; threads <= 4; ++threads) {
    CHECK(same_bits(scores(threads, some_trials(), some_data()), expected));
  }
  for (const Isa isa : usable_isas()) {
    CHECK(same_bits(scores(2, some_trials(), some_data(), {Purpose::kFit, 42, 0, 0, 0}, isa), expected));
  }
}

TEST(a_shard_of_trials_scores_as_it_does_in_the_whole) {
  const auto whole = scores(2, some_trials(), some_data());
  const auto part = scores(1, some_trials(3, 2), some_data(3, 2), {Purpose::kFit, 42, 0, 3, 0});
  CHECK(part[0] == whole[3] && part[1] == whole[4]);
}

TEST(another_seed_purpose_or_mechanism_gives_other_scores) {
  const auto base = scores(1, some_trials(), some_data());
  for (const StreamRange& other :
       {StreamRange{Purpose::kFit, 43, 0, 0, 0}, StreamRange{Purpose::kPredict, 42, 0, 0, 0},
        StreamRange{Purpose::kFit, 42, 1, 0, 0}, StreamRange{Purpose::kFit, 42, 0, 0, 3000}}) {
    const auto scored = scores(1, some_trials(), some_data(), other);
    for (std::size_t t = 0; t < kTrials; ++t) CHECK(scored[t] != base[t]);
  }
}

TEST(trials_not_included_score_nan_and_change_nothing_else) {
  const auto whole = scores(1, some_trials(), some_data());
  Observed masked = some_data();
  masked.include[2] = 0;
  masked.rt[2] = std::numeric_limits<double>::quiet_NaN();
  const auto scored = scores(2, some_trials(), masked);
  CHECK(std::isnan(scored[2]));
  for (const std::size_t t : {0u, 1u, 3u, 4u, 5u, 6u}) CHECK(scored[t] == whole[t]);
}

TEST(a_group_pools_the_paths_of_all_its_trials) {
  Observed grouped = some_data();
  for (std::size_t t = 0; t < kTrials; ++t) grouped.group.push_back(t % 2 ? 77 : -5);
  grouped.include[6] = 0;  // its paths are pooled all the same
  const auto options = some_options();
  const auto scored = scores(3, some_trials(), grouped, {Purpose::kFit, 42, 0, 0, 0}, best_isa(), options);
  CHECK(same_bits(scored, scores(1, some_trials(), grouped)));

  const auto paths = run<SimulateJob>(2, some_trials(), StreamRange{Purpose::kFit, 42, 0, 0, 0},
                                      std::uint32_t{3000}, best_isa());
  for (std::size_t t = 0; t < 6; ++t) {
    std::vector<std::uint32_t> counts(201);
    double estimates = 0;
    for (std::size_t other = t % 2; other < kTrials; other += 2) {
      for (std::size_t e = other * 3000; e < (other + 1) * 3000; ++e) {
        counts[static_cast<std::size_t>(paths->steps_of[e])] += paths->outcome_of[e] == grouped.choice[t];
      }
      estimates += 3000;
    }
    const CategoryDensity density(counts, estimates, 0.01, options.density);
    const Seen seen = seen_of(grouped, t, options.terms);
    CHECK(scored[t] == log_of(density.at(grouped.rt[t] - 0.15), 1, options.terms, seen));
  }
}

TEST(a_trial_without_noise_is_walked_once_in_double) {
  DdmTrials trials = some_trials(0, 1);
  trials.noise[0] = 0;
  trials.drift[0] = 1;
  trials.starting_value[0] = 0;
  trials.threshold[0] = 0.5;
  trials.offset[0] = 0.005;
  const auto job = run<SimulateJob>(2, trials, StreamRange{}, std::uint32_t{2500}, best_isa());
  for (std::size_t e = 0; e < 2500; ++e) CHECK(job->steps_of[e] == 34 && job->outcome_of[e] == kUpper);
  trials.drift[0] = -0.5;  // cancels the offset: the path stands still
  const auto still = run<SimulateJob>(1, trials, StreamRange{}, std::uint32_t{2500}, best_isa());
  CHECK(still->outcome_of[0] == kNeither && still->steps_of[0] == 200 && still->truncated() == 2500);
}

TEST(extremes_never_score_nan_and_never_hang) {
  const double huge = std::numeric_limits<double>::max();
  for (const double drift : {0.0, -1e3, 1e300, -huge}) {
    for (const double threshold : {0.0, 5e-324, 1e-3, 1e40, huge}) {
      for (const double noise : {0.0, 5e-324, 1.0, 1e40, huge}) {
        for (const double start : {0.0, 2.0, -1e50, huge}) {
          DdmTrials trials = some_trials(0, 2);
          for (std::size_t t = 0; t < 2; ++t) {
            trials.drift[t] = drift;
            trials.threshold[t] = threshold;
            trials.noise[t] = noise;
            trials.starting_value[t] = start;
          }
          trials.leak = threshold == 1e-3 ? 1e30 : 0;
          trials.non_decision_time[1] = 5;  // after the response
          trials.max_steps = 50;
          CHECK(!check(trials));
          const auto job = run<LikelihoodJob>(1, trials, StreamRange{}, std::uint32_t{50}, some_data(0, 2),
                                              some_options(), best_isa());
          for (const double value : job->log_likelihood) CHECK(std::isfinite(value));
          CHECK(job->truncated() <= 100);
        }
      }
    }
  }
}

TEST(faulty_arguments_are_named) {
  DdmTrials trials = some_trials();
  trials.noise[3] = std::numeric_limits<double>::quiet_NaN();
  CHECK(check(trials)->field == "noise[3]");
  trials = some_trials();
  trials.threshold[1] = -1;
  CHECK(check(trials)->field == "threshold[1]");
  trials = some_trials();
  trials.offset.pop_back();
  CHECK(check(trials)->field == "offset");
  trials = some_trials();
  trials.time_step = 0;
  CHECK(check(trials)->field == "timeStepSize");
  Observed observed = some_data();
  observed.choice[2] = 255;
  CHECK(check(some_trials(), observed, some_options())->field == "observed.choice[2]");
  observed = some_data();
  observed.group.assign(kTrials, 1);
  CHECK(check(some_trials(), observed, some_options())->field == "group[1]");
  LikelihoodOptions options = some_options();
  options.terms.lapse->probability = 1.5;
  CHECK(check(some_trials(), some_data(), options)->field == "lapse.probability");
}

TEST(a_cancelled_job_ends_soon_and_the_next_one_is_done) {
  ThreadPool pool(2);
  DdmTrials trials = some_trials();
  trials.time_step = 1e-5;
  trials.max_steps = 1 << 26;
  std::promise<void> done;
  auto job =
      std::make_shared<SimulateJob>(trials, StreamRange{}, 100000, best_isa(), [&] { done.set_value(); });
  pool.submit(job);
  std::promise<void> next;
  pool.submit(
      std::make_shared<SimulateJob>(some_trials(), StreamRange{}, 10, best_isa(), [&] { next.set_value(); }));
  while (job->steps() == 0) std::this_thread::yield();  // until it is well under way
  job->cancel();
  CHECK(done.get_future().wait_for(std::chrono::seconds(5)) == std::future_status::ready);
  CHECK(next.get_future().wait_for(std::chrono::seconds(5)) == std::future_status::ready);
}

TEST(a_pool_that_is_destroyed_ends_its_jobs) {
  int ended = 0;
  {
    ThreadPool pool(1);
    DdmTrials trials = some_trials();
    trials.time_step = 1e-6;
    trials.max_steps = 1 << 26;
    for (int i = 0; i < 3; ++i) {
      pool.submit(std::make_shared<SimulateJob>(trials, StreamRange{}, 100000, best_isa(), [&] { ++ended; }));
    }
  }
  CHECK(ended == 3);
}
