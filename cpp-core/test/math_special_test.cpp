#include "kernel/math_special.hpp"

#include "../src/double_lanes.hpp"
#include "check.hpp"

using namespace kernel;

namespace {

constexpr long double kPi = 3.141592653589793238462643383279502884L;

long double mills_reference(long double x) { return sqrtl(kPi / 2) * expl(x * x / 2) * erfcl(x / sqrtl(2)); }

// Largest relative error of `f` against `truth` over [low, high].
template <class F, class Truth>
long double worst_error(double low, double high, F f, Truth truth) {
  long double worst = 0;
  for (int i = 0; i <= 200000; ++i) {
    const double x = low + (high - low) * i / 200000;
    const long double reference = truth(static_cast<long double>(x));
    if (reference != 0) worst = std::max(worst, fabsl((f(x) - reference) / reference));
  }
  return worst;
}

}  // namespace

TEST(expm1_and_log1p_are_as_accurate_as_their_docstrings_say) {
  CHECK(worst_error(-40, 40, exact_expm1, expm1l) < 5e-16L);
  CHECK(worst_error(-1e-3, 1e-3, exact_expm1, expm1l) < 5e-16L);
  CHECK(worst_error(-0.999, 30, exact_log1p, log1pl) < 5e-16L);
  CHECK(worst_error(-1e-9, 1e-9, exact_log1p, log1pl) < 5e-16L);
  CHECK(exact_expm1(-1000) == -1);
  CHECK(exact_log1p(-1) == -INFINITY);
}

TEST(sine_and_cosine_of_multiples_of_pi_are_as_accurate_as_their_docstrings_say) {
  long double worst = 0;
  for (int i = -40000; i <= 40000; ++i) {
    const double x = i / 8192.0 + 1e-7 * i;
    const long double rest = fmodl(static_cast<long double>(x), 2);
    worst = std::max(worst, fabsl(sin_pi(x) - sinl(kPi * rest)));
    worst = std::max(worst, fabsl(cos_pi(x) - cosl(kPi * rest)));
  }
  CHECK(worst < 4e-16L);
  CHECK(sin_pi(3) == 0);
  CHECK_NEAR(sin_pi(1e-200), 3.141592653589793e-200, 1e-215);
}

TEST(mills_ratio_and_its_slope_are_as_accurate_as_their_docstrings_say) {
  CHECK(worst_error(0, 30, mills_ratio, mills_reference) < 1e-15L);
  CHECK(worst_error(0, 12, mills_slope, [](long double x) { return 1 - x * mills_reference(x); }) < 3e-15L);
  CHECK_NEAR(mills_ratio(1e8) * 1e8, 1, 1e-15);
  CHECK_NEAR(mills_slope(1e8) * 1e16, 1, 4e-15);
  CHECK(mills_ratio(INFINITY) == 0);
}

TEST(normal_distribution_holds_in_both_tails) {
  CHECK(worst_error(-8, 8, normal_cdf, [](long double x) { return erfcl(-x / sqrtl(2)) / 2; }) < 2e-14L);
  CHECK(worst_error(-35, 8, log_normal_cdf, [](long double x) {
          return x > 0 ? log1pl(-erfcl(x / sqrtl(2)) / 2) : logl(erfcl(-x / sqrtl(2)) / 2);
        }) < 3e-15L);
  const auto between = [](double low) { return normal_between(low, low + 0.125); };
  CHECK(worst_error(-8, 8, between, [](long double x) {
          const long double side = x > 0 ? 1 : -1;
          return side * (erfcl(side * x / sqrtl(2)) - erfcl(side * (x + 0.125L) / sqrtl(2))) / 2;
        }) < 1e-13L);
  CHECK_NEAR(normal_between(-60, -59, -59), mills_ratio(59) / 2.5066282746310002, 1e-16);
}

TEST(lanes_have_the_accuracy_that_their_docstrings_say) {
  CHECK(worst_error(
            -700, 0, [](double x) { return lane_exp(all(x))[3]; }, expl) < 3e-16L);
  CHECK(worst_error(
            -3, 0, [](double x) { return lane_exp_pair(all(x)).one_minus[3]; },
            [](long double x) { return -expm1l(x); }) < 5e-16L);
  CHECK(worst_error(
            1e-9, 4, [](double x) { return lane_log(all(x))[3]; }, logl) < 4e-16L);
  CHECK(worst_error(
            1e200, 1e300, [](double x) { return lane_log(all(x))[3]; }, logl) < 4e-16L);
  CHECK(lane_exp(all(-1e9))[0] == lane_exp(all(-708))[0]);
}
