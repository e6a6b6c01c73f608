// The functions that programs have, for a float or a double or a vector of them (the compiler's vector
// extension): + - * / and bit operations only, each written once, in one order, so all instruction sets and
// widths give the same bits.
//
// Everything here has internal linkage: files for different instruction sets include it.
#pragma once

#include <cstdint>

// Smaller and larger are one instruction, which no vector extension says: b < a ? b : a, a where one is NaN.
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#define KERNEL_FUNCTION_MEMBER inline __attribute__((always_inline))
#define KERNEL_FUNCTION static KERNEL_FUNCTION_MEMBER

namespace kernel::program {

/// What belongs to a number or vector type.
template <class V>
struct Kind;
template <>
struct Kind<float> {
  using Element = float;
  using Mask = std::int32_t;
  using Bits = std::uint32_t;
};
template <>
struct Kind<double> {
  using Element = double;
  using Mask = std::int64_t;
  using Bits = std::uint64_t;
};

#define KERNEL_VECTOR_KIND(name, element, mask, bits, bytes)   \
  typedef element name __attribute__((vector_size(bytes)));    \
  typedef mask name##Mask __attribute__((vector_size(bytes))); \
  typedef bits name##Bits __attribute__((vector_size(bytes))); \
  template <>                                                  \
  struct Kind<name> {                                          \
    using Element = element;                                   \
    using Mask = name##Mask;                                   \
    using Bits = name##Bits;                                   \
  }
KERNEL_VECTOR_KIND(Float4, float, std::int32_t, std::uint32_t, 16);
KERNEL_VECTOR_KIND(Float8, float, std::int32_t, std::uint32_t, 32);
KERNEL_VECTOR_KIND(Float16, float, std::int32_t, std::uint32_t, 64);
KERNEL_VECTOR_KIND(Double2, double, std::int64_t, std::uint64_t, 16);
KERNEL_VECTOR_KIND(Double4, double, std::int64_t, std::uint64_t, 32);
KERNEL_VECTOR_KIND(Double8, double, std::int64_t, std::uint64_t, 64);

template <class V>
using MaskOf = typename Kind<V>::Mask;
template <class V>
using BitsOf = typename Kind<V>::Bits;
template <class V>
using ElementOf = typename Kind<V>::Element;

template <class V>
constexpr bool kIsDouble = sizeof(ElementOf<V>) == 8;
template <class V>
constexpr int kWidth = sizeof(V) / sizeof(ElementOf<V>);

template <class V>
KERNEL_FUNCTION V all(double x) {
  return V{} + static_cast<ElementOf<V>>(x);
}
template <class V>
KERNEL_FUNCTION BitsOf<V> bits_of(V x) {
  return __builtin_bit_cast(BitsOf<V>, x);
}
template <class V>
KERNEL_FUNCTION V from_bits(BitsOf<V> x) {
  return __builtin_bit_cast(V, x);
}
// All ones where it holds.
template <class V>
KERNEL_FUNCTION MaskOf<V> less(V a, V b) {
  if constexpr (kWidth<V> == 1)
    return -static_cast<MaskOf<V>>(a < b);
  else
    return a < b;
}
template <class V>
KERNEL_FUNCTION MaskOf<V> less_equal(V a, V b) {
  if constexpr (kWidth<V> == 1)
    return -static_cast<MaskOf<V>>(a <= b);
  else
    return a <= b;
}
template <class V>
KERNEL_FUNCTION MaskOf<V> equal(V a, V b) {
  if constexpr (kWidth<V> == 1)
    return -static_cast<MaskOf<V>>(a == b);
  else
    return a == b;
}
/// Not equal to 0; so is NaN.
template <class V>
KERNEL_FUNCTION MaskOf<V> is_true(V a) {
  return ~equal(a, V{});
}
template <class V>
KERNEL_FUNCTION V pick(MaskOf<V> mask, V yes, V no) {
  return mask ? yes : no;
}
/// 1 where the mask is set, else 0.
template <class V>
KERNEL_FUNCTION V truth(MaskOf<V> mask) {
  return pick(mask, all<V>(1), V{});
}
template <class V>
KERNEL_FUNCTION V negated(V x) {
  return -x;
}
template <class V>
KERNEL_FUNCTION V magnitude(V x) {
  return from_bits<V>(bits_of(x) & (~BitsOf<V>{} >> 1));
}
/// x, with the sign of `sign`.
template <class V>
KERNEL_FUNCTION V signed_as(V x, V sign) {
  const BitsOf<V> top = ~(~BitsOf<V>{} >> 1);
  return from_bits<V>((bits_of(x) & ~top) | (bits_of(sign) & top));
}
/// b where it is the smaller one, else a.
template <class V>
KERNEL_FUNCTION V smaller(V a, V b) {
#if defined(__AVX512F__)
  if constexpr (sizeof(V) == 64 && kIsDouble<V>) return _mm512_maskz_min_pd(0xff, b, a);
  if constexpr (sizeof(V) == 64 && !kIsDouble<V>) return _mm512_maskz_min_ps(0xffff, b, a);
#endif
#if defined(__AVX__)
  if constexpr (sizeof(V) == 32 && kIsDouble<V>) return _mm256_min_pd(b, a);
  if constexpr (sizeof(V) == 32 && !kIsDouble<V>) return _mm256_min_ps(b, a);
#endif
#if defined(__SSE2__)
  if constexpr (sizeof(V) == 16 && kIsDouble<V>) return _mm_min_pd(b, a);
  if constexpr (sizeof(V) == 16 && !kIsDouble<V>) return _mm_min_ps(b, a);
#endif
  return pick(less(b, a), b, a);
}
/// b where it is the larger one, else a.
template <class V>
KERNEL_FUNCTION V larger(V a, V b) {
#if defined(__AVX512F__)
  if constexpr (sizeof(V) == 64 && kIsDouble<V>) return _mm512_maskz_max_pd(0xff, b, a);
  if constexpr (sizeof(V) == 64 && !kIsDouble<V>) return _mm512_maskz_max_ps(0xffff, b, a);
#endif
#if defined(__AVX__)
  if constexpr (sizeof(V) == 32 && kIsDouble<V>) return _mm256_max_pd(b, a);
  if constexpr (sizeof(V) == 32 && !kIsDouble<V>) return _mm256_max_ps(b, a);
#endif
#if defined(__SSE2__)
  if constexpr (sizeof(V) == 16 && kIsDouble<V>) return _mm_max_pd(b, a);
  if constexpr (sizeof(V) == 16 && !kIsDouble<V>) return _mm_max_ps(b, a);
#endif
  return pick(less(a, b), b, a);
}
/// min(max(x, low), high); NaN stays.
template <class V>
KERNEL_FUNCTION V clipped(V x, V low, V high) {
  return smaller(larger(x, low), high);
}
template <class V>
KERNEL_FUNCTION V square_root(V x) {
  if constexpr (sizeof(V) == 4) {
    return __builtin_sqrtf(x);
  } else if constexpr (kWidth<V> == 1) {
    return __builtin_sqrt(x);
  } else {
    V y;
    for (int i = 0; i < kWidth<V>; ++i) {
      if constexpr (kIsDouble<V>)
        y[i] = __builtin_sqrt(x[i]);
      else
        y[i] = __builtin_sqrtf(x[i]);
    }
    return y;
  }
}

/// Adding and taking it away rounds to the nearest integer what is below 2^22 (2^51).
template <class V>
constexpr ElementOf<V> kRounding = kIsDouble<V> ? static_cast<ElementOf<V>>(0x1.8p52)
                                                : static_cast<ElementOf<V>>(0x1.8p23);

/// The largest integer at or below; NaN and what has no fraction stay.
template <class V>
KERNEL_FUNCTION V floored(V x) {
  const V whole = all<V>(kIsDouble<V> ? 0x1p52 : 0x1p23);
  const V nearest = signed_as((magnitude(x) + whole) - whole, x);
  const V below = pick(less(x, nearest), nearest - 1, nearest);
  return pick(less(magnitude(x), whole), below, x);
}

/// 2^n of a number that `kRounding` was added to; n within the normal exponents.
template <class V>
KERNEL_FUNCTION V power_of_two(V shifted) {
  if constexpr (kIsDouble<V>)
    return from_bits<V>((bits_of(shifted) + 1023) << 52);
  else
    return from_bits<V>((bits_of(shifted) + 127) << 23);
}

/// x = n ln 2 + r: n + `kRounding`, and e^r - 1.
template <class V>
struct Reduced {
  V shifted;
  V part;
};

// (P1): the series of e^r to r^13 in doubles; a minimax polynomial of (e^r - 1 - r) / r^2 in floats.
// Powers of r are taken side by side (Estrin), which halves the latency of one chain.
template <class V>
KERNEL_FUNCTION Reduced<V> reduced(V x) {
  if constexpr (kIsDouble<V>) {
    const V shifted = x * 1.4426950408889634 + kRounding<V>;
    const V n = shifted - kRounding<V>;
    const V high = x - n * 0x1.62e42fefp-1;
    const V low = n * 0x1.473de6af278edp-34;
    const V r = high - low;
    const V r2 = r * r;
    const V r4 = r2 * r2;
    const V r8 = r4 * r4;
    const V a = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
    const V b = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
    const V c = (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800));
    const V tail = (a + r4 * b) + r8 * c;
    return {shifted, high + (r2 * tail - low)};
  } else {
    const V shifted = x * 1.44269504f + kRounding<V>;
    const V n = shifted - kRounding<V>;
    const V high = x - n * 0.693359375f;
    const V low = n * -2.12194440e-4f;
    const V r = high - low;
    const V r2 = r * r;
    const V a = 0.499999934f + r * 0.166665201f;
    const V b = 0.0416683942f + r * 0.00836878040f;
    const V tail = (a + r2 * b) + (r2 * r2) * 0.00138144671f;
    return {shifted, high + (r2 * tail - low)};
  }
}

