// The step of a leaky competing accumulator, for a number or a vector of any width.
//
//     input_i = (external_i + selfExcitation f_i) - competition * sum of the other f
//     x_i <- x_i + (input_i - leak x_i) dt [+ noise_i];   f_i <- scale / (1 + e^(-gain ((x_i + bias) - x0)))
//     + offset
//
// (P5); the sum runs in the order of the units.
#pragma once

#include "functions.hpp"

namespace kernel::program {

template <class V>
struct Lca {
  V leak, dt, self_excitation, competition, gain, bias, x0, scale, offset;
};

/// x of one unit after a step, without noise.
template <class V>
KERNEL_FUNCTION V lca_state(const Lca<V>& lca, V x, V f, V others, V external) {
  const V input = (external + lca.self_excitation * f) - lca.competition * others;
  return x + (input - lca.leak * x) * lca.dt;
}

/// f of one unit.
template <class V>
KERNEL_FUNCTION V lca_output(const Lca<V>& lca, V x) {
  const V e = middle_exp(-(lca.gain * ((x + lca.bias) - lca.x0)));
  return lca.scale / (1 + e) + lca.offset;
}

}  // namespace kernel::program
