#include "sorted.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace kernel {
namespace {

constexpr int kDigitBits = 11;
constexpr int kDigits = 6;  // 6 * 11 >= 64
constexpr std::uint64_t kMask = (1u << kDigitBits) - 1;
constexpr std::size_t kFew = 256;  // values that `std::sort` is faster with

// Bits whose order as integers is that of the doubles.
std::uint64_t key_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return bits ^ ((bits >> 63) != 0 ? ~std::uint64_t{0} : std::uint64_t{1} << 63);
}

double value_of(std::uint64_t key) {
  return std::bit_cast<double>(key ^ ((key >> 63) != 0 ? std::uint64_t{1} << 63 : ~std::uint64_t{0}));
}

}  // namespace

// By digits of the keys, the lowest first; digits that all values share are passed over.
void sort_doubles(std::vector<double>& values) {
  if (values.size() < kFew) {
    std::sort(values.begin(), values.end());
    return;
  }
  std::vector<std::uint64_t> keys(values.size());
  std::vector<std::uint64_t> other(values.size());
  std::array<std::array<std::uint32_t, kMask + 1>, kDigits> counts{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint64_t key = keys[i] = key_of(values[i]);
    for (int d = 0; d < kDigits; ++d) ++counts[d][(key >> (d * kDigitBits)) & kMask];
  }
  for (int d = 0; d < kDigits; ++d) {
    auto& count = counts[d];
    if (count[(keys[0] >> (d * kDigitBits)) & kMask] == keys.size()) continue;
    std::uint32_t before = 0;
    for (std::uint32_t& one : count) {
      const std::uint32_t here = one;
      one = before;
      before += here;
    }
    for (const std::uint64_t key : keys) other[count[(key >> (d * kDigitBits)) & kMask]++] = key;
    keys.swap(other);
  }
  std::transform(keys.begin(), keys.end(), values.begin(), value_of);
}

}  // namespace kernel
