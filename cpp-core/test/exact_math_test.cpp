#include "kernel/exact_math.hpp"

#include <limits>

#include "check.hpp"
#include "kernel/random.hpp"

using kernel::exact_exp;
using kernel::exact_log;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Uniform doubles in [0, 1) from a stream of our own.
class Uniform {
 public:
  double operator()() {
    const double upper = kernel::next_bits(state_);
    return (upper * 0x1p21 + (kernel::next_bits(state_) >> 11)) * 0x1p-53;
  }

 private:
  kernel::StreamState state_ = kernel::stream_state({1, 2}, 3);
};

}  // namespace

TEST(exp_is_as_accurate_as_its_docstring_says) {
  Uniform uniform;
  long double worst = 0;
  for (int i = 0; i < 1000000; ++i) {
    const double x = i % 2 ? 1400 * uniform() - 700 : 2 * uniform() - 1;
    const long double truth = expl(x);
    worst = std::max(worst, fabsl(exact_exp(x) - truth) / truth);
  }
  CHECK(worst < 2.3e-16L);
}

TEST(log_is_as_accurate_as_its_docstring_says) {
  Uniform uniform;
  long double worst = 0;
  for (int i = 0; i < 1000000; ++i) {
    const double x = i % 2 ? exact_exp(1400 * uniform() - 700) : 4 * uniform();
    const long double truth = logl(x);
    if (truth == 0 || x == 0) continue;
    worst = std::max(worst, fabsl(exact_log(x) - truth) / fabsl(truth));
  }
  CHECK(worst < 2.3e-16L);
}

TEST(exp_and_log_keep_to_their_limits) {
  CHECK(exact_exp(0) == 1);
  CHECK(exact_log(1) == 0);
  CHECK(exact_exp(-746) == 0);
  CHECK(exact_exp(-kInfinity) == 0);
  CHECK(exact_exp(710) == kInfinity);
  CHECK(exact_exp(kInfinity) == kInfinity);
  CHECK(std::isnan(exact_exp(NAN)));
  CHECK(exact_exp(-745) == 0x1p-1074);
  CHECK(exact_log(0) == -kInfinity);
  CHECK(exact_log(-0.0) == -kInfinity);
  CHECK(exact_log(kInfinity) == kInfinity);
  CHECK(std::isnan(exact_log(-1)));
  CHECK(std::isnan(exact_log(NAN)));
  CHECK_NEAR(exact_log(0x1p-1074), -744.44007192138126, 1e-12);
  CHECK_NEAR(exact_log(std::numeric_limits<double>::max()), 709.78271289338397, 1e-12);
}
