#include <algorithm>
#include <cmath>
#include <utility>

#include "kernel/program_paths.hpp"
#include "machine.hpp"
#include "plan.hpp"

namespace kernel {
namespace {

constexpr std::uint32_t kMostAtOnce = 4096;         // estimates of a part
constexpr std::uint32_t kLeastAtOnce = 256;         // fewer leave lanes empty
constexpr std::uint32_t kMostCarriedAtOnce = 1024;  // of a part whose trials follow on one another
constexpr std::uint64_t kParts = 16;                // of a small job, for the threads

std::uint32_t part_size(const ProgramPaths& paths, bool is_carried) {
  const std::uint64_t all =
      is_carried ? paths.estimates : paths.estimates * static_cast<std::uint64_t>(paths.trials);
  const auto even = static_cast<std::uint32_t>(std::min<std::uint64_t>(all / kParts, kMostAtOnce));
  const std::uint32_t size = std::clamp(even, kLeastAtOnce, is_carried ? kMostCarriedAtOnce : kMostAtOnce);
  const std::uint32_t parts = (paths.estimates + size - 1) / size;
  return (paths.estimates + parts - 1) / parts;
}

}  // namespace

std::vector<std::int32_t> lane_inputs(const Program& program) {
  std::set<std::int32_t> known = program::writes_in(program.lanes.code);
  std::set<std::int32_t> found = program::inputs_of(program.lanes.code);
  for (const std::int32_t r : program.outcomes) {
    if (!known.contains(r)) found.insert(r);
  }
  for (const CarriedRegister& carried : program.lanes.carried) found.erase(carried.where);
  std::erase_if(found, [&](std::int32_t r) { return r < program.first_input(); });
  return {found.begin(), found.end()};
}

std::optional<ArgumentError> check(const Program& program, const ProgramPaths& paths) {
  const std::size_t wanted = paths.trials * lane_inputs(program).size();
  if (paths.hoisted.size() != wanted) {
    return ArgumentError{"hoisted", "must hold " + std::to_string(wanted) + " numbers",
                         std::to_string(paths.hoisted.size())};
  }
  if (program.outcomes.empty()) return ArgumentError{"program.last", "must be lanes with an outcome", "none"};
  return std::nullopt;
}

PathsJob::PathsJob(std::shared_ptr<const Program> program, ProgramPaths paths,
                   std::function<void()> when_done)
    : program_(std::move(program)),
      paths_(std::move(paths)),
      hoisted_(lane_inputs(*program_)),
      when_done_(std::move(when_done)),
      is_carried_(!program_->lanes.carried.empty()),
      part_size_(part_size(paths_, is_carried_)) {
  const std::size_t registers =
      program_->lanes.carried.size() + program::writes_in(program_->lanes.code).size() + hoisted_.size();
  part_size_ = static_cast<std::uint32_t>(program::fitting({paths_.isa, part_size_, 1}, registers).items);
  parts_ = (paths_.estimates + part_size_ - 1) / part_size_;
  if (!is_carried_) return;
  next_trial_.resize(parts_);
  is_busy_.resize(parts_);
  carried_now_.resize(parts_);
}

void PathsJob::work() {
  if (paths_.is_double) {
    work_in<double>();
  } else {
    work_in<float>();
  }
}

// The next part of a trial; false where none can be begun by this thread.
bool PathsJob::next(std::size_t* part, std::size_t* trial) {
  if (is_cancelled()) return false;
  const std::lock_guard lock(mutex_);
  if (!is_carried_) {
    if (next_unit_ >= paths_.trials * parts_) return false;
    *trial = next_unit_ / parts_;
    *part = next_unit_++ % parts_;
    return true;
  }
  *part = parts_;
  for (std::size_t p = 0; p < parts_; ++p) {
    if (is_busy_[p] || next_trial_[p] == paths_.trials) continue;
    if (*part == parts_ || next_trial_[p] < next_trial_[*part]) *part = p;
  }
  if (*part == parts_) return false;
  *trial = next_trial_[*part];
  is_busy_[*part] = true;
  return true;
}

void PathsJob::release(std::size_t part) {
  if (!is_carried_) return;
  const std::lock_guard lock(mutex_);
  ++next_trial_[part];
  is_busy_[part] = false;
}

// One thread's machine, and what goes in and out of it.
template <class Real>
class PathsJob::Runner {
 public:
  explicit Runner(PathsJob& job)
      : job_(job), machine_(*job.program_, job.program_->lanes, {}, kept(job), layout(job)) {}

  // False where the job was cancelled.
  bool run(std::size_t part, std::size_t trial) {
    const std::uint32_t first = static_cast<std::uint32_t>(part) * job_.part_size_;
    const std::size_t count = std::min(job_.part_size_, job_.paths_.estimates - first);
    start(trial, count);
    if (job_.is_carried_) load(job_.carried_now_[part], count);
    const StreamRange& streams = job_.paths_.streams;
    machine_.seed(count, streams.first_estimate + first, [&](std::int32_t stream) {
      return stream_prefix(
          {streams.purpose, streams.seed, static_cast<std::uint32_t>(stream), streams.first_trial + trial});
    });
    if (!machine_.run(count, [this] { return job_.is_cancelled(); })) return false;
    if (job_.is_carried_) save(job_.carried_now_[part], count);
    hand_over(trial, first, count);
    return true;
  }

