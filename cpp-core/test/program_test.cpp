// The functions and instructions of programs, in every lane width, against long double and against one
// another.
#include "kernel/program.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <thread>

#include "../src/program/functions.hpp"
#include "../src/program/lane_table.hpp"
#include "../src/program/machine.hpp"
#include "../src/program/sequence.hpp"
#include "check.hpp"
#include "kernel/program_paths.hpp"
#include "kernel/program_run.hpp"

using kernel::Op;
using kernel::ProgramCode;

namespace {

// NaN, what a path that was cut off shows, is equal to itself here.
bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

int op(Op what) { return static_cast<int>(what); }

// Uniform doubles in [0, 1) from a stream of our own.
class Uniform {
 public:
  double operator()() { return kernel::next_bits(state_) * 0x1p-32; }

 private:
  kernel::StreamState state_{{5, 6, 7, 8}};
};

template <class Real>
Real of(Op what, Real x) {
  using namespace kernel::program;
  if (what == Op::kExp) return exp_of(x);
  if (what == Op::kLog) return log_of(x);
  if (what == Op::kLogistic) return logistic_of(x);
  return tanh_of(x);
}

long double truth_of(Op what, long double x) {
  if (what == Op::kExp) return expl(x);
  if (what == Op::kLog) return logl(x);
  if (what == Op::kLogistic) return 1 / (1 + expl(-x));
  return tanhl(x);
}

// Largest relative error over arguments in [-reach, reach], large and small; of logarithms, over their powers
// of e.
template <class Real>
double worst_error(Op what, double reach) {
  Uniform uniform;
  long double worst = 0;
  for (int i = 0; i < 400000; ++i) {
    const double scale = i % 3 == 0 ? reach : i % 3 == 1 ? 2 : 1e-3;
    const double at = (2 * uniform() - 1) * scale;
    const auto x = static_cast<Real>(what == Op::kLog ? exp(at) : at);
    const long double truth = truth_of(what, x);
    if (truth == 0) continue;
    worst = std::max(worst, fabsl(of(what, x) - truth) / fabsl(truth));
  }
  return static_cast<double>(worst);
}

std::shared_ptr<const kernel::Program> decoded(const ProgramCode& code) {
  auto program = std::make_shared<kernel::Program>();
  const auto error = kernel::decode(code, *program);
  CHECK(!error);
  if (error)
    std::printf("%s %s, got %s\n", error->field.c_str(), error->expectation.c_str(), error->value.c_str());
  return program;
}

}  // namespace

TEST(functions_of_programs_are_as_accurate_as_their_docstrings_say) {
  CHECK(worst_error<double>(Op::kExp, 700) < 3e-16);
  CHECK(worst_error<float>(Op::kExp, 87) < 1.3e-7);
  CHECK(worst_error<double>(Op::kLog, 700) < 3e-16);
  CHECK(worst_error<float>(Op::kLog, 87) < 1.5e-7);
  CHECK(worst_error<double>(Op::kLogistic, 700) < 6e-16);
  CHECK(worst_error<float>(Op::kLogistic, 80) < 2.5e-7);
  CHECK(worst_error<double>(Op::kTanh, 30) < 8e-16);
  CHECK(worst_error<float>(Op::kTanh, 30) < 4e-7);
}

TEST(functions_of_programs_keep_to_their_limits) {
  using namespace kernel::program;
  CHECK(exp_of(0.0) == 1);
  CHECK(exp_of(-kInfinity) == 0);
  CHECK(exp_of(kInfinity) == kInfinity);
  CHECK(exp_of(710.0) == kInfinity);
  CHECK(exp_of(-745.0) == 0x1p-1074);
  CHECK(std::isnan(exp_of(NAN)));
  CHECK(exp_of(89.0f) == HUGE_VALF);
  CHECK(exp_of(-104.0f) == 0);
  CHECK(exp_of(-103.0f) == 0x1p-149f);
  CHECK(log_of(0.0) == -kInfinity);
  CHECK(log_of(kInfinity) == kInfinity);
  CHECK(std::isnan(log_of(-1.0)));
  CHECK(std::isnan(log_of(NAN)));
  CHECK_NEAR(log_of(0x1p-1074), -744.4400719213812, 1e-12);
  CHECK_NEAR(log_of(0x1p-149f), -103.278929903, 1e-5);
  CHECK(logistic_of(0.0) == 0.5);
  CHECK(logistic_of(1e300) == 1);
  CHECK(logistic_of(-1e300) > 0 && logistic_of(-1e300) < 1e-300);
  CHECK(tanh_of(kInfinity) == 1 && tanh_of(-kInfinity) == -1 && tanh_of(0.0) == 0);
  CHECK(std::isnan(tanh_of(NAN)) && std::isnan(logistic_of(NAN)));
  for (const double x : {0.0, 0.5, 1.0, 2.5, -0.5, -1.0, -2.5, 4503599627370497.0, -1e300}) {
    CHECK(floored(x) == std::floor(x));
  }
  for (const float x : {0.49999997f, 0.99999994f, 8388607.5f, -8388607.5f, 16777217.0f}) {
    CHECK(floored(x) == std::floor(x));
  }
}

