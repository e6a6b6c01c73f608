// The normals: accuracy of the transform, moments, tails, distribution, independence, and equal bits
// everywhere.
#include <algorithm>
#include <bit>
#include <cstring>
#include <numbers>
#include <vector>

#include "check.hpp"
#include "kernel/walk.hpp"

using namespace kernel;

namespace {

const StepLoop& best() { return *step_loop(best_isa()); }

StreamPrefix prefix_of(std::int64_t seed, std::uint64_t trial = 0, std::uint32_t mechanism = 0) {
  return stream_prefix({Purpose::kFit, seed, mechanism, trial});
}

std::vector<float> draws(const StreamPrefix& prefix, std::uint64_t first, std::size_t streams,
                         std::size_t pairs) {
  std::vector<float> out(streams * pairs * 2);
  best().normals(prefix, first, streams, pairs, out.data());
  return out;
}

// Words that meet every octant, both ends of u, and a stretch of ordinary ones.
std::vector<std::uint32_t> telling_words() {
  std::vector<std::uint32_t> words;
  StreamState state = stream_state({5, 6}, 7);
  for (int i = 0; i < 200000; ++i) {
    std::uint32_t radius = next_bits(state);
    if (i % 4 == 1) radius >>= next_bits(state) % 32;
    if (i % 4 == 2) radius = ~(radius >> next_bits(state) % 32);
    words.push_back(radius);
    words.push_back(i % 3 ? next_bits(state) : static_cast<std::uint32_t>(i) << 28 | (next_bits(state) & 15));
  }
  return words;
}

struct Normals {
  long double first, second;
};

Normals exact_pair(std::uint32_t radius, std::uint32_t turn) {
  const long double u = static_cast<float>((radius >> 1) | 1u) / 0x1p31L;
  const long double r = sqrtl(-2 * logl(u)) * ((turn >> 30 & 1) ? -1 : 1);
  const long double x = static_cast<std::int32_t>(turn << 2) * std::numbers::pi_v<long double> / 4 / 0x1p31L;
  const bool swaps = turn >> 31;
  return {r * (swaps ? sinl(x) : cosl(x)), r * (swaps ? cosl(x) : sinl(x))};
}

}  // namespace

TEST(normals_are_as_accurate_as_their_docstring_says) {
  const auto words = telling_words();
  std::vector<float> out(words.size());
  best().transform(words.data(), words.size() / 2, out.data());
  long double worst = 0;
  float largest = 0;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const Normals truth = exact_pair(words[i], words[i + 1]);
    worst = std::max({worst, fabsl(out[i] - truth.first), fabsl(out[i + 1] - truth.second)});
    largest = std::max({largest, std::abs(out[i]), std::abs(out[i + 1])});
  }
  std::printf("  largest error of a normal: %.3Lg\n", worst);
  CHECK(worst < 1.5e-6L);
  CHECK(largest < 6.56f);
}

TEST(every_instruction_set_gives_the_same_normals) {
  const auto words = telling_words();
  std::vector<float> reference(words.size());
  step_loop(Isa::kScalar)->transform(words.data(), words.size() / 2, reference.data());
  for (const Isa isa : usable_isas()) {
    std::vector<float> out(words.size());
    step_loop(isa)->transform(words.data(), words.size() / 2, out.data());
    CHECK(std::memcmp(out.data(), reference.data(), out.size() * sizeof(float)) == 0);
    for (const std::size_t streams : {1u, 3u, 17u, 40u}) {
      std::vector<float> a(streams * 20);
      std::vector<float> b(streams * 20);
      step_loop(Isa::kScalar)->normals(prefix_of(1), 5, streams, 10, a.data());
      step_loop(isa)->normals(prefix_of(1), 5, streams, 10, b.data());
      CHECK(std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
    }
  }
}

TEST(normals_have_the_bits_that_they_had_when_results_were_first_published) {
  const auto words = telling_words();
  std::vector<float> out(words.size());
  best().transform(words.data(), words.size() / 2, out.data());
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const float x : out) hash = (hash ^ std::bit_cast<std::uint32_t>(x)) * 0x100000001b3u;
  CHECK(hash == 0x5067096b116cf98eu);
  if (hash != 0x5067096b116cf98eu) std::printf("  hash 0x%016llxu\n", static_cast<unsigned long long>(hash));
}

TEST(draw_n_of_a_stream_is_its_nth_normal_cos_first) {
  const auto out = draws(prefix_of(9), 4, 1, 3);
  StreamState state = stream_state(prefix_of(9), 4);
  for (std::size_t pair = 0; pair < 3; ++pair) {
    const std::uint32_t radius = next_bits(state);
    const std::uint32_t turn = next_bits(state);
    const Normals truth = exact_pair(radius, turn);
    CHECK_NEAR(out[2 * pair], static_cast<double>(truth.first), 1.5e-6);
    CHECK_NEAR(out[2 * pair + 1], static_cast<double>(truth.second), 1.5e-6);
  }
}