  [[nodiscard]] std::uint64_t steps() const { return machine_.steps(); }

 private:
  static std::set<std::int32_t> kept(const PathsJob& job) {
    std::set<std::int32_t> kept(job.program_->outcomes.begin(), job.program_->outcomes.end());
    for (const CarriedRegister& carried : job.program_->lanes.carried) kept.insert(carried.where);
    return kept;
  }

  static program::Layout layout(const PathsJob& job) {
    const std::size_t registers = static_cast<std::size_t>(job.program_->registers);
    program::Layout layout = program::fitting({job.paths_.isa, job.part_size_, job.paths_.block}, registers);
    layout.items = job.part_size_;
    return layout;
  }

  void start(std::size_t trial, std::size_t count) {
    const std::size_t width = job_.hoisted_.size();
    for (std::size_t i = 0; i < width; ++i) {
      const std::int32_t r = job_.hoisted_[i];
      const double value = job_.paths_.hoisted[trial * width + i];
      if (machine_.is_lane(r)) {
        std::fill_n(machine_.items(r), count, static_cast<Real>(value));
      } else {
        machine_.set_value(r, value);
      }
    }
  }

  void load(const std::vector<double>& state, std::size_t count) {
    const auto& carried = job_.program_->lanes.carried;
    for (std::size_t c = 0; c < carried.size(); ++c) {
      Real* to = machine_.items(carried[c].where);
      if (state.empty()) {
        std::fill_n(to, count, static_cast<Real>(carried[c].initial));
      } else {
        for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<Real>(state[c * count + i]);
      }
    }
  }

  void save(std::vector<double>& state, std::size_t count) {
    const auto& carried = job_.program_->lanes.carried;
    state.resize(carried.size() * count);
    for (std::size_t c = 0; c < carried.size(); ++c) {
      std::copy_n(machine_.items(carried[c].where), count,
                  state.begin() + static_cast<std::ptrdiff_t>(c * count));
    }
  }

  void hand_over(std::size_t trial, std::uint32_t first, std::size_t count) {
    const auto& outcomes = job_.program_->outcomes;
    values_.resize(outcomes.size() * count);
    for (std::size_t o = 0; o < outcomes.size(); ++o) {
      double* to = values_.data() + o * count;
      if (machine_.is_lane(outcomes[o])) {
        std::copy_n(machine_.items(outcomes[o]), count, to);
      } else {
        std::fill_n(to, count, machine_.value(outcomes[o]));
      }
    }
    std::uint64_t cut = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (machine_.is_cut()[i] == 0) continue;
      ++cut;
      for (std::size_t o = 0; o < outcomes.size(); ++o) values_[o * count + i] = std::nan("");
    }
    job_.truncated_ += cut;
    job_.take({trial, first, count, values_.data(), machine_.is_cut().data()});
  }

  PathsJob& job_;
  program::Machine<Real> machine_;
  std::vector<double> values_;
};

template <class Real>
void PathsJob::work_in() {
  Runner<Real> runner(*this);
  std::size_t part = 0;
  std::size_t trial = 0;
  while (next(&part, &trial)) {
    if (!runner.run(part, trial)) break;
    release(part);
  }
  steps_ += runner.steps();
}

ProgramSamplesJob::ProgramSamplesJob(std::shared_ptr<const Program> program, ProgramPaths paths,
                                     std::function<void()> when_done)
    : PathsJob(std::move(program), std::move(paths), std::move(when_done)),
      samples(paths_.trials * paths_.estimates * program_->outcomes.size()) {}

void ProgramSamplesJob::take(const PathSamples& part) {
  const std::size_t outcomes = program_->outcomes.size();
  double* to = samples.data() + (part.trial * paths_.estimates + part.first_estimate) * outcomes;
  for (std::size_t o = 0; o < outcomes; ++o) {
    for (std::size_t i = 0; i < part.count; ++i) to[i * outcomes + o] = part.values[o * part.count + i];
  }
}

void TrialSamplesJob::take(const PathSamples& part) {
  const std::size_t outcomes = program_->outcomes.size();
  Trial* trial = nullptr;
  {
    const std::lock_guard lock(trials_mutex_);
    auto& found = trials_[part.trial];
    if (!found) {
      found = std::make_unique<Trial>(Trial{std::vector<double>(outcomes * paths_.estimates),
                                            std::vector<std::uint8_t>(paths_.estimates), paths_.estimates});
    }
    trial = found.get();
  }
  for (std::size_t o = 0; o < outcomes; ++o) {
    std::copy_n(part.values + o * part.count, part.count,
                trial->values.data() + o * paths_.estimates + part.first_estimate);
  }
  std::copy_n(part.is_cut, part.count, trial->is_cut.data() + part.first_estimate);
  std::unique_ptr<Trial> whole;
  {
    const std::lock_guard lock(trials_mutex_);
    trial->missing -= part.count;
    if (trial->missing > 0) return;
    whole = std::move(trials_[part.trial]);
    trials_.erase(part.trial);
  }
  take_trial(part.trial, whole->values, whole->is_cut);
}

}  // namespace kernel
