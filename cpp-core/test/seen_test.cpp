// What a trial shows and what becomes of its likelihood: floor, range, lapse, log.
#include "kernel/seen.hpp"

#include <cmath>
#include <limits>

#include "check.hpp"
#include "kernel/walk.hpp"

using namespace kernel;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const Seen kPoint{kUpper, true, 0.5, 0.5};

}  // namespace

TEST(floor_then_range_then_lapse_then_log) {
  Terms terms;
  CHECK(log_of(0, 1, terms, kPoint) == -kInfinity);
  CHECK_NEAR(log_of(0.5, 1, terms, kPoint), std::log(0.5), 1e-15);
  terms.floor = 1e-10;
  CHECK_NEAR(log_of(0, 1, terms, kPoint), std::log(1e-10), 1e-13);
  CHECK_NEAR(log_of(1e-14, 1, terms, kPoint), std::log(1e-10), 1e-13);
  terms.rt_range = RtRange{0.2, 0.6};
  CHECK_NEAR(log_of(0.5, 0.25, terms, kPoint), std::log(2.0), 1e-15);
  CHECK_NEAR(log_of(0, 0.25, terms, kPoint), std::log(4e-10), 1e-13);
  CHECK(log_of(0.5, 0, terms, kPoint) == -kInfinity);
  CHECK(log_of(0.5, 0.25, terms, {kUpper, true, 0.7, 0.7}) == -kInfinity);
  terms.lapse = Lapse{0.1, 1, 3};
  CHECK_NEAR(log_of(0.5, 0.25, terms, kPoint), std::log(0.9 * 2 + 0.1 / 4), 1e-15);
  CHECK_NEAR(log_of(0.5, 0.25, terms, {kUpper, true, 0.7, 0.7}), std::log(0.1 / 4), 1e-15);
}

TEST(a_lapse_is_as_likely_as_what_was_seen_of_it) {
  Terms terms;
  terms.lapse = Lapse{0.1, 1, 3};
  CHECK_NEAR(contaminant(terms, kPoint), 0.1 / 4, 1e-17);
  CHECK_NEAR(contaminant(terms, {kAnyChoice, true, 0.5, 0.5}), 0.1 / 2, 1e-17);
  CHECK_NEAR(contaminant(terms, {kLower, false, -kInfinity, kInfinity}), 0.1 / 2, 1e-17);
  CHECK_NEAR(contaminant(terms, {kAnyChoice, false, 2.5, kInfinity}), 0.1 / 4, 1e-17);
  CHECK_NEAR(contaminant(terms, {kAnyChoice, false, 2.5, 2.6}), 0.1 / 20, 1e-16);
  CHECK(contaminant(terms, {kAnyChoice, false, 3.5, kInfinity}) == 0);
}

TEST(a_trial_shows_a_response_or_an_interval) {
  const Observed both{{kUpper, kLower}, {0.5, 1.5}, {1, 1}, {}};
  Terms terms;
  Seen seen = seen_of(both, 1, terms);
  CHECK(seen.is_point && seen.choice == kLower && seen.low == 1.5);
  terms.censor_after = 1.5;  // the very deadline counts as later
  seen = seen_of(both, 1, terms);
  CHECK(!seen.is_point && seen.choice == kAnyChoice && seen.low == 1.5 && seen.high == kInfinity);
  CHECK(seen_of(both, 0, terms).is_point);
  terms.rt_range = RtRange{0.1, 4};
  CHECK(seen_of(both, 1, terms).high == 4);
  const Observed choices{{kUpper}, {}, {1}, {}};
  seen = seen_of(choices, 0, {});
  CHECK(!seen.is_point && seen.choice == kUpper && seen.low == -kInfinity && seen.high == kInfinity);
  const Observed times{{}, {0.7}, {1}, {}};
  seen = seen_of(times, 0, {});
  CHECK(seen.is_point && seen.choice == kAnyChoice && seen.low == 0.7);
}

TEST(weights_are_derivatives_of_the_log) {
  Terms terms;
  terms.floor = 1e-10;
  terms.rt_range = RtRange{0.2, 0.6};
  terms.lapse = Lapse{0.1, 1, 3};
  const double f = 0.5;
  const double s = 0.25;
  const Weights weights = weights_of(f, s, terms, kPoint);
  const double h = 1e-5;
  const auto log_at = [&](double a, double b) {
    return log_of(f * std::exp(a), s * std::exp(b), terms, kPoint);
  };
  CHECK_NEAR(weights.likelihood, (log_at(h, 0) - log_at(-h, 0)) / (2 * h), 1e-9);
  CHECK_NEAR(weights.share, (log_at(0, h) - log_at(0, -h)) / (2 * h), 1e-9);
  CHECK(weights_of(1e-12, s, terms, kPoint).likelihood == 0);
}
