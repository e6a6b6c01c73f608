#include "program.hpp"

#include <utility>

#include "tasks.hpp"

namespace binding {
namespace {

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

}  // namespace binding
