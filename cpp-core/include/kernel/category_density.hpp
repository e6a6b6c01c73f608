// The density of a category of responses, by any of the estimators, and that of any sample on a grid.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "kernel/density.hpp"
#include "kernel/histogram.hpp"
#include "kernel/local_likelihood.hpp"

namespace kernel {

enum class Estimator {
  kLogGaussian,  ///< Gaussian kernel on the logarithm of decision time: 0 at and below 0
  kGaussian,     ///< Gaussian kernel on decision time itself: leaks below 0
  kFast,         ///< self-consistent estimate: `FastKde`
  kHistogram,    ///< `Histogram`
  kLocal,        ///< `LocalLikelihood` on (K20) of decision time: 0 at and below 0
};

/// How wide a Gaussian kernel is.
struct Bandwidth {
  enum class Rule {
    kSilverman,  ///< .9 min(sd, IQR / 1.34) n^(-1/5)                                              (K10)
    kScott,      ///< 1.06 min(sd, IQR / 1.34) n^(-1/5): `bw.nrd` of R; Scott (1992)
    kGiven,      ///< `value`
  };
  Rule rule = Rule::kSilverman;
  double value = 0;  ///< of `kGiven`, > 0: [s] for `kGaussian`, of the natural log of time for `kLogGaussian`
};

/// How a category's density over response times is made.
struct DensityOptions {
  Estimator estimator = Estimator::kLogGaussian;
  std::uint32_t minimum_samples = 10;  ///< fewer paths in the category: no density
  HistogramOptions histogram;
  Bandwidth bandwidth{};  ///< of the Gaussian kernels
  bool reflects = false;  ///< of `kGaussian`: what leaks below decision time 0 is folded back
};

/// Defective density of one category, from how many paths ended in it at each step.
///
/// The axis is the step number k; log k for `kLogGaussian`; for `kLocal`, with m the mean of k,
///
///     y = sqrt(k / m) - sqrt(m / k) (K20)
///
/// on which an inverse Gaussian law, what a diffusion to one bound has, is nearly normal. A path that ended
/// at step k took k * dt. Without a density (too few paths, or all at one step) it is 0 everywhere. A
/// histogram's bins run from half a step before the first path to half a step after the last.
class CategoryDensity {
 public:
  /// @param counts     counts[k] paths ended in this category at step k; counts[0] is not used
  /// @param estimates  all paths, of whatever category: the density integrates to n / estimates
  CategoryDensity(std::span<const std::uint32_t> counts, double estimates, double time_step,
                  const DensityOptions& options);

  /// From values above 0 and how often each was seen, on the same axes with k = x: a histogram's bins run
  /// from the first to the last, a given bandwidth is in units of x.
  /// @param points  strictly increasing; as many counts
  CategoryDensity(std::vector<double> points, std::vector<double> counts, double estimates,
                  const DensityOptions& options);

  /// Share of the category times its density at `decision_time` = rt - nonDecisionTime [1/s].
  [[nodiscard]] double at(double decision_time) const noexcept;

  /// As `PointDensity::add_sensitivity`, of the defective density; `sums` has one element for each of
  /// `counts()`.
  void add_sensitivity(double decision_time, double weight, std::span<double> sums) const;

  /// Of a histogram with a density at this time: the law of `at(decision_time)` over other random numbers.
  [[nodiscard]] std::optional<BinLaw> law_at(double decision_time) const;

  /// How often each step with paths was seen, in increasing order; empty without a density.
  [[nodiscard]] std::span<const double> counts() const noexcept { return seen_; }

 private:
  struct Place;
  void make(std::vector<double> points, double estimates, double edge, const DensityOptions& options);
  [[nodiscard]] Place place_of(double decision_time) const noexcept;

  Estimator estimator_;
  bool reflects_;
  double time_step_;
  double share_ = 0;
  double middle_ = 0;  // m of (K20)
  std::vector<double> seen_;
  std::unique_ptr<const PointDensity> density_;            // null: none
  std::vector<double> points_;                             // of a histogram
  mutable std::unique_ptr<const LocalLikelihood> smooth_;  // of a histogram, on (K20)
};

/// (K20) of x > 0, and 2 x dy / dx.
struct RootScale {
  double y;
  double twice_slope;
};
[[nodiscard]] RootScale root_scale(double x, double middle) noexcept;

constexpr int kGridPoints = 257;

/// How `sample_density` estimates.
struct SampleOptions {
  Estimator estimator = Estimator::kLogGaussian;
  double bandwidth = 0;  ///< of the Gaussian kernels, as for `KernelDensity`
  HistogramOptions histogram;
};

/// Density of a sample on a grid of equally spaced points.
///
/// `kGaussian`: `kGridPoints` from three bandwidths below the smallest value to three above the largest.
/// `kLogGaussian`: the kernel is on log(x - origin), origin = min - sd / sqrt(n) (the bandwidth too); the
/// axis runs from the origin's side of the smallest value to the largest, three bandwidths further on the log
/// axis. `kLocal`: likewise (K20) of x - origin, over the range of the sample. `kFast`: the estimator's own
/// axis. `kHistogram`: the centres of bins from the smallest to the largest.
///
/// @param sample  finite values, two different ones among them; copied and sorted
[[nodiscard]] GridDensity sample_density(std::vector<double> sample, const SampleOptions& options);

}  // namespace kernel