// Every scalar operation of three arguments with values and signs of all kinds, by the sequence and by lanes.
TEST(lanes_and_sequence_give_the_same_bits_for_every_operation) {
  const std::vector<double> values = {0,   1,   -1,   0.5,       -2.75,      3,  1e-9,
                                      -40, 700, -0.0, kInfinity, -kInfinity, NAN};
  ProgramCode code;
  code.input_width = 3;
  code.registers = 3 + kernel::kScalarOps + 2;
  for (int o = 0; o < kernel::kScalarOps; ++o) {
    code.hoist.code.push_back(o);
    code.hoist.code.push_back(3 + o);
    const int arguments = o < op(Op::kAdd) ? 1 : o < op(Op::kMad) ? 2 : 3;
    for (int a = 0; a < arguments; ++a) code.hoist.code.push_back(a);
  }
  const int dot = 3 + kernel::kScalarOps;
  for (const int i : {op(Op::kDot), dot, 0, 2, 1, 2}) code.hoist.code.push_back(i);
  kernel::ProgramInputs inputs;
  for (const double a : values) {
    for (const double b : values) {
      for (const double c : {2.5, -0.25}) inputs.inputs.insert(inputs.inputs.end(), {a, b, c});
    }
  }
  inputs.trials = inputs.inputs.size() / 3;
  std::vector<std::int32_t> wanted;
  for (int r = 3; r <= dot; ++r) wanted.push_back(r);
  kernel::HoistJob lanes(decoded(code), kernel::EarlyPhase::kHoist, inputs, wanted, [] {});
  lanes.work();
  code.hoist.carried = {dot + 1};  // state that nobody reads makes trials follow on one another
  code.hoist.initial = {0};
  kernel::HoistJob sequence(decoded(code), kernel::EarlyPhase::kHoist, inputs, wanted, [] {});
  sequence.work();
  bool is_same = true;
  for (std::size_t i = 0; i < lanes.values.size(); ++i) {
    const bool alike = lanes.values[i] == sequence.values[i] ||
                       (std::isnan(lanes.values[i]) && std::isnan(sequence.values[i]));
    if (!alike)
      std::printf("  operation %zu: %g against %g\n", i % wanted.size(), lanes.values[i], sequence.values[i]);
    is_same = is_same && alike;
  }
  CHECK(is_same);
}

// A loop around an accumulator's step of `units` units, as long as the trial's last input says.
std::vector<double> stepped(int units, bool is_carried) {
  ProgramCode code;
  code.constants = {0, 1, 3, 2, 0.01, 5, 0.25};
  code.input_width = units + 1;
  const int e = 7, most = 7 + units, x = most + 1, f = x + units, count = f + units, again = count + 1,
            noise = again + 1;
  code.registers = noise + units;
  for (int i = 0; i < units; ++i) {
    code.hoist.code.insert(code.hoist.code.end(), {op(Op::kCopy), x + i, 0, op(Op::kCopy), f + i, 6});
    code.hoist.code.insert(code.hoist.code.end(), {op(Op::kMultiply), noise + i, 4, e + i});
  }
  code.hoist.code.insert(code.hoist.code.end(), {op(Op::kCopy), count, 0, op(Op::kLoop), again, 500, 26});
  code.hoist.code.insert(
      code.hoist.code.end(),
      {op(Op::kLcaStep), x,     units, f, units, e, units, noise, units, 2, 4, 6, 3, 5, 4, 6, 1, 4,
       op(Op::kAdd),     count, count, 1});
  code.hoist.code.insert(code.hoist.code.end(), {op(Op::kLess), again, count, most});
  if (is_carried) {
    code.hoist.carried = {static_cast<std::int32_t>(code.registers++)};
    code.hoist.initial = {0};
  }
  kernel::ProgramInputs inputs;
  inputs.trials = 300;
  for (int t = 0; t < 300; ++t) {
    for (int i = 0; i < units; ++i) inputs.inputs.push_back(0.1 * ((t * 7 + i * 3) % 11));
    inputs.inputs.push_back(t % 37);
  }
  std::vector<std::int32_t> wanted;
  for (int r = x; r <= count; ++r) wanted.push_back(r);
  kernel::HoistJob job(decoded(code), kernel::EarlyPhase::kHoist, inputs, wanted, [] {});
  job.work();
  return job.values;
}

