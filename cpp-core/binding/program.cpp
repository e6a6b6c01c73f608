#include "program.hpp"

#include <utility>

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

std::shared_ptr<kernel::ProgramSamplesJob> program_samples_job(Napi::Value task,
                                                               std::function<void()> when_done) {
  const Fields fields(task, "");
  auto program = read_program(fields);
  kernel::ProgramPaths paths;
  paths.trials = static_cast<std::size_t>(fields.integer("trials", 0, 1 << 30));
  paths.hoisted = fields.f64("hoisted");
  paths.streams = read_streams(fields.object("key"));
  paths.estimates =
      read_estimates(fields, paths.trials * program->outcomes.size(), static_cast<double>(kMostNumbers));
  paths.is_double = fields.flag("isDouble");
  paths.isa = read_isa(fields);
  paths.block = static_cast<std::size_t>(fields.integer("blockSize", 1, kMostLanes));
  if (const auto error = kernel::check(*program, paths)) throw refusal(task.Env(), *error);
  return std::make_shared<kernel::ProgramSamplesJob>(std::move(program), std::move(paths),
                                                     std::move(when_done));
}

Napi::Value program_samples(Napi::Env env, kernel::ProgramSamplesJob& job) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("samples", to_f64(env, job.samples));
  result.Set("truncated", Napi::Number::New(env, static_cast<double>(job.truncated())));
  result.Set("steps", Napi::Number::New(env, static_cast<double>(job.steps())));
  return result;
}

}  // namespace binding
