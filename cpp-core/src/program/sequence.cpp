#include "sequence.hpp"

#include <algorithm>

#include "lca.hpp"

namespace kernel::program {
namespace {

constexpr std::uint64_t kLook = 1 << 15;  // instructions between two questions whether to stop

double scalar(const Instruction& instruction, const double* r) {
  const auto arg = [&](std::size_t i) { return r[instruction[i]]; };
  switch (instruction.op) {
    case Op::kCopy:
      return arg(1);
    case Op::kNegate:
      return -arg(1);
    case Op::kAbsolute:
      return magnitude(arg(1));
    case Op::kSqrt:
      return square_root(arg(1));
    case Op::kExp:
      return exp_of(arg(1));
    case Op::kLog:
      return log_of(arg(1));
    case Op::kLogistic:
      return logistic_of(arg(1));
    case Op::kTanh:
      return tanh_of(arg(1));
    case Op::kNot:
      return arg(1) != 0 ? 0 : 1;
    case Op::kFloor:
      return floored(arg(1));
    case Op::kAdd:
      return arg(1) + arg(2);
    case Op::kSubtract:
      return arg(1) - arg(2);
    case Op::kMultiply:
      return arg(1) * arg(2);
    case Op::kDivide:
      return arg(1) / arg(2);
    case Op::kMin:
      return smaller(arg(1), arg(2));
    case Op::kMax:
      return larger(arg(1), arg(2));
    case Op::kLess:
      return arg(1) < arg(2) ? 1 : 0;
    case Op::kLessEqual:
      return arg(1) <= arg(2) ? 1 : 0;
    case Op::kEqual:
      return arg(1) == arg(2) ? 1 : 0;
    case Op::kAnd:
      return arg(1) != 0 && arg(2) != 0 ? 1 : 0;
    case Op::kOr:
      return arg(1) != 0 || arg(2) != 0 ? 1 : 0;
    case Op::kMad:
      return arg(1) * arg(2) + arg(3);
    case Op::kSelect:
      return arg(1) != 0 ? arg(2) : arg(3);
    case Op::kClip:
      return clipped(arg(1), arg(2), arg(3));
    default:
      return 0;
  }
}

// V is two units of a register, or all units where there are more (U vectors).
template <int kUnits>
struct Units {
  static constexpr int kVectors = (kUnits + 1) / 2;
  Double2 x[kVectors];
  Double2 f[kVectors];
  Double2 external[kVectors];
  Double2 noise[kVectors];
  Lca<Double2> lca;

  Units(const Instruction& step, const double* r) {
    load(x, r + step[0]);
    load(f, r + step[2]);
    load(external, r + step[4]);
    for (Double2& v : noise) v = Double2{};
    if (step[6] >= 0) load(noise, r + step[6]);
    const auto all_of = [&](std::size_t i) { return all<Double2>(r[step[i]]); };
    lca = {all_of(8),  all_of(9),  all_of(10), all_of(11), all_of(12),
           all_of(13), all_of(14), all_of(15), all_of(16)};
  }

  static void load(Double2* to, const double* from) {
    for (int i = 0; i < 2 * kVectors; ++i) to[i / 2][i % 2] = i < kUnits ? from[i] : 0;
  }

  KERNEL_FUNCTION_MEMBER void step(bool has_noise) {
    Double2 others[kVectors];
    if constexpr (kUnits <= 2) {
      others[0] = Double2{kUnits == 2 ? f[0][1] : 0.0, f[0][0]};
    } else {
      double sum[2 * kVectors] = {};
      for (int i = 0; i < kUnits; ++i) {
        bool is_first = true;
        for (int j = 0; j < kUnits; ++j) {
          if (j == i) continue;
          const double value = f[j / 2][j % 2];
          sum[i] = is_first ? value : sum[i] + value;
          is_first = false;
        }
      }
      for (int v = 0; v < kVectors; ++v) others[v] = Double2{sum[2 * v], sum[2 * v + 1]};
    }
    for (int v = 0; v < kVectors; ++v) {
      x[v] = lca_state(lca, x[v], f[v], others[v], external[v]);
      if (has_noise) x[v] = x[v] + noise[v];
    }
    for (int v = 0; v < kVectors; ++v) f[v] = lca_output(lca, x[v]);
  }

