// The vectors of lane_table.cpp's instruction set, and how it reads and writes operands. As all that is
// compiled once per instruction set, nothing here has external linkage.
#pragma once

#include "../normals.hpp"
#include "functions.hpp"
#include "lane_table.hpp"

namespace kernel::KERNEL_TARGET {
namespace {

using namespace kernel::program;

template <class Real, int kFloats>
struct VectorOf;
template <>
struct VectorOf<float, 1> {
  using Type = float;
};
template <>
struct VectorOf<double, 1> {
  using Type = double;
};
template <>
struct VectorOf<float, 4> {
  using Type = Float4;
};
template <>
struct VectorOf<double, 4> {
  using Type = Double2;
};
template <>
struct VectorOf<float, 8> {
  using Type = Float8;
};
template <>
struct VectorOf<double, 8> {
  using Type = Double4;
};
template <>
struct VectorOf<float, 16> {
  using Type = Float16;
};
template <>
struct VectorOf<double, 16> {
  using Type = Double8;
};

template <class Real>
using Vector = typename VectorOf<Real, KERNEL_LANES>::Type;

template <class V>
KERNEL_FUNCTION V load(const ElementOf<V>* from) {
  V value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

template <class V>
KERNEL_FUNCTION void store(ElementOf<V>* to, V value) {
  __builtin_memcpy(to, &value, sizeof value);
}

template <class V>
KERNEL_FUNCTION V read(const Operand<ElementOf<V>>& operand, std::size_t lane) {
  return load<V>(operand.at + static_cast<std::ptrdiff_t>(lane) * operand.step);
}

// Results have a value a lane.
template <bool kMasked, class V>
KERNEL_FUNCTION void write(const Operand<ElementOf<V>>& operand, std::size_t lane, V value,
                           const ElementOf<V>* mask, std::size_t masked_lane) {
  if constexpr (kMasked)
    value = pick(is_true(load<V>(mask + masked_lane)), value, load<V>(operand.at + lane));
  store<V>(operand.at + lane, value);
}

}  // namespace
}  // namespace kernel::KERNEL_TARGET