TEST(lanes_and_sequence_step_accumulators_alike) {
  for (const int units : {1, 2, 3, 4, 5}) {
    const std::vector<double> lanes = stepped(units, false);
    CHECK(lanes == stepped(units, true));
    CHECK(lanes[static_cast<std::size_t>(2 * units)] == 1);  // at least once
    CHECK(lanes[static_cast<std::size_t>(37 * (2 * units + 1)) - 1] == 36);
  }
}

namespace {

// Every scalar operation on normals, and a step of each kind.
ProgramCode of_every_operation() {
  ProgramCode code;
  const int ops = kernel::kScalarOps;
  code.registers = 9 + ops;
  code.lanes.code = {op(Op::kNormals), 0, 4, 0, op(Op::kUniforms), 4 + ops, 5, 2};
  code.outcomes = {0, 1, 2, 3};
  for (int o = 0; o < ops; ++o) {
    code.lanes.code.push_back(o);
    code.lanes.code.push_back(4 + o);
    const int arguments = o < op(Op::kAdd) ? 1 : o < op(Op::kMad) ? 2 : 3;
    for (int a = 0; a < arguments; ++a) code.lanes.code.push_back(a);
    code.outcomes.push_back(4 + o);
  }
  const int u = 4 + ops;
  for (const int i : {op(Op::kLcaStep), u, 2, u + 2, 2, 0, 2, -1, 0, 0, 1, 2, 3, 0, 1, 2, 3, 0})
    code.lanes.code.push_back(i);
  for (const int i : {op(Op::kDdmStep), u + 4, 0, 1, 2, 3, 3, u + 2, 5}) code.lanes.code.push_back(i);
  for (int i = 0; i < 5; ++i) code.outcomes.push_back(u + i);
  return code;
}

// FNV-1a of the samples' bits; NaN counts as 0, since its sign differs between processors.
std::uint64_t hash_of(const std::vector<double>& samples) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const double sample : samples) {
    const double kept = std::isnan(sample) ? 0 : sample;
    hash = (hash ^ __builtin_bit_cast(std::uint64_t, kept)) * 0x100000001b3u;
  }
  return hash;
}

}  // namespace

TEST(the_bits_that_programs_give_are_those_of_every_instruction_set_and_compiler) {
  const auto program = decoded(of_every_operation());
  for (const bool is_double : {false, true}) {
    for (const kernel::Isa isa : kernel::usable_isas()) {
      kernel::ProgramPaths paths;
      paths.trials = 1;
      paths.estimates = 3333;
      paths.is_double = is_double;
      paths.isa = isa;
      kernel::ProgramSamplesJob job(program, paths, [] {});
      job.work();
      const std::uint64_t wanted = is_double ? 0x692bc7369f9ca649u : 0x7683764efb9bfacfu;
      if (hash_of(job.samples) != wanted)
        std::printf("  %016lx\n", static_cast<unsigned long>(hash_of(job.samples)));
      CHECK(hash_of(job.samples) == wanted);
    }
  }
}

