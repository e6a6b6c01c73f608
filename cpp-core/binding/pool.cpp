#include "pool.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "exact.hpp"
#include "fields.hpp"
#include "program.hpp"
#include "race.hpp"
#include "samples.hpp"
#include "tasks.hpp"

namespace binding {
namespace {

Napi::Value simulated(Napi::Env env, kernel::SimulateJob& job) {
  auto steps = Napi::Int32Array::New(env, job.steps_of.size());
  std::copy(job.steps_of.begin(), job.steps_of.end(), steps.Data());
  auto outcome = Napi::Uint8Array::New(env, job.outcome_of.size());
  std::copy(job.outcome_of.begin(), job.outcome_of.end(), outcome.Data());
  Napi::Object result = Napi::Object::New(env);
  result.Set("steps", steps);
  result.Set("outcome", outcome);
  result.Set("truncated", Napi::Number::New(env, static_cast<double>(job.truncated())));
  return result;
}

Napi::Value scored(Napi::Env env, kernel::LikelihoodJob& job) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("logLikelihood", to_f64(env, job.log_likelihood));
  result.Set("truncated", Napi::Number::New(env, static_cast<double>(job.truncated())));
  result.Set("steps", Napi::Number::New(env, static_cast<double>(job.steps())));
  result.Set("standardError",
             job.has_standard_error() ? Napi::Number::New(env, job.standard_error()) : env.Null());
  return result;
}

}  // namespace

Napi::Function Pool::define(Napi::Env env) {
  return DefineClass(
      env, "Pool",
      {InstanceMethod<&Pool::simulate>("simulate"), InstanceMethod<&Pool::log_likelihood>("logLikelihood"),
       InstanceMethod<&Pool::exact_log_likelihood>("exactLogLikelihood"),
       InstanceMethod<&Pool::hoist>("hoist"), InstanceMethod<&Pool::simulate_program>("simulateProgram"),
       InstanceMethod<&Pool::program_log_likelihood>("programLogLikelihood"),
       InstanceMethod<&Pool::sample_log_likelihood>("sampleLogLikelihood"),
       InstanceMethod<&Pool::simulate_race>("simulateRace"),
       InstanceMethod<&Pool::race_log_likelihood>("raceLogLikelihood"),
       InstanceMethod<&Pool::race_simulated_log_likelihood>("raceSimulatedLogLikelihood"),
       InstanceMethod<&Pool::cancel>("cancel"), InstanceMethod<&Pool::close>("close")});
}

Pool::Pool(const Napi::CallbackInfo& info) : ObjectWrap(info) {
  const double threads = info[0].IsNumber() ? info[0].As<Napi::Number>().DoubleValue() : 0;
  if (!(threads >= 1 && threads <= 4096)) {
    throw refusal(info.Env(), {"threads", "must be an integer in [1, 4096]", info[0].ToString()});
  }
  try {
    threads_ = std::make_unique<kernel::ThreadPool>(static_cast<int>(threads));
  } catch (const std::system_error& error) {
    throw Napi::Error::New(info.Env(), std::string("no thread could be started: ") + error.what());
  }
  napi_add_env_cleanup_hook(info.Env(), end_of_environment, this);
}

Pool::~Pool() {
  if (threads_) napi_remove_env_cleanup_hook(Env(), end_of_environment, this);
  shut_down();
}

// Waits for the threads, which leave their work within milliseconds. Promises are settled by the loop later.
void Pool::shut_down() { threads_.reset(); }

void Pool::end_of_environment(void* self) { static_cast<Pool*>(self)->shut_down(); }

template <class JobType>
Napi::Value Pool::submit(const Napi::CallbackInfo& info,
                         std::shared_ptr<JobType> (*make)(Napi::Value, std::function<void()>),
                         Napi::Value (*convert)(Napi::Env, JobType&)) {
  if (!threads_) throw Napi::Error::New(info.Env(), "the pool is closed");
  const double ticket = info[0].ToNumber().DoubleValue();
  const auto pending = std::make_shared<Pending>(info.Env(), info.This().As<Napi::Object>());
  const std::shared_ptr<JobType> job = make(info[1], [pending] { pending->signal(); });
  const Napi::Promise promise = pending->start(
      job, [job, convert](Napi::Env env) { return convert(env, *job); },
      [this, ticket] { jobs_.erase(ticket); });
  jobs_[ticket] = job;
  threads_->submit(job);
  return promise;
}

Napi::Value Pool::simulate(const Napi::CallbackInfo& info) { return submit(info, simulate_job, simulated); }

Napi::Value Pool::log_likelihood(const Napi::CallbackInfo& info) {
  return submit(info, likelihood_job, scored);
}

Napi::Value Pool::exact_log_likelihood(const Napi::CallbackInfo& info) {
  return submit(info, exact_job, exact_scores);
}

Napi::Value Pool::hoist(const Napi::CallbackInfo& info) { return submit(info, hoist_job, hoisted); }

Napi::Value Pool::simulate_program(const Napi::CallbackInfo& info) {
  return submit(info, program_samples_job, program_samples);
}

Napi::Value Pool::program_log_likelihood(const Napi::CallbackInfo& info) {
  return submit(info, program_likelihood_job, program_scores);
}

Napi::Value Pool::simulate_race(const Napi::CallbackInfo& info) {
  return submit(info, race_simulate_job, race_decisions);
}

Napi::Value Pool::race_log_likelihood(const Napi::CallbackInfo& info) {
  return submit(info, race_score_job, race_scores);
}

Napi::Value Pool::sample_log_likelihood(const Napi::CallbackInfo& info) {
  return submit(info, sample_job, sample_scores);
}

Napi::Value Pool::race_simulated_log_likelihood(const Napi::CallbackInfo& info) {
  return submit(info, race_sample_job, race_sample_scores);
}

Napi::Value Pool::cancel(const Napi::CallbackInfo& info) {
  const auto place = jobs_.find(info[0].ToNumber().DoubleValue());
  if (place == jobs_.end()) return info.Env().Undefined();
  if (const auto job = place->second.lock()) job->cancel();
  return info.Env().Undefined();
}

Napi::Value Pool::close(const Napi::CallbackInfo& info) {
  if (threads_) napi_remove_env_cleanup_hook(info.Env(), end_of_environment, this);
  for (const auto& [ticket, job] : jobs_) {
    if (const auto alive = job.lock()) alive->cancel();
  }
  shut_down();
  return info.Env().Undefined();
}

}  // namespace binding
