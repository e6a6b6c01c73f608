// Sums, standard deviations and quartiles of points with counts.
#pragma once

#include <span>

namespace kernel {

[[nodiscard]] double sum_of(std::span<const double> values) noexcept;

/// sum_i count_i (x_i - mean)^2 over points with `total` counts.
[[nodiscard]] double squares_about_mean(std::span<const double> points, std::span<const double> counts,
                                        double total) noexcept;

/// min(sd, IQR / 1.34), sd alone where the IQR is 0: see (K10).
[[nodiscard]] double robust_scale(std::span<const double> points, std::span<const double> counts) noexcept;

}  // namespace kernel
