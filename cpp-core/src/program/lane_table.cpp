// Instructions over lanes, compiled once per instruction set: KERNEL_TARGET names the namespace, KERNEL_LANES
// the floats of a vector. No function of the standard library may be called here.
#include "lane_table.hpp"

#include "lane_draws.hpp"
#include "lca.hpp"

namespace kernel::KERNEL_TARGET {
namespace {

// Masks are arrays of a block, which starts at lane 0 (`first` is 0 where there is one).
template <class V, bool kMasked, int kArgs, class Function>
void map(const Call<ElementOf<V>>& call, std::size_t first, std::size_t lanes, const ElementOf<V>* mask) {
  // Copies, which no store can change.
  const Operand<ElementOf<V>> to = call.operands[0];
  const Operand<ElementOf<V>> a = call.operands[1];
  const Operand<ElementOf<V>> b = kArgs > 1 ? call.operands[2] : a;
  const Operand<ElementOf<V>> c = kArgs > 2 ? call.operands[3] : a;
  for (std::size_t i = first; i < first + lanes; i += kWidth<V>) {
    V value;
    if constexpr (kArgs == 1) {
      value = Function::of(read<V>(a, i));
    } else if constexpr (kArgs == 2) {
      value = Function::of(read<V>(a, i), read<V>(b, i));
    } else {
      value = Function::of(read<V>(a, i), read<V>(b, i), read<V>(c, i));
    }
    write<kMasked>(to, i, value, mask, i);
  }
}

#define KERNEL_UNARY(name, expression) \
  struct name {                        \
    template <class V>                 \
    KERNEL_FUNCTION V of(V a) {        \
      return expression;               \
    }                                  \
  };
#define KERNEL_BINARY(name, expression) \
  struct name {                         \
    template <class V>                  \
    KERNEL_FUNCTION V of(V a, V b) {    \
      return expression;                \
    }                                   \
  };
#define KERNEL_TERNARY(name, expression)  \
  struct name {                           \
    template <class V>                    \
    KERNEL_FUNCTION V of(V a, V b, V c) { \
      return expression;                  \
    }                                     \
  };
KERNEL_UNARY(Copy, a)
KERNEL_UNARY(Negate, -a)
KERNEL_UNARY(Absolute, program::magnitude(a))
KERNEL_UNARY(SquareRoot, square_root(a))
KERNEL_UNARY(Exp, exp_of(a))
KERNEL_UNARY(Log, log_of(a))
KERNEL_UNARY(Logistic, logistic_of(a))
KERNEL_UNARY(Tanh, tanh_of(a))
KERNEL_UNARY(Not, truth<V>(equal(a, V{})))
KERNEL_UNARY(Floor, floored(a))
KERNEL_BINARY(Add, a + b)
KERNEL_BINARY(Subtract, a - b)
KERNEL_BINARY(Multiply, a* b)
KERNEL_BINARY(Divide, a / b)
KERNEL_BINARY(Min, smaller(a, b))
KERNEL_BINARY(Max, larger(a, b))
KERNEL_BINARY(Less, truth<V>(less(a, b)))
KERNEL_BINARY(LessEqual, truth<V>(less_equal(a, b)))
KERNEL_BINARY(Equal, truth<V>(equal(a, b)))
KERNEL_BINARY(And, truth<V>(is_true(a) & is_true(b)))
KERNEL_BINARY(Or, truth<V>(is_true(a) | is_true(b)))
KERNEL_TERNARY(MultiplyAdd, a* b + c)
KERNEL_TERNARY(Select, pick(is_true(a), b, c))
KERNEL_TERNARY(Clip, clipped(a, b, c))

template <class V, bool kMasked>
void dot(const Call<ElementOf<V>>& call, std::size_t first, std::size_t lanes, const ElementOf<V>* mask) {
  const Operand<ElementOf<V>>* a = call.operands + 1;
  const Operand<ElementOf<V>>* b = a + call.count;
  for (std::size_t i = first; i < first + lanes; i += kWidth<V>) {
    V sum = read<V>(a[0], i) * read<V>(b[0], i);
    for (std::int32_t k = 1; k < call.count; ++k) sum = sum + read<V>(a[k], i) * read<V>(b[k], i);
    write<kMasked>(call.operands[0], i, sum, mask, i);
  }
}

template <class V>
KERNEL_FUNCTION Lca<V> lca_at(const Operand<ElementOf<V>>* parameters, std::size_t lane) {
  V value[9];
  for (int k = 0; k < 9; ++k) value[k] = read<V>(parameters[k], lane);
  return {value[0], value[1], value[2], value[3], value[4], value[5], value[6], value[7], value[8]};
}

template <class V, bool kMasked>
void lca_step(const Call<ElementOf<V>>& call, std::size_t first, std::size_t lanes,
              const ElementOf<V>* mask) {
  const std::int32_t units = call.count;
  const Operand<ElementOf<V>>* x = call.operands;
  const Operand<ElementOf<V>>* f = x + units;
  const Operand<ElementOf<V>>* external = f + units;
  const Operand<ElementOf<V>>* noise = external + units;
  const Operand<ElementOf<V>>* parameters = call.has_noise ? noise + units : noise;
  for (std::size_t i = first; i < first + lanes; i += kWidth<V>) {
    const Lca<V> lca = lca_at<V>(parameters, i);
    for (std::int32_t k = 0; k < units; ++k) {
      V others{};
      for (std::int32_t other = 0; other < units; ++other) {
        if (other != k) others = others + read<V>(f[other], i);
      }
      V state = lca_state(lca, read<V>(x[k], i), read<V>(f[k], i), others, read<V>(external[k], i));
      if (call.has_noise) state = state + read<V>(noise[k], i);
      write<kMasked>(x[k], i, state, mask, i);
    }
    for (std::int32_t k = 0; k < units; ++k)
      write<kMasked>(f[k], i, lca_output(lca, read<V>(x[k], i)), mask, i);
  }
}

// Two units, one value of each parameter for all lanes.
template <class V, bool kNoisy>
void lca_pair(const Call<ElementOf<V>>& call, std::size_t first, std::size_t lanes, const ElementOf<V>*) {
  Operand<ElementOf<V>> o[8];  // copies, which no store can change
  for (int k = 0; k < (kNoisy ? 8 : 6); ++k) o[k] = call.operands[k];
  const Lca<V> lca = lca_at<V>(call.operands + (kNoisy ? 8 : 6), 0);
  for (std::size_t i = first; i < first + lanes; i += kWidth<V>) {
    const V f0 = read<V>(o[2], i);
    const V f1 = read<V>(o[3], i);
    V x0 = lca_state(lca, read<V>(o[0], i), f0, f1, read<V>(o[4], i));
    V x1 = lca_state(lca, read<V>(o[1], i), f1, f0, read<V>(o[5], i));
    if constexpr (kNoisy) {
      x0 = x0 + read<V>(o[6], i);
      x1 = x1 + read<V>(o[7], i);
    }
    store<V>(o[0].at + i, x0);
    store<V>(o[1].at + i, x1);
    store<V>(o[2].at + i, lca_output(lca, x0));
    store<V>(o[3].at + i, lca_output(lca, x1));
  }
}

// Operands: x twice (as result and as argument), drift, leak, noise, offset, threshold, dt, room for a
// normal.
template <class V, bool kMasked>
void ddm_step(const Call<ElementOf<V>>& call, std::size_t first, std::size_t lanes,
              const ElementOf<V>* mask) {
  using Real = ElementOf<V>;
  const Operand<Real>* o = call.operands;
  Call<Real> draw = call;
  draw.operands = o + 8;
  draw.count = 1;
  normals_of<Real, kMasked>(draw, first, lanes, mask);
  for (std::size_t i = first; i < first + lanes; i += kWidth<V>) {
    const V x = read<V>(o[1], i);
    const V dt = read<V>(o[7], i);
    const V moved = x + (read<V>(o[2], i) - read<V>(o[3], i) * x) * dt;
    const V noisy = moved + (read<V>(o[4], i) * square_root(dt)) * read<V>(o[8], i);
    const V threshold = read<V>(o[6], i);
    write<kMasked>(o[0], i, clipped(noisy + read<V>(o[5], i), -threshold, threshold), mask, i);
  }
}

template <class V>
std::size_t finished(const ElementOf<V>* again, std::size_t lanes, std::uint32_t* list) {
  std::size_t count = 0;
#if KERNEL_LANES == 16
  // Without a branch that nobody could foresee.
  if constexpr (sizeof(ElementOf<V>) == 4) {
    __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (std::size_t i = 0; i < lanes; i += kWidth<V>) {
      std::uint32_t found = mask_of(__builtin_bit_cast(I, equal(load<V>(again + i), V{})));
      if (lanes - i < 16) found &= (1u << (lanes - i)) - 1;
      _mm512_storeu_si512(list + count, _mm512_maskz_compress_epi32(static_cast<__mmask16>(found), lane));
      count += static_cast<std::size_t>(__builtin_popcount(found));
      lane = _mm512_add_epi32(lane, _mm512_set1_epi32(16));
    }
    return count;
  }
#elif KERNEL_LANES > 1
  if constexpr (sizeof(ElementOf<V>) == 4) {
    for (std::size_t i = 0; i < lanes; i += kWidth<V>) {
      std::uint32_t found = mask_of(__builtin_bit_cast(I, equal(load<V>(again + i), V{})));
      for (; found != 0; found &= found - 1) {
        const std::size_t lane = i + static_cast<std::size_t>(__builtin_ctz(found));
        if (lane < lanes) list[count++] = static_cast<std::uint32_t>(lane);
      }
    }
    return count;
  }
#endif
  for (std::size_t i = 0; i < lanes; ++i) {
    list[count] = static_cast<std::uint32_t>(i);
    count += again[i] == 0 ? 1 : 0;
  }
  return count;
}

template <class V>
bool narrow(const Operand<ElementOf<V>>& again, const ElementOf<V>* mask, ElementOf<V>* to,
            std::size_t lanes) {
  bool any = false;
  for (std::size_t i = 0; i < lanes; ++i) {
    const bool on =
        again.at[static_cast<std::ptrdiff_t>(i) * again.step] != 0 && (mask == nullptr || mask[i] != 0);
    to[i] = on ? 1 : 0;
    any = any || on;
  }
  for (std::size_t i = lanes; i < lanes + kPadding; ++i) to[i] = 0;
  return any;
}

#define KERNEL_MAP(arguments, function) \
  { map<V, false, arguments, function>, map<V, true, arguments, function> }

template <class Real, class V = Vector<Real>>
constexpr LaneTable<Real> table() {
  return {{KERNEL_MAP(1, Copy),
           KERNEL_MAP(1, Negate),
           KERNEL_MAP(1, Absolute),
           KERNEL_MAP(1, SquareRoot),
           KERNEL_MAP(1, Exp),
           KERNEL_MAP(1, Log),
           KERNEL_MAP(1, Logistic),
           KERNEL_MAP(1, Tanh),
           KERNEL_MAP(1, Not),
           KERNEL_MAP(1, Floor),
           KERNEL_MAP(2, Add),
           KERNEL_MAP(2, Subtract),
           KERNEL_MAP(2, Multiply),
           KERNEL_MAP(2, Divide),
           KERNEL_MAP(2, Min),
           KERNEL_MAP(2, Max),
           KERNEL_MAP(2, Less),
           KERNEL_MAP(2, LessEqual),
           KERNEL_MAP(2, Equal),
           KERNEL_MAP(2, And),
           KERNEL_MAP(2, Or),
           KERNEL_MAP(3, MultiplyAdd),
           KERNEL_MAP(3, Select),
           KERNEL_MAP(3, Clip),
           {dot<V, false>, dot<V, true>},
           {normals_of<Real, false>, normals_of<Real, true>},
           {uniforms_of<Real, false>, uniforms_of<Real, true>},
           {lca_step<V, false>, lca_step<V, true>},
           {ddm_step<V, false>, ddm_step<V, true>},
           {nullptr, nullptr}},
          {lca_pair<V, false>, lca_pair<V, true>},
          finished<V>,
          narrow<V>,
          walk};
}

}  // namespace

extern const LaneTable<float> kFloatTable;
extern const LaneTable<double> kDoubleTable;
const LaneTable<float> kFloatTable = table<float>();
const LaneTable<double> kDoubleTable = table<double>();

}  // namespace kernel::KERNEL_TARGET
