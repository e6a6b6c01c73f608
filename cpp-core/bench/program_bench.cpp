// Nanoseconds per step of programs beside loops written by hand: `program-bench`, one thread, best of some
// rounds.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>

#include "kernel/jobs.hpp"
#include "kernel/program_paths.hpp"
#include "kernel/program_run.hpp"
#include "lca_fused.hpp"

namespace kernel::avx2 {
extern const bench::LcaFused kLcaFused;
}
namespace kernel::avx512 {
extern const bench::LcaFused kLcaFused;
}

namespace {

using kernel::Op;

int op(Op what) { return static_cast<int>(what); }

// Of this thread's own time, so that what else runs here matters little.
double thread_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double nanoseconds(const std::function<void()>& work) {
  double best = 1e300;
  const double begin = thread_time();
  for (int round = 0; round < 5 || thread_time() - begin < 0.4e9; ++round) {
    const double start = thread_time();
    work();
    best = std::min(best, thread_time() - start);
  }
  return best;
}

std::shared_ptr<const kernel::Program> decoded(const kernel::ProgramCode& code) {
  auto program = std::make_shared<kernel::Program>();
  if (const auto error = kernel::decode(code, *program)) {
    std::printf("%s %s, got %s\n", error->field.c_str(), error->expectation.c_str(), error->value.c_str());
    std::exit(1);
  }
  return program;
}

constexpr bench::LcaDecision kLca = {{1, 0}, 8, 0.01f, 8, 10, 0.6f, 0.01f};

// Constants: 0, 1, .5, gain, threshold, leak (and competition), dt, noise; then e0 e1 | x f n w, two each |
// steps most again choice.
std::shared_ptr<const kernel::Program> lca_program() {
  kernel::ProgramCode code;
  code.constants = {0, 1, 0.5, kLca.gain, kLca.threshold, kLca.leak, kLca.dt, kLca.noise};
  code.input_width = 2;
  code.registers = 22;
  const int e = 8, x = 10, f = 12, n = 14, w = 16, steps = 18, most = 19, again = 20, choice = 21;
  const std::vector<int> body = {op(Op::kNormals),
                                 n,
                                 2,
                                 0,
                                 op(Op::kMultiply),
                                 w,
                                 n,
                                 7,
                                 op(Op::kMultiply),
                                 w + 1,
                                 n + 1,
                                 7,
                                 op(Op::kLcaStep),
                                 x,
                                 2,
                                 f,
                                 2,
                                 e,
                                 2,
                                 w,
                                 2,
                                 5,
                                 6,
                                 0,
                                 5,
                                 3,
                                 0,
                                 0,
                                 1,
                                 0,
                                 op(Op::kAdd),
                                 steps,
                                 steps,
                                 1,
                                 op(Op::kMax),
                                 most,
                                 f,
                                 f + 1,
                                 op(Op::kLess),
                                 again,
                                 most,
                                 4};
  code.lanes.code = {op(Op::kCopy),
                     x,
                     0,
                     op(Op::kCopy),
                     x + 1,
                     0,
                     op(Op::kCopy),
                     f,
                     2,
                     op(Op::kCopy),
                     f + 1,
                     2,
                     op(Op::kCopy),
                     steps,
                     0,
                     op(Op::kLoop),
                     again,
                     1000000,
                     static_cast<int>(body.size())};
  code.lanes.code.insert(code.lanes.code.end(), body.begin(), body.end());
  for (const int i : {op(Op::kLess), choice, f, f + 1}) code.lanes.code.push_back(i);
  code.outcomes = {choice, steps};
  return decoded(code);
}

constexpr double kDrift = 1.5, kThreshold = 0.6, kStep = 0.001;

// Constants: 0, 1, threshold, noise, dt; then drift | x size steps next finished again choice, as the
// compiler has it.
std::shared_ptr<const kernel::Program> ddm_program() {
  kernel::ProgramCode code;
  code.constants = {0, 1, kThreshold, 1, kStep};
  code.input_width = 1;
  code.registers = 13;
  const int drift = 5, x = 6, size = 7, steps = 8, next = 9, finished = 10, again = 11, choice = 12;
  code.lanes.code = {op(Op::kCopy),
                     x,
                     0,
                     op(Op::kCopy),
                     steps,
                     0,
                     op(Op::kLoop),
                     again,
                     10000,
                     26,
                     op(Op::kDdmStep),
                     x,
                     drift,
                     0,
                     3,
                     0,
                     2,
                     4,
                     0,
                     op(Op::kAdd),
                     next,
                     steps,
                     1,
                     op(Op::kAbsolute),
                     size,
                     x,
                     op(Op::kLessEqual),
                     finished,
                     2,
                     size,
                     op(Op::kNot),
                     again,
                     finished,
                     op(Op::kCopy),
                     steps,
                     next,
                     op(Op::kLess),
                     choice,
                     0,
                     x};
  code.outcomes = {choice, steps};
  return decoded(code);
}

// A hoisted LCA of 120 steps a trial, state carried over.
std::shared_ptr<const kernel::Program> sequence_program() {
  kernel::ProgramCode code;
  code.constants = {0, 1, 3, 2, 0.01, 120, 5};
  code.input_width = 2;
  code.registers = 17;
  const int e = 7, x = 9, f = 11, steps = 13, again = 14, next = 15, finished = 16;
  code.hoist.code = {op(Op::kCopy),
                     steps,
                     0,
                     op(Op::kLoop),
                     again,
                     1000,
                     32,
                     op(Op::kLcaStep),
                     x,
                     2,
                     f,
                     2,
                     e,
                     2,
                     -1,
                     0,
                     2,
                     4,
                     0,
                     3,
                     6,
                     0,
                     0,
                     1,
                     0,
                     op(Op::kAdd),
                     next,
                     steps,
                     1,
                     op(Op::kLessEqual),
                     finished,
                     5,
                     next,
                     op(Op::kNot),
                     again,
                     finished,
                     op(Op::kCopy),
                     steps,
                     next};
  code.hoist.carried = {x, x + 1, f, f + 1};
  code.hoist.initial = {0, 0, 0.5, 0.5};
  return decoded(code);
}

double of_program(const std::shared_ptr<const kernel::Program>& program, const std::vector<double>& hoisted,
                  kernel::Isa isa, std::uint32_t estimates, bool is_double, std::size_t block) {
  std::uint64_t steps = 0;
  const double time = nanoseconds([&] {
    kernel::ProgramPaths paths;
    paths.trials = 4;
    for (int t = 0; t < 4; ++t) paths.hoisted.insert(paths.hoisted.end(), hoisted.begin(), hoisted.end());
    paths.estimates = estimates;
    paths.isa = isa;
    paths.is_double = is_double;
    paths.block = block;
    kernel::ProgramSamplesJob job(program, std::move(paths), [] {});
    job.work();
    steps = job.steps();
  });
  return time / static_cast<double>(steps);
}

double of_fused(bench::LcaFused fused, std::uint32_t paths) {
  std::vector<float> choice(paths);
  std::vector<float> steps(paths);
  std::uint64_t walked = 0;
  const double time = nanoseconds([&] {
    walked = 0;
    for (std::uint64_t t = 0; t < 4; ++t) {
      const kernel::StreamPrefix prefix = kernel::stream_prefix({kernel::Purpose::kSimulate, 0, 0, t});
      walked += fused(kLca, prefix, paths, choice.data(), steps.data());
    }
  });
  return time / static_cast<double>(walked);
}

double of_walk(kernel::Isa isa, std::uint32_t estimates) {
  kernel::DdmTrials trials;
  const auto all = [](double x) { return std::vector<double>(4, x); };
  trials.drift = all(kDrift);
  trials.threshold = all(kThreshold);
  trials.noise = all(1);
  trials.starting_value = trials.offset = trials.non_decision_time = all(0);
  trials.time_step = kStep;
  trials.max_steps = 10000;
  std::uint64_t steps = 0;
  const double time = nanoseconds([&] {
    kernel::SimulateJob job(trials, {}, estimates, isa, [] {});
    job.work();
    steps = job.steps();
  });
  return time / static_cast<double>(steps);
}

double of_sequence() {
  const auto program = sequence_program();
  kernel::ProgramInputs inputs;
  inputs.trials = 200;
  for (int t = 0; t < 200; ++t) inputs.inputs.insert(inputs.inputs.end(), {double(t % 2), double(1 - t % 2)});
  return nanoseconds([&] {
           kernel::HoistJob job(program, kernel::EarlyPhase::kHoist, inputs, {9, 10, 11, 12}, [] {});
           job.work();
         }) /
         (200 * 120);
}

}  // namespace

