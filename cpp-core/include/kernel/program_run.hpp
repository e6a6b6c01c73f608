// Jobs that run a program's phases on the kernel's threads.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "kernel/ddm.hpp"
#include "kernel/isa.hpp"
#include "kernel/program.hpp"
#include "kernel/thread_pool.hpp"

namespace kernel {

/// What the trials of a fold or a hoist start from.
struct ProgramInputs {
  std::size_t trials = 0;
  std::vector<double> inputs;  ///< [trials * inputWidth], trial-major
  std::vector<double> slots;   ///< for each slot in turn one value, or one a trial
  std::vector<std::uint8_t>
      slot_varies;             ///< for each slot, whether it has one value a trial; empty in a fold
  std::vector<double> folded;  ///< [trials * registers folded], trial-major; empty where the fold was not run
};

enum class EarlyPhase { kFold, kHoist };

/// Registers that the fold writes, ascending: the columns of `folded`.
[[nodiscard]] std::vector<std::int32_t> folded_registers(const Program& program);

/// The first field that does not fit; `wanted` are registers known after the phase.
[[nodiscard]] std::optional<ArgumentError> check(const Program& program, EarlyPhase phase,
                                                 const ProgramInputs& inputs,
                                                 const std::vector<std::int32_t>& wanted);

/// Runs a fold or a hoist in doubles: trials in lanes, or one after another where state carries over.
class HoistJob final : public Job {
 public:
  /// @param wanted  registers whose values are kept
  /// @pre `check` has nothing to say
  HoistJob(std::shared_ptr<const Program> program, EarlyPhase phase, ProgramInputs inputs,
           std::vector<std::int32_t> wanted, std::function<void()> when_done);

  void work() override;
  void done() noexcept override { when_done_(); }

  std::vector<double> values;  ///< [trials * wanted], trial-major
  /// Trials in which a loop was cut off. Valid once done.
  [[nodiscard]] std::uint64_t truncated() const noexcept { return truncated_; }

 private:
  template <class Put>
  void start(std::size_t t, Put put) const;
  void run_sequence();
  void run_lanes();

  const std::shared_ptr<const Program> program_;
  const EarlyPhase phase_;
  const ProgramInputs inputs_;
  const std::vector<std::int32_t> wanted_;
  const std::vector<std::int32_t> folded_;
  const std::function<void()> when_done_;
  std::vector<std::size_t> slot_at_;  // where each slot's values begin
  std::atomic<std::size_t> next_trial_{0};
  std::atomic<std::uint64_t> truncated_{0};
};

}  // namespace kernel
