// `Pool.sampleLogLikelihood`: from the object of native.ts to the kernel's job, and back.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "fields.hpp"
#include "kernel/sample_likelihood.hpp"

namespace binding {

/// Density, floor, range, lapse and standard error of a task.
[[nodiscard]] kernel::SampleTerms read_sample_terms(const Fields& fields);

/// A job of `kernel::SampleJob`, from NativeSamples. Throws a refusal that names the first field that does
/// not fit.
[[nodiscard]] std::shared_ptr<kernel::SampleJob> sample_job(Napi::Value task,
                                                            std::function<void()> when_done);

/// { logLikelihood, standardError } of a job that is done.
[[nodiscard]] Napi::Value sample_scores(Napi::Env env, kernel::SampleJob& job);

}  // namespace binding
