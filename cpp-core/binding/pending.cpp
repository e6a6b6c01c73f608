#include "pending.hpp"

#include <utility>

namespace binding {
namespace {

Napi::Error failure(Napi::Env env, const kernel::Job& job) {
  if (job.has_failed()) {
    auto error = Napi::Error::New(env, "the kernel ran out of memory");
    error.Set("code", Napi::String::New(env, "ERR_KERNEL_MEMORY"));
    return error;
  }
  auto error = Napi::Error::New(env, "the evaluation was cancelled");
  error.Set("code", Napi::String::New(env, "ERR_CANCELLED"));
  return error;
}

}  // namespace

Pending::Pending(Napi::Env env, Napi::Object owner) : env_(env), owner_(Napi::Persistent(owner)) {}

Napi::Promise Pending::start(std::shared_ptr<kernel::Job> job, Convert convert,
                             std::function<void()> settled) {
  job_ = std::move(job);
  convert_ = std::move(convert);
  settled_ = std::move(settled);
  auto* self = new std::shared_ptr<Pending>(shared_from_this());  // deleted by the function's finalizer
  const napi_status status = napi_create_threadsafe_function(
      env_, nullptr, nullptr, Napi::String::New(env_, "likelihive kernel"), 0, 1, self,
      [](napi_env, void* data, void*) { delete static_cast<std::shared_ptr<Pending>*>(data); }, this,
      settle_on_loop, &wake_);
  if (status != napi_ok) {
    delete self;
    throw Napi::Error::New(env_, "no thread-safe function could be made");
  }
  napi_add_env_cleanup_hook(env_, end_of_environment, this);
  deferred_.emplace(Napi::Promise::Deferred::New(env_));
  return deferred_->Promise();
}

void Pending::signal() noexcept {
  napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
  const std::lock_guard lock(mutex_);
  signalled_ = true;
  has_signalled_.notify_all();
}

void Pending::wait_for_signal() {
  std::unique_lock lock(mutex_);
  has_signalled_.wait(lock, [this] { return signalled_; });
}

void Pending::settle_on_loop(napi_env env, napi_value, void* context, void*) {
  if (env == nullptr) return;  // the environment is ending
  const auto self = static_cast<Pending*>(context)->shared_from_this();
  if (!self->job_) return;  // likewise
  const Napi::HandleScope scope(env);
  self->settle(Napi::Env(env));
}

void Pending::settle(Napi::Env env) {
  napi_remove_env_cleanup_hook(env, end_of_environment, this);
  try {
    if (job_->is_cancelled()) {
      deferred_->Reject(failure(env, *job_).Value());
    } else {
      deferred_->Resolve(convert_(env));
    }
  } catch (const Napi::Error& error) {  // no memory for the result
    deferred_->Reject(error.Value());
  }
  settled_();
  convert_ = nullptr;
  job_.reset();
  owner_.Reset();
  napi_release_threadsafe_function(wake_, napi_tsfn_release);
}

void Pending::end_of_environment(void* self) {
  auto& pending = *static_cast<Pending*>(self);
  pending.job_->cancel();
  pending.wait_for_signal();
  pending.convert_ = nullptr;
  pending.job_.reset();
  pending.owner_.Reset();
}

}  // namespace binding
