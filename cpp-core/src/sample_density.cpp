// `sample_density`: an estimator applied to any sample, on a grid.
#include <cmath>
#include <utility>

#include "kernel/category_density.hpp"
#include "kernel/exact_math.hpp"
#include "kernel/fast_kde.hpp"
#include "kernel/local_likelihood.hpp"
#include "moments.hpp"
#include "sorted.hpp"

namespace kernel {
namespace {

struct Tally {
  std::vector<double> points;
  std::vector<double> counts;
};

// Distinct values of a sorted sample, and how often each occurs.
Tally tally(std::span<const double> sorted) {
  Tally found{std::vector<double>(sorted.size()), std::vector<double>(sorted.size())};
  std::size_t distinct = 0;
  for (const double value : sorted) {
    if (distinct == 0 || found.points[distinct - 1] != value) found.points[distinct++] = value;
    found.counts[distinct - 1] += 1;
  }
  found.points.resize(distinct);
  found.counts.resize(distinct);
  return found;
}

std::vector<double> axis_between(double low, double high) {
  std::vector<double> axis;
  for (int i = 0; i < kGridPoints; ++i) {
    const double share = static_cast<double>(i) / (kGridPoints - 1);
    axis.push_back(low + share * (high - low));
  }
  return axis;
}

GridDensity on_values(Tally sample, double bandwidth) {
  const double low = sample.points.front();
  const double high = sample.points.back();
  const KernelDensity density(std::move(sample.points), std::move(sample.counts), bandwidth);
  GridDensity grid{axis_between(low - 3 * density.bandwidth(), high + 3 * density.bandwidth()), {}};
  for (const double x : grid.axis) grid.density.push_back(density.at(x));
  return grid;
}

// min - sd / sqrt(n): what stands for the non-decision time of a sample that has none.
double origin_of(const Tally& sample) {
  const double total = sum_of(sample.counts);
  const double sd = std::sqrt(squares_about_mean(sample.points, sample.counts, total) / (total - 1));
  return sample.points.front() - sd / std::sqrt(total);
}

GridDensity on_roots(Tally sample) {
  const double origin = origin_of(sample);
  GridDensity grid{axis_between(sample.points.front(), sample.points.back()), {}};
  double middle = 0;
  for (std::size_t i = 0; i < sample.points.size(); ++i)
    middle += sample.counts[i] * (sample.points[i] - origin);
  middle /= sum_of(sample.counts);
  for (double& point : sample.points) point = root_scale(point - origin, middle).y;
  const LocalLikelihood density(std::move(sample.points), std::move(sample.counts));
  for (const double x : grid.axis) {
    const auto [y, twice_slope] = root_scale(x - origin, middle);
    grid.density.push_back(density.at(y) * (twice_slope / 2 / (x - origin)));
  }
  return grid;
}

GridDensity on_logarithms(Tally sample, double bandwidth) {
  const double low = sample.points.front();
  const double high = sample.points.back();
  const double origin = origin_of(sample);
  for (double& point : sample.points) point = exact_log(point - origin);
  const KernelDensity density(std::move(sample.points), std::move(sample.counts), bandwidth);
  const double stretch = exact_exp(3 * density.bandwidth());
  GridDensity grid{axis_between(origin + (low - origin) / stretch, origin + (high - origin) * stretch), {}};
  for (const double x : grid.axis) {
    grid.density.push_back(x > origin ? density.at(exact_log(x - origin)) / (x - origin) : 0);
  }
  return grid;
}

}  // namespace

GridDensity sample_density(std::vector<double> sample, const SampleOptions& options) {
  sort_doubles(sample);
  Tally found = tally(sample);
  switch (options.estimator) {
    case Estimator::kGaussian:
      return on_values(std::move(found), options.bandwidth);
    case Estimator::kLogGaussian:
      return on_logarithms(std::move(found), options.bandwidth);
    case Estimator::kLocal:
      return on_roots(std::move(found));
    case Estimator::kFast:
      return FastKde(found.points, found.counts).grid();
    case Estimator::kHistogram:
      return Histogram(found.points, found.counts, found.points.front(), found.points.back(),
                       options.histogram)
          .grid();
  }
  return {};
}

}  // namespace kernel
