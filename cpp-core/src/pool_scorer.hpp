// Scores the trials that share a pool of simulated paths, from how many paths ended where.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "kernel/category_density.hpp"
#include "kernel/jobs.hpp"

namespace kernel {

/// How a pool's paths ended: counts[choice][k] at that bound in step k, the others at none.
struct PoolEndings {
  std::array<std::vector<std::uint32_t>, 2> counts;
  double paths;              ///< all of them
  double time_step;          ///< [s]
  double non_decision_time;  ///< [s], of every trial of the pool
};

/// Share of the paths that ended at step k which count as ended by `steps` steps, a real number of them.
///
/// A path counts as spread over the steps beside its own, in a triangle: then the chance of an interval is
/// that under the density of the walk, linear between its steps, and moves smoothly with the parameters.
/// (K22)
[[nodiscard]] double share_ended(double steps, double k) noexcept;

/// One pool's scores. Densities and chances are made when the first trial asks for them.
class PoolScorer {
 public:
  PoolScorer(PoolEndings endings, const LikelihoodOptions& options);

  /// Log-likelihood of one trial of the pool. Of one choice, intervals are always the same one: `seen_of`.
  [[nodiscard]] double score(const Seen& seen);

  /// (K21) over the paths: sum of count G^2 less (sum of count G)^2 / paths, for the trials scored so far.
  [[nodiscard]] double variance() const;

 private:
  // What is known of responses with one choice, or with any.
  struct Slot {
    std::unique_ptr<CategoryDensity> density;
    std::vector<double> sensitivity;  // of the density's counts
    double chance = -1;               // of the interval; -1: not yet asked for
    double chance_weight = 0;
    RtRange interval{0, 0};
    std::map<std::size_t, double> empty_bins;  // standard deviations of the trials in each
  };

  void add_point(Slot& slot, const Seen& seen, double likelihood);

  Slot& slot_of(std::uint8_t choice) { return slots_[choice == kAnyChoice ? 2 : choice]; }
  CategoryDensity& density_of(std::uint8_t choice);
  double chance_of(std::uint8_t choice, const RtRange& interval) const;
  double part_of(const RtRange& interval, double k) const;
  double steps_at(double time) const { return (time - endings_.non_decision_time) / endings_.time_step; }

  const PoolEndings endings_;
  const LikelihoodOptions& options_;
  std::array<Slot, 3> slots_;
  double share_ = 1;  // of the paths in the range of response times
  double share_weight_ = 0;
  double of_edges_ = 0;  // variance that comes of where a histogram's bins happen to lie
};

}  // namespace kernel
