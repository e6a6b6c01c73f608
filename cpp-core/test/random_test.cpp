#include "kernel/random.hpp"

#include <bit>
#include <set>
#include <tuple>
#include <vector>

#include "check.hpp"

using kernel::Purpose;
using kernel::StreamState;
using kernel::TrialKey;

namespace {

StreamState state_of(const TrialKey& key, std::uint64_t estimate) {
  return kernel::stream_state(kernel::stream_prefix(key), estimate);
}

// Keys that differ in one part only, by a small amount: what a fit uses side by side.
std::vector<std::pair<TrialKey, std::uint64_t>> neighbours() {
  std::vector<std::pair<TrialKey, std::uint64_t>> keys;
  for (const auto purpose : {Purpose::kSimulate, Purpose::kFit, Purpose::kPredict}) {
    for (std::int64_t seed = -2; seed <= 2; ++seed) {
      for (std::uint32_t mechanism = 0; mechanism < 3; ++mechanism) {
        for (std::uint64_t trial = 0; trial < 20; ++trial) {
          for (std::uint64_t estimate = 0; estimate < 50; ++estimate) {
            keys.push_back({{purpose, seed, mechanism, trial}, estimate});
          }
        }
      }
    }
  }
  return keys;
}

}  // namespace

TEST(generator_is_xoshiro128_plus_plus) {
  StreamState state{{1, 2, 3, 4}};
  for (const std::uint32_t expected : {641u, 1573767u, 3222811527u, 3517856514u, 836907274u, 4247214768u,
                                       3867114732u, 1355841295u, 495546011u, 621204420u}) {
    CHECK(kernel::next_bits(state) == expected);
  }
}

TEST(a_key_has_the_state_that_it_had_when_results_were_first_published) {
  const StreamState state = state_of({Purpose::kFit, 42, 0, 7}, 1000);
  const std::uint32_t expected[] = {0x0b0fc05du, 0x3ac22ac2u, 0x3c8feaa9u, 0x35eba3cbu};
  for (int i = 0; i < 4; ++i) CHECK(state.word[i] == expected[i]);
}

TEST(neighbouring_keys_have_different_states) {
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>> seen;
  const auto keys = neighbours();
  for (const auto& [key, estimate] : keys) {
    const auto& w = state_of(key, estimate).word;
    seen.insert({w[0], w[1], w[2], w[3]});
    CHECK((w[0] | w[1] | w[2] | w[3]) != 0);
  }
  CHECK(seen.size() == keys.size());
}

TEST(neighbouring_keys_differ_in_half_of_all_bits) {
  const auto keys = neighbours();
  double differing = 0;
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const StreamState a = state_of(keys[i - 1].first, keys[i - 1].second);
    const StreamState b = state_of(keys[i].first, keys[i].second);
    for (int w = 0; w < 4; ++w) differing += std::popcount(a.word[w] ^ b.word[w]);
  }
  const double bits = 128.0 * static_cast<double>(keys.size() - 1);
  CHECK_NEAR(differing / bits, 0.5, 4 * 0.5 / std::sqrt(bits));
}
