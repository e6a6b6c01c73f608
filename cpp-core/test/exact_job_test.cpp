// The exact job by itself: conditions, blocks, shapes of what was seen, gradients, equal bits on any threads.
#include "kernel/exact_job.hpp"

#include <cmath>
#include <cstring>
#include <future>
#include <limits>

#include "check.hpp"
#include "kernel/wiener.hpp"

using namespace kernel;

namespace {

constexpr double kNegInf = -std::numeric_limits<double>::infinity();
constexpr std::size_t kTrials = 3000;  // several blocks of each condition

ExactConditions two_conditions() { return {{0.7, -0.4}, {0.6, 0.8}, {1, 0.9}, {0.05, 0}, {0.15, 0.2}}; }

Observed some_data() {
  Observed observed;
  for (std::size_t t = 0; t < kTrials; ++t) {
    observed.choice.push_back(t % 3 ? 1 : 0);
    observed.rt.push_back(0.25 + 0.0003 * static_cast<double>(t));
    observed.include.push_back(t % 7 != 0);
    observed.group.push_back(t % 5 == 0);
  }
  return observed;
}

std::shared_ptr<ExactJob> run(int threads, const ExactConditions& conditions, const Observed& observed,
                              const ExactOptions& options) {
  ThreadPool pool(threads);
  std::promise<void> done;
  auto job = std::make_shared<ExactJob>(conditions, observed, options, [&] { done.set_value(); });
  pool.submit(job);
  done.get_future().wait();
  return job;
}

WienerProcess process_of(const ExactConditions& conditions, std::size_t c) {
  WienerProcess process;
  process.drift = conditions.drift[c];
  process.threshold = conditions.threshold[c];
  process.noise = conditions.noise[c];
  process.starting_value = conditions.starting_value[c];
  process.non_decision_time = conditions.non_decision_time[c];
  return process;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

}  // namespace

TEST(exact_job_gives_each_trial_its_own_density) {
  const ExactConditions conditions = two_conditions();
  const Observed observed = some_data();
  CHECK(!check(conditions, observed, {}));
  const auto job = run(2, conditions, observed, {});
  for (std::size_t t = 0; t < kTrials; ++t) {
    if (observed.include[t] == 0) {
      CHECK(std::isnan(job->log_likelihood[t]));
      continue;
    }
    double expected = 0;
    wiener_log_density({&observed.rt[t], 1}, {&observed.choice[t], 1},
                       process_of(conditions, static_cast<std::size_t>(observed.group[t])), &expected);
    CHECK(job->log_likelihood[t] == expected);
  }
}

TEST(exact_job_has_the_same_bits_on_any_threads) {
  ExactOptions options;
  options.terms.floor = 1e-9;
  options.terms.rt_range = RtRange{0.2, 1.1};
  options.terms.censor_after = 0.9;
  options.terms.lapse = Lapse{0.05, 0, 2};
  options.wants_gradient = true;
  const auto one = run(1, two_conditions(), some_data(), options);
  for (int threads = 2; threads <= 4; ++threads) {
    const auto job = run(threads, two_conditions(), some_data(), options);
    CHECK(same_bits(job->log_likelihood, one->log_likelihood));
    CHECK(same_bits(job->by_drift, one->by_drift) && same_bits(job->by_threshold, one->by_threshold));
    CHECK(same_bits(job->by_non_decision_time, one->by_non_decision_time));
  }
}

TEST(exact_job_scores_choices_times_and_deadlines) {
  const ExactConditions conditions = two_conditions();
  const WienerProcess process = process_of(conditions, 0);
  const Observed choices{{1, 0}, {}, {1, 1}, {0, 0}};
  const auto of_choices = run(1, conditions, choices, {});
  const ChoiceProbability chance = wiener_choice_probability(process);
  CHECK_NEAR(of_choices->log_likelihood[0], std::log(chance.upper), 1e-14);
  CHECK_NEAR(of_choices->log_likelihood[1], std::log(chance.lower), 1e-14);

  const Observed times{{}, {0.5, 0.1}, {1, 1}, {0, 0}};
  const auto of_times = run(1, conditions, times, {});
  const double both[] = {0.5, 0.5};
  const std::uint8_t bounds[] = {1, 0};
  double logs[2];
  wiener_log_density(both, bounds, process, logs);
  CHECK_NEAR(of_times->log_likelihood[0], std::log(std::exp(logs[0]) + std::exp(logs[1])), 1e-14);
  CHECK(of_times->log_likelihood[1] == kNegInf);  // before the non-decision time

  ExactOptions options;
  options.terms.censor_after = 0.5;
  double by[2];
  wiener_cdf(both, bounds, process, by);
  for (const std::optional<double> step : {std::optional<double>{}, std::optional<double>{1e-4}}) {
    options.euler_step = step;
    const auto late = run(1, conditions, times, options);
    CHECK_NEAR(late->log_likelihood[0], std::log(1 - by[0] - by[1]), step ? 0.03 : 1e-13);
  }
}

TEST(an_interval_of_the_walk_and_what_is_around_it_make_one) {
  ExactConditions conditions = two_conditions();
  ExactOptions options;
  options.euler_step = 0.01;
  const Observed late{{}, {2}, {1}, {0}};
  const auto chance = [&](double low, double high) {
    options.terms.rt_range = RtRange{low, high};
    options.terms.censor_after.reset();
    const Observed choices{{1, 0}, {}, {1, 1}, {0, 0}};
    // Of choices alone, L = P(choice, in range) / P(in range): their sum is one.
    const auto job = run(1, conditions, choices, options);
    return std::exp(job->log_likelihood[0]) + std::exp(job->log_likelihood[1]);
  };
  CHECK_NEAR(chance(0.2, 0.5), 1, 1e-12);
  CHECK_NEAR(chance(0.31, 0.777), 1, 1e-12);
  options.terms.rt_range.reset();
  options.terms.censor_after = 0.01;  // all responses are later
  CHECK_NEAR(run(1, conditions, late, options)->log_likelihood[0], 0, 1e-12);
}

TEST(a_start_at_a_bound_has_no_density_and_no_chance) {
  ExactConditions conditions = two_conditions();
  conditions.starting_value[0] = conditions.threshold[0];
  ExactOptions options;
  options.terms.censor_after = 0.5;
  const Observed observed{{1, 1}, {0.4, 0.6}, {1, 1}, {0, 0}};
  const auto job = run(1, conditions, observed, options);
  CHECK(job->log_likelihood[0] == kNegInf && job->log_likelihood[1] == kNegInf);
}

TEST(faulty_exact_arguments_are_named) {
  ExactConditions conditions = two_conditions();
  Observed observed = some_data();
  observed.group[4] = 2;
  CHECK(check(conditions, observed, {})->field == "observed.condition[4]");
  observed = some_data();
  observed.rt[1] = kNegInf;
  CHECK(check(conditions, observed, {})->field == "observed.rt[1]");
  observed = some_data();
  observed.rt.clear();
  observed.choice.clear();
  CHECK(check(conditions, observed, {})->field == "observed");
  ExactOptions options;
  options.terms.rt_range = RtRange{0.2, 0.5};
  options.terms.censor_after = 0.5;
  CHECK(check(conditions, some_data(), options)->field == "censorAfter");
  conditions.noise[1] = 0;
  CHECK(check(conditions, some_data(), {})->field == "conditions.noise[1]");
}
