#include "kernel/fast_kde.hpp"

#include <algorithm>
#include <cmath>

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

// (K14) of |phi|.
double psi_of(double size, double total) {
  const double least = 4 * (total - 1) / (total * total);
  const double power = size * size;
  return power > least ? total / (2 * (total - 1)) * (1 + std::sqrt(1 - least / power)) : 0;
}

// (K13) and (K14): psi of the kept frequencies; phi of these and of the first that fails.
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
      kept.real.push_back(real);
      kept.imaginary.push_back(imaginary);
      if (!(power > least)) return kept;
      kept.filter.push_back(total / (2 * (total - 1)) * (1 + std::sqrt(1 - least / power)));
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
  real_ = std::move(kept.real);
  imaginary_ = std::move(kept.imaginary);
  std::vector<double> real(filter_.size());
  std::vector<double> imaginary(filter_.size());
  for (std::size_t k = 0; k < filter_.size(); ++k) {
    real[k] = filter_[k] * real_[k];
    imaginary[k] = filter_[k] * imaginary_[k];
  }

  const auto [even, odd] = wave_series(real, imaginary, half_);
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
  const double error = 1 / std::sqrt(2 * total_);
  const WavesAt here = waves_at(turns_of(x), real_.size());
  std::vector<double> even(real_.size());
  std::vector<double> odd(real_.size());
  for (std::size_t k = 0; k < real_.size(); ++k) {
    const double psi = k < filter_.size() ? filter_[k] : 0;
    even[k] = factor * psi * here.cosines[k];
    odd[k] = factor * psi * here.sines[k];
    const double modulus = std::sqrt(real_[k] * real_[k] + imaginary_[k] * imaginary_[k]);
    if (k == 0 || !(modulus > 0)) continue;
    const double below = std::max(modulus - error, 0.0);
    const double slope =
        (psi_of(modulus + error, total_) - psi_of(below, total_)) / (modulus + error - below);
    const double wave = real_[k] * here.cosines[k] + imaginary_[k] * here.sines[k];
    even[k] += factor * slope * wave * real_[k] / modulus;
    odd[k] += factor * slope * wave * imaginary_[k] / modulus;
    even[0] -= 2 * factor * slope * wave * modulus;
  }
  std::vector<double> turns(points_.size());
  for (std::size_t i = 0; i < points_.size(); ++i) turns[i] = turns_of(points_[i]);
  add_wave_series(turns, even, odd, sums);
}

}  // namespace kernel