int main(int count, char** arguments) {
  constexpr std::uint32_t kEstimates = 10000;
  const std::string only = count > 1 ? arguments[1] : "";
  const auto lca = lca_program();
  const auto ddm = ddm_program();
  for (const kernel::Isa isa : kernel::usable_isas()) {
    if (isa == kernel::Isa::kScalar || (only != "" && only != kernel::isa_name(isa))) continue;
    const std::string name(kernel::isa_name(isa));
    for (const std::size_t block : {64, 128, 256, 512}) {
      std::printf("%s LCA, block %zu: %.2f ns a lane-step in floats\n", name.c_str(), block,
                  of_program(lca, {1, 0}, isa, kEstimates, false, block));
    }
    std::printf("%s LCA, in doubles: %.2f ns\n", name.c_str(),
                of_program(lca, {1, 0}, isa, kEstimates, true, 256));
    if (isa == kernel::Isa::kAvx2)
      std::printf("avx2 LCA by hand: %.2f ns\n", of_fused(kernel::avx2::kLcaFused, kEstimates));
    if (isa == kernel::Isa::kAvx512)
      std::printf("avx512 LCA by hand: %.2f ns\n", of_fused(kernel::avx512::kLcaFused, kEstimates));
    std::printf("%s DDM: %.4f ns a step as a program, %.4f ns by its own kernel\n", name.c_str(),
                of_program(ddm, {kDrift}, isa, kEstimates, false, 256), of_walk(isa, kEstimates));
  }
  std::printf("hoisted LCA, trials in sequence: %.1f ns a step in doubles\n", of_sequence());
}
