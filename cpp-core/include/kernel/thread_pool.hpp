// Threads that the kernel computes on, and the jobs that they do together.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace kernel {

/// Work that several threads do together, each taking what is left of it.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;

  /// Does a share of the work; several threads are inside at once. Returns when there is nothing left to
  /// begin (others may still be busy with what they began), and soon after `cancel`.
  virtual void work() = 0;

  /// Called once, on the last thread to leave `work`. Must not throw.
  virtual void done() noexcept = 0;

  /// Asks for an early end; `done` is called as ever. Any thread may call it.
  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool is_cancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }

  /// Whether `work` ended by an exception (memory ran out).
  [[nodiscard]] bool has_failed() const noexcept { return failed_.load(); }

 private:
  friend class ThreadPool;
  void fail() noexcept {
    failed_.store(true);
    cancel();
  }

  std::atomic<bool> cancelled_{false};
  std::atomic<bool> failed_{false};
  int inside_ = 0;  // guarded by the pool's mutex
};

/// A fixed number of threads that do jobs in the order of submission, all threads on the first one that has
/// work left to begin.
class ThreadPool {
 public:
  explicit ThreadPool(int threads);  ///< at least 1
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Cancels what is left and waits for the threads; every job's `done` has been called by then.
  ~ThreadPool();

  void submit(std::shared_ptr<Job> job);

  [[nodiscard]] int threads() const noexcept { return static_cast<int>(threads_.size()); }

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable has_work_;
  std::deque<std::shared_ptr<Job>> queue_;  // jobs with work left to begin
  std::vector<Job*> busy_;                  // jobs with threads inside
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace kernel
