// One loop, its state in registers, compiled once per instruction set.
#include "lca_fused.hpp"

#include "../src/normals.hpp"
#include "../src/program/lca.hpp"

namespace kernel::KERNEL_TARGET {
namespace {

using namespace kernel::program;

#if KERNEL_LANES == 16
using V = Float16;
#else
using V = Float8;
#endif

struct Walkers {
  Bits bits;
  V x0, x1, f0, f1;
  V steps;
};

// Takes the result of a lane and starts the next path there; false where there is none.
struct Book {
  const StreamPrefix& prefix;
  std::uint32_t paths;
  float* choice;
  float* steps;
  std::uint32_t next = 0;
  std::uint32_t ended = 0;
  std::uint32_t path_of[kVectors][kLanes];
};

KERNEL_FUNCTION void place(Walkers& w, int lane, const StreamState& state) {
  w.bits.s0[lane] = state.word[0];
  w.bits.s1[lane] = state.word[1];
  w.bits.s2[lane] = state.word[2];
  w.bits.s3[lane] = state.word[3];
  w.x0[lane] = 0;
  w.x1[lane] = 0;
  w.f0[lane] = 0.5f;
  w.f1[lane] = 0.5f;
  w.steps[lane] = 0;
}

__attribute__((noinline)) std::uint32_t replace(Walkers& w, Book& book, int v, std::uint32_t ended) {
  std::uint32_t idle = 0;
  for (; ended != 0; ended &= ended - 1) {
    const int lane = __builtin_ctz(ended);
    const std::uint32_t path = book.path_of[v][lane];
    book.choice[path] = w.f0[lane] < w.f1[lane] ? 1.0f : 0.0f;
    book.steps[path] = w.steps[lane];
    ++book.ended;
    if (book.next == book.paths) {
      idle |= 1u << lane;
      continue;
    }
    book.path_of[v][lane] = book.next;
    place(w, lane, mix_state(book.prefix, book.next++));
  }
  return idle;
}

std::uint64_t walk(const bench::LcaDecision& given, const StreamPrefix& prefix, std::uint32_t paths,
                   float* choice, float* steps) {
  Lca<V> lca;
  lca.leak = all<V>(given.leak);
  lca.dt = all<V>(given.dt);
  lca.self_excitation = V{};
  lca.competition = all<V>(given.competition);
  lca.gain = all<V>(given.gain);
  lca.bias = lca.x0 = lca.offset = V{};
  lca.scale = all<V>(1);
  const V e0 = all<V>(given.external[0]);
  const V e1 = all<V>(given.external[1]);
  Book book{prefix, paths, choice, steps, 0, 0, {}};
  Walkers walkers[kVectors] = {};
  std::uint32_t alive[kVectors] = {};
  for (int v = 0; v < kVectors; ++v) {
    for (int lane = 0; lane < kLanes && book.next < paths; ++lane) {
      book.path_of[v][lane] = book.next;
      place(walkers[v], lane, mix_state(prefix, book.next++));
      alive[v] |= 1u << lane;
    }
  }
  while (book.ended < paths) {
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      Walkers& w = walkers[v];
      const Pair normal = next_pair(w.bits);
      const V n0 = __builtin_bit_cast(V, normal.first) * given.noise;
      const V n1 = __builtin_bit_cast(V, normal.second) * given.noise;
      const V x0 = lca_state(lca, w.x0, w.f0, w.f1, e0) + n0;
      const V x1 = lca_state(lca, w.x1, w.f1, w.f0, e1) + n1;
      w.x0 = x0;
      w.x1 = x1;
      w.f0 = lca_output(lca, x0);
      w.f1 = lca_output(lca, x1);
      w.steps = w.steps + 1;
      const auto again = program::less(larger(w.f0, w.f1), all<V>(given.threshold));
      const std::uint32_t ended = mask_of(__builtin_bit_cast(I, ~again)) & alive[v];
      if (ended != 0) alive[v] &= ~replace(w, book, v, ended);
    }
  }
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < paths; ++i) sum += static_cast<std::uint64_t>(steps[i]);
  return sum;
}

}  // namespace

extern const bench::LcaFused kLcaFused;
const bench::LcaFused kLcaFused = walk;

}  // namespace kernel::KERNEL_TARGET
