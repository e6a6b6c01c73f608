// From the objects of ts/race.ts to the kernel's jobs of race models, and back.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "kernel/race_jobs.hpp"
#include "kernel/race_sample_job.hpp"

namespace binding {

/// Jobs from the objects that native.ts calls NativeRaceSimulation, NativeRaceScore and NativeRaceLikelihood.
/// Throws a refusal that names the first field that does not fit.
[[nodiscard]] std::shared_ptr<kernel::RaceSimulateJob> race_simulate_job(Napi::Value task,
                                                                         std::function<void()> when_done);
[[nodiscard]] std::shared_ptr<kernel::RaceScoreJob> race_score_job(Napi::Value task,
                                                                   std::function<void()> when_done);

[[nodiscard]] std::shared_ptr<kernel::RaceSampleJob> race_sample_job(Napi::Value task,
                                                                     std::function<void()> when_done);

/// { rt, outcome, truncated }, { logLikelihood } and { logLikelihood, truncated } of jobs that are done.
[[nodiscard]] Napi::Value race_decisions(Napi::Env env, kernel::RaceSimulateJob& job);
[[nodiscard]] Napi::Value race_scores(Napi::Env env, kernel::RaceScoreJob& job);
[[nodiscard]] Napi::Value race_sample_scores(Napi::Env env, kernel::RaceSampleJob& job);

}  // namespace binding