/// e^x over the whole range: 0 and infinity beyond it, subnormal results rounded once more, NaN for NaN.
/// Accuracy: relative error below 3e-16 in doubles, 1.3e-7 in floats, of normal results.
template <class V>
KERNEL_FUNCTION V exp_of(V x) {
  const V kept = clipped(x, all<V>(kIsDouble<V> ? -746 : -105), all<V>(kIsDouble<V> ? 710 : 89));
  const Reduced<V> part = reduced(kept);
  const V n = part.shifted - kRounding<V>;
  const V half = n * ElementOf<V>(0.5) + kRounding<V>;
  const V rest = (n - (half - kRounding<V>)) + kRounding<V>;
  return ((1 + part.part) * power_of_two(half)) * power_of_two(rest);
}

/// e^x for x clipped to where it is a normal number: to 708 (87) in size.
template <class V>
KERNEL_FUNCTION V middle_exp(V x) {
  constexpr double kMost = kIsDouble<V> ? 708 : 87;
  const Reduced<V> part = reduced(clipped(x, all<V>(-kMost), all<V>(kMost)));
  const V scale = power_of_two(part.shifted);
  return scale + scale * part.part;
}

/// 1 / (1 + e^-x). Accuracy: relative error below 6e-16 (2.5e-7) where |x| <= 708 (87); clipped beyond.
template <class V>
KERNEL_FUNCTION V logistic_of(V x) {
  return 1 / (1 + middle_exp(-x));
}

