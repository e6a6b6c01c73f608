// From the objects of ts/ to the kernel's jobs: read, check, build.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "fields.hpp"
#include "kernel/jobs.hpp"

namespace binding {

/// A job of `kernel::SimulateJob`, from the object that native.ts calls NativeSimulation.
/// Throws a refusal that names the first field that does not fit.
[[nodiscard]] std::shared_ptr<kernel::SimulateJob> simulate_job(Napi::Value task,
                                                                std::function<void()> when_done);

/// A job of `kernel::LikelihoodJob`, from NativeLikelihood, likewise.
[[nodiscard]] std::shared_ptr<kernel::LikelihoodJob> likelihood_job(Napi::Value task,
                                                                    std::function<void()> when_done);

/// Which streams, from StreamKey.
[[nodiscard]] kernel::StreamRange read_streams(const Fields& key);

/// The instruction set asked for, else the best; one that cannot run here is refused.
[[nodiscard]] kernel::Isa read_isa(const Fields& task);

/// Estimates of each trial; more than `most_paths` of all trials together are refused.
[[nodiscard]] std::uint32_t read_estimates(const Fields& task, std::size_t trials, double most_paths);

/// The floor of a task or a density, not null.
[[nodiscard]] double read_floor(const Fields& fields);

/// How a density is made, from { estimator, minimumSamples, bins, ..., bandwidth, reflect }.
[[nodiscard]] kernel::DensityOptions read_density(const Fields& density);

/// What was seen, from { choice, rt, include }, of which the first or the second may be null.
[[nodiscard]] kernel::Observed read_observed(const Fields& seen);

/// Range, censoring and lapse of a task: { rtRange, censorAfter, lapse }, each may be null.
[[nodiscard]] kernel::Terms read_terms(const Fields& task);

/// { axis, density } of a sample, from NativeSample, at once.
[[nodiscard]] Napi::Value kernel_density(const Napi::CallbackInfo& info);

/// A new Float64Array with these values.
[[nodiscard]] Napi::Float64Array to_f64(Napi::Env env, const std::vector<double>& values);

}  // namespace binding
