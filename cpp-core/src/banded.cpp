#include "banded.hpp"

#include <algorithm>

#include "eight.hpp"

namespace kernel {

BandedMatrix::BandedMatrix(std::size_t rows, const std::function<Range(std::size_t)>& near,
                           const std::function<double(std::size_t, std::size_t)>& element) {
  for (std::size_t base = 0; base < rows; base += kBlock) {
    const std::size_t end = std::min(rows, base + kBlock);
    Range range = near(base);
    for (std::size_t i = base + 1; i < end; ++i) {
      const Range row = near(i);
      range = {std::min(range.first, row.first), std::max(range.last, row.last)};
    }
    blocks_.push_back({range.first, range.last - range.first, values_.size()});
    for (std::size_t j = range.first; j < range.last; ++j) {
      for (std::size_t i = base; i < base + kBlock; ++i) values_.push_back(i < rows ? element(i, j) : 0);
    }
  }
}

// Even and odd columns apart, so that a sum need not wait for the one before.
void BandedMatrix::multiply(const double* in, double* out) const noexcept {
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const double* column = values_.data() + blocks_[b].offset;
    const double* source = in + blocks_[b].first;
    const std::size_t columns = blocks_[b].columns;
    Eight even{};
    Eight odd{};
    for (std::size_t j = 0; j + 1 < columns; j += 2) {
      even.add(Eight::load(column + kBlock * j), source[j]);
      odd.add(Eight::load(column + kBlock * (j + 1)), source[j + 1]);
    }
    if (columns % 2 == 1) even.add(Eight::load(column + kBlock * (columns - 1)), source[columns - 1]);
    even.add(odd, 1);
    even.store(out + kBlock * b);
  }
}

}  // namespace kernel
