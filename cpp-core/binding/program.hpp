// Programs from the objects of ts/ to the kernel, and the jobs that run them.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "fields.hpp"
#include "kernel/program_likelihood.hpp"
#include "kernel/program_paths.hpp"
#include "kernel/program_run.hpp"

namespace binding {

/// The program at `program` of a task, from the object that native-program.ts calls NativeProgram; throws a
/// refusal that names the first field that does not fit.
[[nodiscard]] std::shared_ptr<const kernel::Program> read_program(const Fields& task);

/// A job of `kernel::HoistJob`, from NativeHoist, likewise.
[[nodiscard]] std::shared_ptr<kernel::HoistJob> hoist_job(Napi::Value task, std::function<void()> when_done);

/// { values, truncated } of a hoist that is done.
[[nodiscard]] Napi::Value hoisted(Napi::Env env, kernel::HoistJob& job);

/// A job of `kernel::ProgramSamplesJob`, from NativePaths, likewise.
[[nodiscard]] std::shared_ptr<kernel::ProgramSamplesJob> program_samples_job(Napi::Value task,
                                                                             std::function<void()> when_done);

/// { samples, truncated, steps } of a simulation that is done.
[[nodiscard]] Napi::Value program_samples(Napi::Env env, kernel::ProgramSamplesJob& job);

/// A job of `kernel::ProgramLikelihoodJob`, from NativeProgramLikelihood, likewise.
[[nodiscard]] std::shared_ptr<kernel::ProgramLikelihoodJob> program_likelihood_job(
    Napi::Value task, std::function<void()> when_done);

/// { logLikelihood, standardError, truncated, steps } of a likelihood that is done.
[[nodiscard]] Napi::Value program_scores(Napi::Env env, kernel::ProgramLikelihoodJob& job);

}  // namespace binding
