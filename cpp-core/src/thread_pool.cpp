#include "kernel/thread_pool.hpp"

#include <algorithm>
#include <utility>

namespace kernel {

ThreadPool::ThreadPool(int threads) {
  try {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
  } catch (const std::system_error&) {
    if (threads_.empty()) throw;  // fewer threads than asked for give the same results, later
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (const auto& job : queue_) job->cancel();
    for (Job* job : busy_) job->cancel();
  }
  has_work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::submit(std::shared_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  has_work_.notify_all();
}

void ThreadPool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    has_work_.wait(lock, [this] { return closing_ || !queue_.empty(); });
    if (queue_.empty()) return;  // closing, and every job has been begun, so that its `done` will be called
    const std::shared_ptr<Job> job = queue_.front();
    if (job->inside_++ == 0) busy_.push_back(job.get());
    lock.unlock();
    try {
      job->work();
    } catch (...) {
      job->fail();
    }
    lock.lock();
    std::erase(queue_, job);
    if (--job->inside_ > 0) continue;
    std::erase(busy_, job.get());
    lock.unlock();
    job->done();
    lock.lock();
  }
}

}  // namespace kernel