/// Accuracy: relative error below 8e-16 (4e-7).
template <class V>
KERNEL_FUNCTION V tanh_of(V x) {
  const V size = smaller(magnitude(x), all<V>(kIsDouble<V> ? 20 : 10));  // 1 from there on
  const Reduced<V> part = reduced(-2 * size);
  const V scale = power_of_two(part.shifted);
  const V scaled = scale * part.part;
  const V value = ((1 - scale) - scaled) / (1 + (scale + scaled));
  return pick(equal(x, x), signed_as(value, x), x);
}

/// ln x: -infinity for 0, NaN below it, infinity for infinity; subnormal x is fine.
/// Accuracy: relative error below 3e-16 in doubles, 1.5e-7 in floats.
template <class V>
KERNEL_FUNCTION V log_of(V x) {
  using Bits = BitsOf<V>;
  using Word = BitsOf<ElementOf<V>>;
  constexpr bool kDouble = kIsDouble<V>;
  constexpr int kFraction = kDouble ? 52 : 23;
  constexpr Word kRootHalf = kDouble ? static_cast<Word>(0x3fe6a09e667f3bcdu) : 0x3f3504f3u;
  constexpr Word kBias = kDouble ? 1024 : 128;
  const ElementOf<V> whole = kDouble ? ElementOf<V>(0x1p52) : ElementOf<V>(0x1p23);
  const MaskOf<V> tiny = less(x, all<V>(kDouble ? 0x1p-1022 : 0x1p-126));
  const Bits bits = bits_of(pick(tiny, x * ElementOf<V>(kDouble ? 0x1p54 : 0x1p25), x));
  const Bits biased = (bits - kRootHalf + (kBias << kFraction)) >> kFraction;  // exponent + kBias
  const V exponent = from_bits<V>(biased | __builtin_bit_cast(Word, whole)) - (whole + kBias);
  const V n = exponent - pick(tiny, all<V>(kDouble ? 54 : 25), V{});
  const V f = from_bits<V>(bits - ((biased - kBias) << kFraction)) - 1;
  const V s = f / (2 + f);
  const V z = s * s;
  const V half_square = ElementOf<V>(0.5) * f * f;
  V series = all<V>(2.0 / (kDouble ? 23 : 9));
  for (int denominator = kDouble ? 21 : 7; denominator >= 3; denominator -= 2) {
    series = series * z + ElementOf<V>(2.0 / denominator);
  }
  const V remainder = s * (half_square + z * series);
  V value;
  if constexpr (kDouble) {
    value = n * 0x1.62e42fefp-1 - ((half_square - (remainder + n * 0x1.473de6af278edp-34)) - f);
  } else {
    value = n * 0.693359375f - ((half_square - (remainder + n * -2.12194440e-4f)) - f);
  }
  const V infinity = all<V>(__builtin_inf());
  value = pick(equal(x, infinity), x, value);
  value = pick(equal(x, V{}), -infinity, value);
  return pick(less_equal(V{}, x), value, all<V>(__builtin_nan("")));
}

}  // namespace kernel::program
