// A job under way and the promise of its result.
#pragma once

#include <napi.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "kernel/thread_pool.hpp"

namespace binding {

/// Settles a promise on the event loop once a job is done on the kernel's threads.
///
///     start --job done--> signalled --event loop--> settled
///       \--the environment ends--> cancelled, waited for
///
/// Invariants
///   P1. No kernel thread calls into Node once its environment has begun to end: the cleanup hook of every
///       pending job waits until its thread has signalled. (It is added after the thread-safe function's own
///       hook, and hooks run in reverse order, so that function is still there then.)
///   P2. JS references are released on the event loop's thread, whichever thread drops the last pointer.
class Pending : public std::enable_shared_from_this<Pending> {
 public:
  using Convert = std::function<Napi::Value(Napi::Env)>;

  /// @param owner  kept alive until the promise is settled
  Pending(Napi::Env env, Napi::Object owner);

  /// Starts waiting for `job`, whose `when_done` calls `signal`. `convert` makes its result, `settled` is
  /// told. Must be called before the job is submitted.
  Napi::Promise start(std::shared_ptr<kernel::Job> job, Convert convert, std::function<void()> settled);

  /// Called by the job on its last thread.
  void signal() noexcept;

 private:
  static void settle_on_loop(napi_env env, napi_value, void* context, void*);
  static void end_of_environment(void* self);
  void settle(Napi::Env env);
  void wait_for_signal();

  Napi::Env env_;
  std::optional<Napi::Promise::Deferred> deferred_;
  Napi::ObjectReference owner_;
  std::shared_ptr<kernel::Job> job_;
  Convert convert_;
  std::function<void()> settled_;
  napi_threadsafe_function wake_ = nullptr;

  std::mutex mutex_;
  std::condition_variable has_signalled_;
  bool signalled_ = false;
};

}  // namespace binding
