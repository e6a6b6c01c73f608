#include "kernel/fast_kde.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/math_special.hpp"
#include "moments.hpp"
#include "waves.hpp"

namespace kernel {
namespace {

// r / sd. Points are brought to [0, 1] first, so that no square leaves the range of doubles.
double inverse_sd(std::span<const double> points, std::span<const double> counts, double total) {
  std::vector<double> scaled(points.size());
  const double range = points.back() - points.front();
  for (std::size_t i = 0; i < points.size(); ++i) scaled[i] = (points[i] - points.front()) / range;
  return 1 / std::sqrt(squares_about_mean(scaled, counts, total) / total);
}

// (M - 1) / 2 of (K12).
std::size_t half_of(double ratio) {
  std::size_t intervals = 2;
  while (static_cast<double>(intervals) < 20 * ratio) intervals *= 2;
  return intervals / 2;
}

// (K13) and (K14): phi_hat = psi phi of the kept frequencies, and psi.
struct Filtered {
  std::vector<double> real;
  std::vector<double> imaginary;
  std::vector<double> filter;
};

Filtered filtered(Waves& waves, double total, std::size_t most) {
  const double least = 4 * (total - 1) / (total * total);
  Filtered kept;
  while (true) {
    const auto [cosines, sines] = waves.next_sums();
    for (std::size_t i = 0; i < cosines.size(); ++i) {
      const double real = cosines[i] / total;
      const double imaginary = sines[i] / total;
      const double power = real * real + imaginary * imaginary;
      if (!(power > least)) return kept;
      const double psi = total / (2 * (total - 1)) * (1 + std::sqrt(1 - least / power));
      kept.filter.push_back(psi);
      kept.real.push_back(psi * real);
      kept.imaginary.push_back(psi * imaginary);
      if (kept.filter.size() > most) return kept;
    }
  }
}

// (K15): the largest delta, from below, whose clipped sum is `sum`. Each round drops what the last one
// overshot (Michelot 1986), so it ends at the exact water level.
void fill_lobes(std::vector<double>& density, double sum) {
  if (*std::min_element(density.begin(), density.end()) >= 0) return;
  double delta = 0;
  std::size_t above = density.size() + 1;
  while (true) {
    double mass = 0;
    std::size_t count = 0;
    for (const double value : density) {
      if (value > delta) {
        mass += value;
        ++count;
      }
    }
    if (count == above || count == 0) break;
    above = count;
    delta = (mass - sum) / static_cast<double>(count);
  }
  for (double& value : density) value = std::max(value - delta, 0.0);
}

}  // namespace

FastKde::FastKde(std::span<const double> points, std::span<const double> counts)
    : points_(points.begin(), points.end()),
      total_(sum_of(counts)),
      middle_(0.5 * (points.back() + points.front())),
      range_(points.back() - points.front()),
      half_(half_of(inverse_sd(points, counts, total_))) {
  const double size = static_cast<double>(2 * half_ + 1);
  const double step = 2 * range_ / static_cast<double>(2 * half_);
  std::vector<double> turns(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) turns[i] = turns_of(points[i]);
  Waves waves(turns, counts);
  Filtered kept = filtered(waves, total_, half_);
  filter_ = std::move(kept.filter);

  const auto [even, odd] = wave_series(kept.real, kept.imaginary, half_);
  const double scale = (size - 1) / (2 * range_ * size);
  grid_.axis.resize(2 * half_ + 1);
  grid_.density.resize(2 * half_ + 1);
  for (std::size_t i = 0; i <= 2 * half_; ++i) {
    grid_.axis[i] = middle_ - range_ + static_cast<double>(i) * step;
    const double sign = i < half_ ? -1 : 1;
    const std::size_t away = i < half_ ? half_ - i : i - half_;
    grid_.density[i] = scale * (even[away] + sign * odd[away]);
  }
  fill_lobes(grid_.density, 1 / step);
}

// t_1 z / pi, within [-1/2, 1/2] for the sample.
double FastKde::turns_of(double x) const noexcept {
  const double intervals = static_cast<double>(2 * half_);
  return (x - middle_) / range_ * (intervals / (intervals + 1));
}

double FastKde::at(double x) const noexcept {
  const double place = (x - grid_.axis.front()) / (2 * range_) * static_cast<double>(2 * half_);
  if (!(place >= 0 && place <= static_cast<double>(2 * half_))) return 0;
  const auto left = std::min(static_cast<std::size_t>(place), 2 * half_ - 1);
  const double rest = place - static_cast<double>(left);
  return (1 - rest) * grid_.density[left] + rest * grid_.density[left + 1];
}

void FastKde::add_sensitivity(double x, double weight, std::span<double> sums) const {
  const double density = at(x);
  if (!(density > 0)) return;
  const double size = static_cast<double>(2 * half_ + 1);
  const double factor = weight * (size - 1) / (2 * range_ * size) / (total_ * density);
  const double here = turns_of(x);
  for (std::size_t i = 0; i < points_.size(); ++i) {
    sums[i] += factor * cosine_series_at(filter_, cos_pi(here - turns_of(points_[i])));
  }
}

}  // namespace kernel
