// Products of a vector with a matrix whose rows are zero outside a band that moves with the row.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace kernel {

/// Rows in blocks of eight: a block holds one run of columns, and of each column its eight elements.
///
/// Every element of a product is the sum of its columns in increasing order, whatever the compiler makes of
/// it.
class BandedMatrix {
 public:
  static constexpr std::size_t kBlock = 8;

  /// @param near     columns [first, last) in which row i may be other than 0; first and last never decrease
  /// or
  ///                 never increase with i
  /// @param element  element (i, j)
  struct Range {
    std::size_t first;
    std::size_t last;
  };
  BandedMatrix(std::size_t rows, const std::function<Range(std::size_t)>& near,
               const std::function<double(std::size_t, std::size_t)>& element);

  /// Room for a product: the number of rows, rounded up to whole blocks.
  [[nodiscard]] std::size_t padded_rows() const noexcept { return blocks_.size() * kBlock; }

  /// out = matrix * in; `out` has `padded_rows()` elements and is not `in`.
  void multiply(const double* in, double* out) const noexcept;

 private:
  struct Block {
    std::size_t first;
    std::size_t columns;
    std::size_t offset;  // of its elements
  };
  std::vector<Block> blocks_;
  std::vector<double> values_;
};

}  // namespace kernel