// Random numbers as code: most are refused; what is let pass runs to its end.
TEST(random_code_is_refused_or_runs) {
  Uniform uniform;
  int passed = 0;
  for (int round = 0; round < 20000; ++round) {
    ProgramCode code;
    code.constants = {0, 1, -0.5};
    code.registers = 12;
    for (std::int32_t r = 3; r < 9; ++r)
      code.lanes.code.insert(code.lanes.code.end(), {op(Op::kCopy), r, r % 3});
    const int length = 4 + static_cast<int>(uniform() * 40);
    for (int i = 0; i < length; ++i)
      code.lanes.code.push_back(static_cast<int>(uniform() * 32) - (i % 9 == 0 ? 1 : 0));
    if (round % 2 == 0) {
      code.lanes.code.resize(18);
      const int body = static_cast<int>(uniform() * kernel::kScalarOps);
      const int arguments = body < op(Op::kAdd) ? 1 : body < op(Op::kMad) ? 2 : 3;
      const auto any = [&] { return static_cast<int>(uniform() * 9); };
      for (const int i : {op(Op::kLoop), 3 + any() % 6, 3, 2 + arguments + 4, op(Op::kNormals), 3 + any() % 4,
                          1 + any() % 2, 1}) {
        code.lanes.code.push_back(i);
      }
      code.lanes.code.insert(code.lanes.code.end(), {body, 3 + any() % 6});
      for (int a = 0; a < arguments; ++a) code.lanes.code.push_back(any());
    }
    code.outcomes = {3, 8};
    auto program = std::make_shared<kernel::Program>();
    if (kernel::decode(code, *program)) continue;
    ++passed;
    kernel::ProgramPaths paths;
    paths.trials = 2;
    paths.hoisted.resize(2 * kernel::lane_inputs(*program).size());
    paths.estimates = 40;
    paths.isa = kernel::best_isa();
    paths.block = 1 + static_cast<std::size_t>(round % 50);
    kernel::ProgramSamplesJob job(program, paths, [] {});
    job.work();
    CHECK(job.samples.size() == 160);
  }
  CHECK(passed > 1000);
}

namespace {

// A walk that goes on from trial to trial where `is_carried`: normals are added until one is positive.
ProgramCode a_walk(bool is_carried) {
  ProgramCode code;
  code.constants = {0};
  code.input_width = 1;
  code.registers = 5;
  if (is_carried) {
    code.lanes.carried = {2};
    code.lanes.initial = {0};
  } else {
    code.lanes.code = {op(Op::kCopy), 2, 1};
  }
  for (const int i :
       {op(Op::kLoop), 4, 3, 12, op(Op::kNormals), 3, 1, 9, op(Op::kAdd), 2, 2, 3, op(Op::kLess), 4, 3, 0}) {
    code.lanes.code.push_back(i);
  }
  code.outcomes = {2, 3};
  return code;
}

kernel::ProgramPaths some_paths(const kernel::Program& program) {
  kernel::ProgramPaths paths;
  paths.trials = 9;
  paths.hoisted.assign(9 * kernel::lane_inputs(program).size(), 0.5);
  paths.estimates = 3000;
  paths.isa = kernel::best_isa();
  return paths;
}

// Puts trials together again, and counts them.
class Gathered final : public kernel::TrialSamplesJob {
 public:
  using TrialSamplesJob::TrialSamplesJob;
  std::vector<double> samples = std::vector<double>(9 * 3000 * 2);
  std::vector<int> cut = std::vector<int>(9);
  std::vector<int> seen = std::vector<int>(9);

 private:
  void take_trial(std::size_t trial, const std::vector<double>& values,
                  const std::vector<std::uint8_t>& is_cut) override {
    ++seen[trial];
    for (const std::uint8_t one : is_cut) cut[trial] += one;
    for (std::size_t i = 0; i < 3000; ++i) {
      for (std::size_t o = 0; o < 2; ++o) samples[(trial * 3000 + i) * 2 + o] = values[o * 3000 + i];
    }
  }
};

}  // namespace

TEST(trials_of_a_program_come_whole_and_once) {
  for (const bool is_carried : {false, true}) {
    const auto program = decoded(a_walk(is_carried));
    kernel::ProgramSamplesJob reference(program, some_paths(*program), [] {});
    reference.work();
    CHECK(reference.truncated() > 0);
    Gathered job(program, some_paths(*program), [] {});
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([&] { job.work(); });
    for (std::thread& thread : threads) thread.join();
    CHECK(same_bits(job.samples, reference.samples));
    CHECK(job.seen == std::vector<int>(9, 1));
    int cut = 0;
    for (const int of_trial : job.cut) cut += of_trial;
    CHECK(cut == static_cast<int>(reference.truncated()));
  }
}