namespace {

// How many draws a distribution is tested on; fewer where each is slow.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kDraws = 1000000;
#else
constexpr std::size_t kDraws = 100000000;
#endif

constexpr std::size_t kStreams = 1000;
constexpr std::size_t kPairs = 250;

template <class Take>
void for_each_batch(Take take) {
  std::vector<float> out(kStreams * kPairs * 2);
  for (std::size_t done = 0, trial = 0; done < kDraws; done += out.size(), ++trial) {
    best().normals(prefix_of(42, trial), 0, kStreams, kPairs, out.data());
    take(out);
  }
}

}  // namespace

TEST(moments_are_those_of_the_normal_distribution) {
  double n = 0;
  double sums[5] = {};
  for_each_batch([&](const std::vector<float>& out) {
    double part[5] = {};
    for (const double x : out) {
      double power = 1;
      for (int i = 1; i <= 4; ++i) part[i] += power *= x;
    }
    for (int i = 1; i <= 4; ++i) sums[i] += part[i];
    n += static_cast<double>(out.size());
  });
  const double truth[] = {1, 0, 1, 0, 3};
  const double variance[] = {0, 1, 2, 15, 96};
  for (int i = 1; i <= 4; ++i) CHECK_NEAR(sums[i] / n, truth[i], 4 * std::sqrt(variance[i] / n));
}

TEST(tails_are_right_up_to_five_sigma) {
  double n = 0;
  double beyond[6] = {};
  for_each_batch([&](const std::vector<float>& out) {
    n += static_cast<double>(out.size());
    for (const float x : out) {
      for (int sigma = 1; sigma <= 5 && std::abs(x) > static_cast<float>(sigma); ++sigma) beyond[sigma] += 1;
    }
  });
  for (int sigma = 1; sigma <= 5; ++sigma) {
    const double expected = n * std::erfc(sigma / std::numbers::sqrt2);
    CHECK_NEAR(beyond[sigma], expected, 4 * std::sqrt(expected) + 1);
  }
}

// Counts in 2^14 cells of equal width give the largest gap between the two distribution functions at the
// cells' edges, which is what Kolmogorov and Smirnov bound, less far in between.
TEST(draws_pass_kolmogorov_and_smirnov) {
  constexpr int kCells = 1 << 14;
  std::vector<double> cells(kCells);
  double n = 0;
  for_each_batch([&](const std::vector<float>& out) {
    n += static_cast<double>(out.size());
    for (const float x : out) cells[static_cast<std::size_t>(std::floor((x + 8) * (kCells / 16)))] += 1;
  });
  double below = 0;
  double gap = 0;
  for (int i = 0; i < kCells; ++i) {
    below += cells[static_cast<std::size_t>(i)];
    const double edge = (i + 1) * 16.0 / kCells - 8;
    gap = std::max(gap, std::abs(below / n - 0.5 * std::erfc(-edge / std::numbers::sqrt2)));
  }
  std::printf("  Kolmogorov-Smirnov: sqrt(n) D = %.3f over %.0f draws\n", std::sqrt(n) * gap, n);
  CHECK(std::sqrt(n) * gap < 2.23);  // p = 1e-4
}

namespace {

double correlation(const std::vector<float>& a, const std::vector<float>& b, std::size_t lag = 0) {
  double sum = 0;
  for (std::size_t i = 0; i + lag < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i + lag];
  return sum / std::sqrt(static_cast<double>(a.size() - lag));
}

}  // namespace

// Each figure is standard normal if the streams are independent; 4.5 is passed by chance once in 150,000.
TEST(streams_of_neighbouring_keys_are_independent) {
  const auto base = draws(prefix_of(1), 0, 1000, 250);
  const std::vector<float> others[] = {draws(prefix_of(1), 1, 1000, 250),     // the next estimate
                                       draws(prefix_of(1), 1000, 1000, 250),  // the next block of estimates
                                       draws(prefix_of(2), 0, 1000, 250),     // the next seed
                                       draws(prefix_of(-1), 0, 1000, 250),    // the seed negated
                                       draws(prefix_of(1, 1), 0, 1000, 250),  // the next trial
                                       draws(prefix_of(1, 0, 1), 0, 1000, 250),  // the next mechanism
                                       draws(stream_prefix({Purpose::kSimulate, 1, 0, 0}), 0, 1000, 250)};
  for (const auto& other : others) {
    for (const std::size_t lag : {0u, 1u, 2u, 500u}) CHECK(std::abs(correlation(base, other, lag)) < 4.5);
  }
  for (std::size_t lag = 1; lag < 20; ++lag) CHECK(std::abs(correlation(base, base, lag)) < 4.5);
  std::vector<float> squares(base.size());
  std::transform(base.begin(), base.end(), squares.begin(),
                 [](float x) { return (x * x - 1) / 1.41421356f; });
  for (std::size_t lag = 1; lag < 20; ++lag) CHECK(std::abs(correlation(squares, squares, lag)) < 4.5);
}

// The first draws of consecutive estimates, which a weak hash of the key would tie together.
TEST(first_draws_of_consecutive_estimates_are_independent) {
  const auto out = draws(prefix_of(3), 0, 500000, 1);
  for (std::size_t lag = 1; lag < 40; ++lag) CHECK(std::abs(correlation(out, out, lag)) < 4.5);
}
