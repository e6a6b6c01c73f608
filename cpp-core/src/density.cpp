#include "kernel/density.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernel/exact_math.hpp"
#include "moments.hpp"

namespace kernel {
namespace {

constexpr double kInverseRootTwoPi = 0.3989422804014327;
constexpr double kReach = 8.94427190999916;  // sqrt(80): beyond it z^2 / 2 > 40, phi(z) < 1e-17 phi(0)

}  // namespace

double rule_of_thumb(std::span<const double> points, std::span<const double> counts) noexcept {
  return 0.9 * robust_scale(points, counts) * exact_exp(-0.2 * exact_log(sum_of(counts)));
}

KernelDensity::KernelDensity(std::vector<double> points, std::vector<double> counts, double bandwidth)
    : points_(std::move(points)),
      counts_(std::move(counts)),
      total_(sum_of(counts_)),
      bandwidth_(bandwidth > 0 ? bandwidth : rule_of_thumb(points_, counts_)) {}

double KernelDensity::at(double y) const noexcept {
  const double reach = kReach * bandwidth_;
  const double inverse = 1 / bandwidth_;
  const auto begin = std::lower_bound(points_.begin(), points_.end(), y - reach);
  double sum = 0;
  for (auto point = begin; point != points_.end() && *point <= y + reach; ++point) {
    const double z = (y - *point) * inverse;
    sum += counts_[static_cast<std::size_t>(point - points_.begin())] * exact_exp(-0.5 * (z * z));
  }
  return sum * kInverseRootTwoPi / (total_ * bandwidth_);
}

void KernelDensity::add_sensitivity(double y, double weight, std::span<double> sums) const {
  const double density = at(y);
  if (!(density > 0)) return;
  const double factor = weight * kInverseRootTwoPi / (total_ * bandwidth_ * density);
  const double reach = kReach * bandwidth_;
  const auto begin = std::lower_bound(points_.begin(), points_.end(), y - reach);
  for (auto point = begin; point != points_.end() && *point <= y + reach; ++point) {
    const double z = (y - *point) / bandwidth_;
    sums[static_cast<std::size_t>(point - points_.begin())] += factor * exact_exp(-0.5 * (z * z));
  }
}

}  // namespace kernel
