#include "program.hpp"

#include <utility>

#include "samples.hpp"
#include "tasks.hpp"

namespace binding {
namespace {

constexpr std::int64_t kMostNumbers = std::int64_t{1} << 28;  // of samples, held at once
constexpr std::int64_t kMostLanes = 4096;

kernel::PhaseCode read_phase(const Fields& fields) {
  return {fields.i32("code"), fields.i32("carried"), fields.f64("initial")};
}

}  // namespace

std::shared_ptr<const kernel::Program> read_program(const Fields& task) {
  const Fields fields = task.object("program");
  kernel::ProgramCode code;
  code.constants = fields.f64("constants");
  code.input_width = fields.integer("inputWidth", 0, kernel::kMostRegisters);
  code.slots = fields.integer("slots", 0, kernel::kMostRegisters);
  code.registers = fields.integer("registers", 0, kernel::kMostRegisters);
  code.fold = read_phase(fields.object("fold"));
  code.hoist = read_phase(fields.object("hoist"));
  code.lanes = read_phase(fields.object("lanes"));
  code.outcomes = fields.i32("outcomes");
  auto program = std::make_shared<kernel::Program>();
  if (auto error = kernel::decode(code, *program)) {
    error->field = "program." + error->field;
    throw fields.refusal_of(*error);
  }
  return program;
}

std::shared_ptr<kernel::HoistJob> hoist_job(Napi::Value task, std::function<void()> when_done) {
  const Fields fields(task, "");
  auto program = read_program(fields);
  const auto phase = fields.flag("isFold") ? kernel::EarlyPhase::kFold : kernel::EarlyPhase::kHoist;
  kernel::ProgramInputs inputs;
  inputs.trials = static_cast<std::size_t>(fields.integer("trials", 0, 1 << 30));
  inputs.inputs = fields.f64("inputs");
  inputs.slots = fields.f64("slots");
  inputs.slot_varies = fields.u8("slotVaries");
  inputs.folded = fields.f64("folded");
  std::vector<std::int32_t> wanted = fields.i32("wanted");
  if (const auto error = kernel::check(*program, phase, inputs, wanted)) throw refusal(task.Env(), *error);
  return std::make_shared<kernel::HoistJob>(std::move(program), phase, std::move(inputs), std::move(wanted),
                                            std::move(when_done));
}

Napi::Value hoisted(Napi::Env env, kernel::HoistJob& job) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("values", to_f64(env, job.values));
  result.Set("truncated", Napi::Number::New(env, static_cast<double>(job.truncated())));
  return result;
}

namespace {

struct PathsTask {
  std::shared_ptr<const kernel::Program> program;
  kernel::ProgramPaths paths;
};

// Whether the samples of all trials are held at once.
PathsTask read_paths(const Fields& fields, bool holds_all) {
  PathsTask task;
  task.program = read_program(fields);
  kernel::ProgramPaths& paths = task.paths;
  paths.trials = static_cast<std::size_t>(fields.integer("trials", 0, 1 << 30));
  paths.hoisted = fields.f64("hoisted");
  paths.streams = read_streams(fields.object("key"));
  const std::size_t held = (holds_all ? paths.trials : 1) * task.program->outcomes.size();
  paths.estimates = read_estimates(fields, held, static_cast<double>(kMostNumbers));
  paths.is_double = fields.flag("isDouble");
  paths.isa = read_isa(fields);
  paths.block = static_cast<std::size_t>(fields.integer("blockSize", 1, kMostLanes));
  if (const auto error = kernel::check(*task.program, paths)) throw fields.refusal_of(*error);
  return task;
}

// One list of values for each outcome: how many, and all of them one after the other.
std::vector<std::vector<double>> read_values(const Fields& seen) {
  const std::vector<std::int32_t> counts = seen.i32("counts");
  const std::vector<double> all = seen.f64("values");
  std::vector<std::vector<double>> values;
  auto from = all.begin();
  for (const std::int32_t count : counts) {
    if (count < 0 || count > all.end() - from) {
      throw seen.refuse("counts", "must be of the values that are given", std::to_string(count));
    }
    values.emplace_back(from, from + count);
    from += count;
  }
  return values;
}

}  // namespace

std::shared_ptr<kernel::ProgramSamplesJob> program_samples_job(Napi::Value task,
                                                               std::function<void()> when_done) {
  const Fields fields(task, "");
  PathsTask paths = read_paths(fields, true);
  return std::make_shared<kernel::ProgramSamplesJob>(std::move(paths.program), std::move(paths.paths),
                                                     std::move(when_done));
}

std::shared_ptr<kernel::ProgramLikelihoodJob> program_likelihood_job(Napi::Value task,
                                                                     std::function<void()> when_done) {
  const Fields fields(task, "");
  PathsTask paths = read_paths(fields, false);
  const Fields seen = fields.object("observed");
  kernel::ProgramSeen observed{read_values(seen), seen.u8("categorical"), {}, seen.u8("include")};
  if (!seen.is_null("continuous")) observed.continuous = seen.f64("continuous");
  const kernel::SampleTerms terms = read_sample_terms(fields);
  if (const auto error = kernel::check(*paths.program, paths.paths.trials, observed, terms)) {
    throw refusal(task.Env(), *error);
  }
  return std::make_shared<kernel::ProgramLikelihoodJob>(std::move(paths.program), std::move(paths.paths),
                                                        std::move(observed), terms, std::move(when_done));
}

Napi::Value program_scores(Napi::Env env, kernel::ProgramLikelihoodJob& job) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("logLikelihood", to_f64(env, job.log_likelihood));
  result.Set("standardError",
             job.has_standard_error() ? Napi::Number::New(env, job.standard_error()) : env.Null());
  result.Set("truncated", Napi::Number::New(env, static_cast<double>(job.truncated())));
  result.Set("steps", Napi::Number::New(env, static_cast<double>(job.steps())));
  return result;
}

Napi::Value program_samples(Napi::Env env, kernel::ProgramSamplesJob& job) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("samples", to_f64(env, job.samples));
  result.Set("truncated", Napi::Number::New(env, static_cast<double>(job.truncated())));
  result.Set("steps", Napi::Number::New(env, static_cast<double>(job.steps())));
  return result;
}

}  // namespace binding
