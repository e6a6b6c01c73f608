// From the objects of ts/ to the kernel's job of exact scoring, and back.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "kernel/exact_job.hpp"

namespace binding {

/// A job of `kernel::ExactJob`, from the object that native.ts calls NativeExact.
/// Throws a refusal that names the first field that does not fit.
[[nodiscard]] std::shared_ptr<kernel::ExactJob> exact_job(Napi::Value task, std::function<void()> when_done);

/// { logLikelihood, gradient } of a job that is done; gradient is null unless it was asked for.
[[nodiscard]] Napi::Value exact_scores(Napi::Env env, kernel::ExactJob& job);

}  // namespace binding
