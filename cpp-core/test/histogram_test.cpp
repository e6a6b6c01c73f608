#include "kernel/histogram.hpp"

#include <vector>

#include "check.hpp"

using namespace kernel;

namespace {

const std::vector<double> kPoints{0, 1, 2, 5, 9};
const std::vector<double> kCounts{2, 4, 1, 1, 2};

}  // namespace

TEST(histogram_counts_by_bin) {
  const Histogram histogram(kPoints, kCounts, 0, 10, {5, 0, 0});
  const double shares[] = {0.6, 0.1, 0.1, 0, 0.2};
  for (int bin = 0; bin < 5; ++bin) CHECK_NEAR(histogram.at(2 * bin + 1), shares[bin] / 2, 1e-15);
  CHECK(histogram.at(-0.001) == 0 && histogram.at(10.001) == 0);
  CHECK(histogram.at(10) == histogram.at(9));  // the last bin has both its ends
}

TEST(histogram_smoothing_and_pseudocounts_keep_the_mass) {
  for (const HistogramOptions& options :
       {HistogramOptions{100, 0.5, 0}, {7, 3, 0}, {20, 0, 0.5}, {1, 2, 1}}) {
    const GridDensity grid = Histogram(kPoints, kCounts, 0, 10, options).grid();
    double mass = 0;
    for (const double f : grid.density) mass += f * 10 / static_cast<double>(options.bins);
    CHECK_NEAR(mass, 1, 1e-14);
  }
  const Histogram histogram(kPoints, kCounts, 0, 10, {10, 0, 1});
  CHECK_NEAR(histogram.at(7.5), 1.0 / 20, 1e-15);  // an empty bin has its pseudocount
}

TEST(histogram_smooths_by_a_gaussian_over_bins) {
  const Histogram histogram({{4.5}}, {{1}}, 0, 9, {9, 1, 0});
  CHECK_NEAR(histogram.at(5.5) / histogram.at(4.5), std::exp(-0.5), 1e-14);
  CHECK_NEAR(histogram.at(6.5) / histogram.at(4.5), std::exp(-2), 1e-14);
}