  void store(const Instruction& step, double* r) const {
    for (int i = 0; i < kUnits; ++i) {
      r[step[0] + i] = x[i / 2][i % 2];
      r[step[2] + i] = f[i / 2][i % 2];
    }
  }
};

// Any number of units; sums as above.
void lca_step(const Instruction& step, double* r) {
  const std::int32_t units = step[1];
  double* x = r + step[0];
  double* f = r + step[2];
  const Lca<double> lca{r[step[8]],  r[step[9]],  r[step[10]], r[step[11]], r[step[12]],
                        r[step[13]], r[step[14]], r[step[15]], r[step[16]]};
  for (std::int32_t i = 0; i < units; ++i) {
    double others = 0;
    for (std::int32_t j = 0; j < units; ++j) {
      if (j != i) others = others + f[j];
    }
    x[i] = lca_state(lca, x[i], f[i], others, r[step[4] + i]);
    if (step[6] >= 0) x[i] = x[i] + r[step[6] + i];
  }
  for (std::int32_t i = 0; i < units; ++i) f[i] = lca_output(lca, x[i]);
}

class Sequence {
 public:
  Sequence(double* registers, const std::function<bool()>& stop) : r_(registers), stop_(stop) {}

  void block(const std::vector<Instruction>& code) {
    for (const Instruction& instruction : code) {
      if (result.is_stopped) return;
      run(instruction);
    }
  }

  Run result;

 private:
  void run(const Instruction& instruction) {
    switch (instruction.op) {
      case Op::kDot: {
        double sum = r_[instruction[1]] * r_[instruction[3]];
        for (std::int32_t i = 1; i < instruction[2]; ++i) {
          sum = sum + r_[instruction[1] + i] * r_[instruction[3] + i];
        }
        r_[instruction[0]] = sum;
        break;
      }
      case Op::kLcaStep:
        lca_step(instruction, r_);
        break;
      case Op::kLoop:
        loop(instruction);
        break;
      default:
        r_[instruction[0]] = scalar(instruction, r_);
    }
    spend(1);
  }

  void spend(std::uint64_t instructions) {
    spent_ += instructions;
    if (spent_ < kLook) return;
    spent_ = 0;
    result.is_stopped = stop_();
  }

  void loop(const Instruction& loop) {
    if (is_around_lca(loop)) {
      if (loop.body[0][1] == 2) return lca_loop<2>(loop);
      if (loop.body[0][1] == 3) return lca_loop<3>(loop);
      if (loop.body[0][1] == 4) return lca_loop<4>(loop);
    }
    for (std::int32_t done = 1;; ++done) {
      block(loop.body);
      if (result.is_stopped || r_[loop[0]] == 0) return;
      if (done == loop[1]) break;
    }
    result.is_cut = true;
  }

  // Whether a step comes first and what follows are scalar operations that write nothing of the step's.
  static bool is_around_lca(const Instruction& loop) {
    const Instruction& step = loop.body[0];
    if (step.op != Op::kLcaStep) return false;
    const std::vector<std::int32_t> read = reads_of(step);
    for (std::size_t i = 1; i < loop.body.size(); ++i) {
      if (static_cast<int>(loop.body[i].op) >= kScalarOps) return false;
      if (std::find(read.begin(), read.end(), loop.body[i][0]) != read.end()) return false;
    }
    return true;
  }

  // The step's state stays in vectors; what follows it is done in the shadow of the step's latency.
  template <int kUnits>
  void lca_loop(const Instruction& loop) {
    const Instruction& step = loop.body[0];
    Units<kUnits> units(step, r_);
    const bool has_noise = step[6] >= 0;
    const std::size_t rest = loop.body.size();
    for (std::int32_t done = 1;; ++done) {
      units.step(has_noise);
      units.store(step, r_);
      for (std::size_t i = 1; i < rest; ++i) r_[loop.body[i][0]] = scalar(loop.body[i], r_);
      spend(rest);
      if (result.is_stopped || r_[loop[0]] == 0) return;
      if (done == loop[1]) break;
    }
    result.is_cut = true;
  }

  double* r_;
  const std::function<bool()>& stop_;
  std::uint64_t spent_ = 0;
};

}  // namespace

Run run_sequence(const std::vector<Instruction>& code, double* registers, const std::function<bool()>& stop) {
  Sequence sequence(registers, stop);
  sequence.block(code);
  return sequence.result;
}

}  // namespace kernel::program
