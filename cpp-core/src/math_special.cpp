#include "kernel/math_special.hpp"

#include <cmath>
#include <initializer_list>
#include <limits>

#include "kernel/exact_math.hpp"

namespace kernel {
namespace {

constexpr double kRootTwoPi = 2.5066282746310002;
constexpr double kHalfLogTwoPi = 0.9189385332046727;

// Coefficients of (1 + x) mills_ratio(x) and of (1 + x)^2 mills_slope(x), made with mpmath at 40 digits.
constexpr double kRatio[] = {
    1.1579976221305187167,      -0.16334493884513978905,    -0.013683136055781576407,
    0.030822000198100039725,    -0.016220073012046806988,   0.0056166910164600934864,
    -0.001413393378354921628,   0.00025026254607256606546,  -0.000024689072397283870041,
    -1.0107964061837592256e-6,  7.4954191797405729054e-7,   -7.6002742687283368758e-8,
    -1.1574771441328644748e-8,  3.3333864725998431463e-9,   7.5380396281713470189e-11,
    -1.1104247263727494478e-10, 3.5092437765510588325e-12,  3.6894953861750953684e-12,
    -2.3376697776383093717e-13, -1.3271797523541405453e-13, 9.9217069958882765537e-15,
    5.2760049954553790653e-15,  -3.3730976941879218316e-16, -2.2804338776379945603e-16,
    7.4963305658086263885e-18,  1.0328041877290668347e-17};
constexpr double kSlope[] = {
    1.1786939013866436594,       -0.10125727962799317049,    -0.1486554620852188733,
    0.098168487785801515601,     -0.031717988981526068062,   0.0041183803066302061965,
    0.00138401749830792646,      -0.00098383403534953123477, 0.00029489504920453161057,
    -0.000047092601951401713687, 8.5900292729208072256e-7,   1.3554619080433913252e-6,
    -2.3147555595831767753e-7,   -1.7075440607920012211e-8,  9.9493628738662351935e-9,
    -2.4106464654592277439e-10,  -3.5666175303257516448e-10, 2.8945226947362403745e-11,
    1.3016100717797053611e-11,   -1.5524538138949633892e-12, -5.2209306303151938154e-13,
    6.9501846119013343836e-14,   2.3459444607000382119e-14,  -2.771885973444679307e-15,
    -1.154428219441168279e-15,   9.1160452744461335229e-17,  5.9551597630848374539e-17};

// Clenshaw's recurrence.
template <int N>
double chebyshev(const double (&coefficients)[N], double x) {
  const double twice = 2 * x;
  double last = 0;
  double before = 0;
  for (int k = N - 1; k >= 1; --k) {
    const double next = coefficients[k] + (twice * last - before);
    before = last;
    last = next;
  }
  return coefficients[0] + (x * last - before);
}

// (x - 5) / (x + 5), for infinite x as well.
double folded(double x) { return 1 - 10 / (x + 5); }

// sin and cos of pi x, |x| <= 1/4.
double sine_series(double x) {
  const double r = x * 3.141592653589793;
  const double z = r * r;
  double s = -1.0 / 1307674368000;
  for (const double c : {1.0 / 6227020800, -1.0 / 39916800, 1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6}) {
    s = s * z + c;
  }
  return r + r * z * s;
}

double cosine_series(double x) {
  const double r = x * 3.141592653589793;
  const double z = r * r;
  double s = 1.0 / 20922789888000;
  for (const double c :
       {-1.0 / 87178291200, 1.0 / 479001600, -1.0 / 3628800, 1.0 / 40320, -1.0 / 720, 1.0 / 24, -0.5}) {
    s = s * z + c;
  }
  return 1 + z * s;
}

}  // namespace

// Small x: the series in x. Else e^x itself, to which 1 is not small.
double exact_expm1(double x) noexcept {
  if (!(std::fabs(x) < 0.35)) return exact_exp(x) - 1;
  double tail = 1.0 / 87178291200;
  for (const double c : {1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880,
                         1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5}) {
    tail = tail * x + c;
  }
  return x + x * x * tail;
}

// ln of the rounded 1 + x, corrected to first order for the rounding (Kahan).
double exact_log1p(double x) noexcept {
  const double rounded = 1 + x;
  if (!(rounded > 0) || rounded == std::numeric_limits<double>::infinity()) return exact_log(rounded);
  return exact_log(rounded) + (x - (rounded - 1)) / rounded;
}

double sin_pi(double x) noexcept {
  const double quarter = std::floor(2 * x + 0.5);  // exact
  const double rest = x - 0.5 * quarter;
  const int turn = static_cast<int>(quarter - 4 * std::floor(quarter / 4));
  const double value = turn % 2 == 0 ? sine_series(rest) : cosine_series(rest);
  return turn < 2 ? value : -value;
}

double cos_pi(double x) noexcept {
  const double quarter = std::floor(2 * x + 0.5);
  const double rest = x - 0.5 * quarter;
  const int turn = static_cast<int>(quarter - 4 * std::floor(quarter / 4));
  const double value = turn % 2 == 0 ? cosine_series(rest) : sine_series(rest);
  return turn == 0 || turn == 3 ? value : -value;
}

double mills_ratio(double x) noexcept { return chebyshev(kRatio, folded(x)) / (1 + x); }

double mills_slope(double x) noexcept { return chebyshev(kSlope, folded(x)) / (1 + x) / (1 + x); }

double normal_pdf(double x) noexcept { return exact_exp(-0.5 * x * x) / kRootTwoPi; }

double normal_cdf(double x) noexcept {
  if (x > 0) return 1 - normal_cdf(-x);
  return normal_pdf(x) * mills_ratio(-x);
}

double log_normal_cdf(double x) noexcept {
  if (x > 0) return exact_log1p(-normal_cdf(-x));
  return -0.5 * x * x - kHalfLogTwoPi + exact_log(mills_ratio(-x));
}

double normal_between(double low, double high, double scale) noexcept {
  if (low > 0) return normal_between(-high, -low, scale);
  const auto pdf = [scale](double x) { return exact_exp(-0.5 * (x - scale) * (x + scale)) / kRootTwoPi; };
  const double width = high - low;
  if (!(width * (1 - low) < 0.5)) {
    const double below = pdf(low) * mills_ratio(-low);
    if (high > 0) return exact_exp(0.5 * scale * scale) - below - pdf(high) * mills_ratio(high);
    return pdf(high) * mills_ratio(-high) - below;
  }
  // Gauss-Legendre of order 8 (degree 15) over a stretch on which the density hardly bends.
  constexpr double kNode[] = {0.183434642495649805, 0.525532409916328986, 0.796666477413626740,
                              0.960289856497536232};
  constexpr double kWeight[] = {0.362683783378361983, 0.313706645877887287, 0.222381034453374471,
                                0.101228536290376259};
  const double middle = 0.5 * (low + high);
  double sum = 0;
  for (int i = 0; i < 4; ++i) {
    const double away = 0.5 * width * kNode[i];
    sum += kWeight[i] * (pdf(middle - away) + pdf(middle + away));
  }
  return 0.5 * width * sum;
}

}  // namespace kernel
