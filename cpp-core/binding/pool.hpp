// The JS class `Pool`: threads of the kernel, and the jobs that they have.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <unordered_map>

#include "kernel/thread_pool.hpp"
#include "pending.hpp"

namespace binding {

/// new Pool(threads); simulate(ticket, task), logLikelihood(ticket, task), exactLogLikelihood(ticket, task),
/// hoist(ticket, task), simulateProgram(ticket, task), programLogLikelihood(ticket, task),
/// sampleLogLikelihood(ticket, task), simulateRace(ticket, task), raceLogLikelihood(ticket, task),
/// raceSimulatedLogLikelihood(ticket, task), cancel(ticket), close().
///
/// A ticket is a number of the caller's by which it may cancel. Idle pools do not keep the process alive.
class Pool final : public Napi::ObjectWrap<Pool> {
 public:
  static Napi::Function define(Napi::Env env);

  explicit Pool(const Napi::CallbackInfo& info);
  ~Pool() override;

 private:
  Napi::Value simulate(const Napi::CallbackInfo& info);
  Napi::Value log_likelihood(const Napi::CallbackInfo& info);
  Napi::Value exact_log_likelihood(const Napi::CallbackInfo& info);
  Napi::Value hoist(const Napi::CallbackInfo& info);
  Napi::Value simulate_program(const Napi::CallbackInfo& info);
  Napi::Value program_log_likelihood(const Napi::CallbackInfo& info);
  Napi::Value sample_log_likelihood(const Napi::CallbackInfo& info);
  Napi::Value simulate_race(const Napi::CallbackInfo& info);
  Napi::Value race_log_likelihood(const Napi::CallbackInfo& info);
  Napi::Value race_simulated_log_likelihood(const Napi::CallbackInfo& info);
  Napi::Value cancel(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);

  template <class JobType>
  Napi::Value submit(const Napi::CallbackInfo& info,
                     std::shared_ptr<JobType> (*make)(Napi::Value, std::function<void()>),
                     Napi::Value (*convert)(Napi::Env, JobType&));
  void shut_down();
  static void end_of_environment(void* self);

  std::unique_ptr<kernel::ThreadPool> threads_;
  std::unordered_map<double, std::weak_ptr<kernel::Job>> jobs_;
};

}  // namespace binding
