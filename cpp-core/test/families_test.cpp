#include <cstring>
#include <vector>

#include "check.hpp"
#include "kernel/lba.hpp"
#include "kernel/lognormal_race.hpp"
#include "kernel/racing_diffusion.hpp"
#include "kernel/random.hpp"
#include "kernel/shifted_wald.hpp"

using namespace kernel;

namespace {

// Sum over accumulators of the mass of their densities, by trapezoids in the logarithm of time.
template <class LogDensity>
double mass(int accumulators, LogDensity log_density) {
  const double step = 1.0 / 64;
  double sum = 0;
  for (int k = 0; k < accumulators; ++k) {
    for (double x = -14; x < 9; x += step) sum += std::exp(log_density(std::exp(x), k) + x);
  }
  return sum * step;
}

double lba(double rt, int winner, const LbaRace& race) {
  const auto choice = static_cast<std::uint8_t>(winner);
  double out = 0;
  lba_log_density({&rt, 1}, {&choice, 1}, race, &out);
  return out;
}

double diffusion(double rt, int winner, const DiffusionRace& race) {
  const auto choice = static_cast<std::uint8_t>(winner);
  double out = 0;
  racing_diffusion_log_density({&rt, 1}, {&choice, 1}, race, &out);
  return out;
}

const double kRates[] = {1.2, 0.7, 2.0};
const double kSpreads[] = {0.9, 0.4, 1.1};

}  // namespace

TEST(races_that_must_end_have_mass_one) {
  const LbaRace positive = {1.1, 0.6, kRates, kSpreads, 0, true};
  CHECK_NEAR(mass(3, [&](double t, int k) { return lba(t, k, positive); }), 1, 1e-4);  // 1 / t^2 tails
  const DiffusionRace race = {1.1, 0.6, kRates, kSpreads, 0};
  CHECK_NEAR(mass(3, [&](double t, int k) { return diffusion(t, k, race); }), 1, 1e-9);
  const LognormalRace lognormal = {kRates, kSpreads, 0};
  CHECK_NEAR(mass(3,
                  [&](double t, int k) {
                    const auto choice = static_cast<std::uint8_t>(k);
                    double out = 0;
                    lognormal_race_log_density({&t, 1}, {&choice, 1}, lognormal, &out);
                    return out;
                  }),
             1, 1e-9);
}

TEST(a_shifted_wald_law_with_negative_drift_is_defective) {
  for (double v : {1.3, -0.8}) {
    const double found = mass(1, [&](double t, int) {
      double out = 0;
      shifted_wald_log_density({&t, 1}, {0.7, v, 0.9, 0}, &out);
      return out;
    });
    CHECK_NEAR(found, v > 0 ? 1 : std::exp(2 * v * 0.7 / 0.81), 1e-9);
  }
}

TEST(a_start_that_hardly_varies_is_a_fixed_start) {
  for (double rt : {0.05, 0.4, 2.0}) {
    for (int k : {0, 1, 2}) {
      const double fixed = lba(rt, k, {1.1, 0, kRates, kSpreads, 0, false});
      CHECK_NEAR(lba(rt, k, {1.1, 1e-12, kRates, kSpreads, 0, false}), fixed, 1e-11 * (1 - fixed));
      const double still = diffusion(rt, k, {1.1, 0, kRates, kSpreads, 0});
      CHECK_NEAR(diffusion(rt, k, {1.1, 1e-12, kRates, kSpreads, 0}), still, 1e-9);
    }
  }
}

TEST(no_double_in_range_makes_a_nan_of_a_race) {
  StreamState state = stream_state({5, 5}, 5);
  const auto any = [&] {
    const double size =
        std::ldexp(1 + next_bits(state) * 0x1p-32, static_cast<int>(next_bits(state) % 2000) - 1000);
    return next_bits(state) % 8 == 0 ? 0 : size;
  };
  int scored = 0;
  for (int i = 0; i < 30000; ++i) {
    const double v[] = {any(), any()};
    const double signed_v[] = {any(), -v[1]};
    const double s[] = {any(), any()};
    const double A = any();
    const double b = A + any();
    const double rt = any();
    const std::uint8_t choice = next_bits(state) % 2;
    double out[5] = {};
    if (const DiffusionRace race = {b, A, v, s, 0}; !check(race)) {
      ++scored;
      out[0] = diffusion(rt, choice, race);
    }
    if (const LbaRace race = {b, A, signed_v, s, 0, false}; !check(race)) {
      out[1] = lba(rt, choice, race);
      out[2] = lba(rt, choice, {b, A, signed_v, s, 0, true});
      shifted_wald_log_density({&rt, 1}, {b, signed_v[1], s[0], 0}, &out[3]);
      lognormal_race_log_density({&rt, 1}, {&choice, 1}, {signed_v, s, 0}, &out[4]);
    }
    for (double value : out) CHECK(value < INFINITY);  // false for NaN
  }
  CHECK(scored > 10000);
}

TEST(a_race_out_of_range_is_refused_by_name) {
  const double bad[] = {1, NAN, 1};
  const double negative[] = {1, 1, -1};
  CHECK(check(LbaRace{0.5, 0.6, kRates, kSpreads, 0, false})->field == "b");
  CHECK(check(LbaRace{1, 0.6, bad, kSpreads, 0, false})->field == "v[1]");
  CHECK(check(LbaRace{1, 0.6, kRates, negative, 0, false})->field == "s[2]");
  CHECK(check(DiffusionRace{1, 0.6, negative, kSpreads, 0})->field == "v[2]");
  CHECK(check(LognormalRace{kRates, {kSpreads, 2}, 0})->field == "s");
  CHECK(check(ShiftedWald{1, 0.6, 1, -1})->field == "t0");
  const std::uint8_t choice[] = {3};
  const double rt[] = {1};
  CHECK(check_choices(rt, choice, 3)->field == "choice[0]");
}
