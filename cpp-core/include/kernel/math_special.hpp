// Special functions beside exp and log, from + - * /, sqrt and bit operations alone: the same bits
// everywhere.
//
// Errors are the largest found against mpmath and long-double libm, and asserted
// (test/math_special_test.cpp).
#pragma once

namespace kernel {

/// e^x - 1; relative error below 5e-16.
[[nodiscard]] double exact_expm1(double x) noexcept;

/// ln(1 + x), x >= -1; relative error below 5e-16.
[[nodiscard]] double exact_log1p(double x) noexcept;

/// sin(pi x) and cos(pi x) for |x| < 2^51; absolute error below 4e-16, and relative near their zero at x = 0.
[[nodiscard]] double sin_pi(double x) noexcept;
[[nodiscard]] double cos_pi(double x) noexcept;

/// Mills' ratio (1 - Phi(x)) / phi(x) of the standard normal law for x >= 0; relative error below 1e-15.
/// Source: Chebyshev series in (x - 5) / (x + 5), after Shepherd & Laframboise (1981).
[[nodiscard]] double mills_ratio(double x) noexcept;

/// 1 - x mills_ratio(x) for x >= 0, without the cancellation; relative error below 3e-15.
[[nodiscard]] double mills_slope(double x) noexcept;

/// Density of the standard normal law; relative error below 4e-16 (1 + x^2).
[[nodiscard]] double normal_pdf(double x) noexcept;

/// Phi(x); relative error below 1e-15 (1 + x^2), for negative x as well.
[[nodiscard]] double normal_cdf(double x) noexcept;

/// ln Phi(x); relative error below 3e-15.
[[nodiscard]] double log_normal_cdf(double x) noexcept;

/// (Phi(high) - Phi(low)) e^(scale^2 / 2) for low <= high, without cancellation; a `scale` no larger than the
/// smaller magnitude keeps the tails from underflowing. Relative error below 1e-14 (1 + low^2 - scale^2).
[[nodiscard]] double normal_between(double low, double high, double scale = 0) noexcept;

}  // namespace kernel
