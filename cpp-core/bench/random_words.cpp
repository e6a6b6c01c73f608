// Writes random words to standard output, for a statistical battery; ends when nobody reads on.
//
//   random-words streams   32 words of each stream, estimate by estimate, trial by trial: what a fit
//   consumes,
//                          and where a weak hash of the key would show
//   random-words long      one stream without end: the generator alone
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <vector>

#include "kernel/random.hpp"

using namespace kernel;

namespace {

constexpr std::size_t kWords = 32;
constexpr std::uint64_t kEstimates = 1000;

bool put(const std::vector<std::uint32_t>& words) {
  return std::fwrite(words.data(), sizeof(std::uint32_t), words.size(), stdout) == words.size();
}

bool put_trial(std::uint64_t trial) {
  const StreamPrefix prefix = stream_prefix({Purpose::kFit, 42, 0, trial});
  std::vector<std::uint32_t> words;
  for (std::uint64_t estimate = 0; estimate < kEstimates; ++estimate) {
    StreamState state = stream_state(prefix, estimate);
    for (std::size_t i = 0; i < kWords; ++i) words.push_back(next_bits(state));
  }
  return put(words);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view mode = count == 2 ? arguments[1] : "";
  if (mode == "streams") {
    std::uint64_t trial = 0;
    while (put_trial(trial)) ++trial;
    return 0;
  }
  if (mode == "long") {
    StreamState state = stream_state(stream_prefix({Purpose::kFit, 42, 0, 0}), 0);
    std::vector<std::uint32_t> words(1 << 14);
    do {
      for (std::uint32_t& word : words) word = next_bits(state);
    } while (put(words));
    return 0;
  }
  std::fputs("usage: random-words streams|long\n", stderr);
  return 2;
}
