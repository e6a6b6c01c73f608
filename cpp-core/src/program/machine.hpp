// Runs a phase over items (paths, or trials of a hoist) on one thread.
//
//     items    [ every lane register, struct of arrays ]     code outside of loops runs over all of them
//                   |  ^                                      a block at a time
//     block    [ some hundred lanes ]                         at an outermost loop, items go through the
//     lanes
//
// Invariants
//   M1. An item's values and draws depend on the item alone: which lane it has, beside which others, and in
//   blocks
//       of which size, changes no bit. (Lanes never look at each other; turns of odd draws are counted from
//       the item's own first iteration, since items start at even iterations of the block.)
//   M2. Lanes without an item compute whatever they hold, and nothing reads it.
//   M3. Inner loops run under a mask until the last lane of the block has left them.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "kernel/isa.hpp"
#include "kernel/random.hpp"
#include "lane_table.hpp"
#include "plan.hpp"

namespace kernel::program {

/// How a machine is laid out; changes no result.
struct Layout {
  Isa isa;
  std::size_t items;  ///< most at a time, at least 1
  std::size_t block;  ///< lanes of a loop, at least 1
};

/// Items and lanes that keep a program of so many registers within a few megabytes.
[[nodiscard]] Layout fitting(Layout layout, std::size_t registers);

template <class Real>
struct Traffic;

template <class Real>
class Machine {
 public:
  /// @param lanes  registers that differ between items, apart from those that the phase writes
  /// @param kept   registers that are read after a run: outcomes, what is carried, what is wanted
  /// @pre the phase is one of `program`, which outlives the machine
  Machine(const Program& program, const Phase& phase, std::set<std::int32_t> lanes,
          const std::set<std::int32_t>& kept, const Layout& layout);
  ~Machine();

  /// Whether a register differs between items.
  [[nodiscard]] bool is_lane(std::int32_t r) const { return lane_of_[static_cast<std::size_t>(r)] >= 0; }

  /// The one value of a register that does not.
  void set_value(std::int32_t r, double value);
  [[nodiscard]] double value(std::int32_t r) const;

  /// A lane register's values, one an item.
  [[nodiscard]] Real* items(std::int32_t r);

  /// Starts the streams of items 0 .. items - 1; `prefix` gives that of a stream.
  void seed(std::size_t items, std::uint64_t first_estimate,
            const std::function<StreamPrefix(std::int32_t)>& prefix);

  /// Runs the phase over the first `items`; false where `stop`, asked every few thousand instructions, said
  /// so.
  [[nodiscard]] bool run(std::size_t items, const std::function<bool()>& stop);

  /// For each item of the last run, whether one of its loops was cut off.
  [[nodiscard]] const std::vector<std::uint8_t>& is_cut() const { return is_cut_; }
  /// Iterations of outermost loops, items times iterations, since the machine was made.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
  struct Node;
  struct Loop;
  enum class Place { kItems, kBlock };

  std::vector<Node> build(const std::vector<Instruction>& code, Place place, bool is_in_body);
  Call<Real> call_of(const Instruction& instruction, Place place, bool is_in_body);
  Operand<Real> operand(std::int32_t r, Place place);
  StreamWords words(std::int32_t stream, Place place);

  bool run_block(const std::vector<Node>& nodes, std::size_t lanes, const Real* mask);
  bool run_inner(const Loop& loop, std::size_t lanes, const Real* mask);
  bool run_outer(const Loop& loop, std::size_t items);
  bool run_walk(const Loop& loop, const DdmWalk& walk, std::size_t items);

  void find_places(Loop& loop, const LoopPlan& plan);
  void find_walk(Loop& loop, const Instruction& instruction, const std::set<std::int32_t>& lanes);
  bool run_straight(const Node* nodes, std::size_t count, std::size_t items);
  void open_block(const Traffic<Real>& traffic, std::size_t items);
  void start_lanes(const Traffic<Real>& traffic, std::size_t items);
  void fill_gaps(const Traffic<Real>& traffic);
  void end_lanes(const Traffic<Real>& traffic, std::size_t count);
  std::size_t ended(const Loop& loop);
  std::size_t add_late(const Loop& loop, std::size_t count);
  bool may_walk(const Loop& loop, DdmWalk& walk);
  void start_walks(const Loop& loop, const DdmWalk& walk);
  void end_walk(const Loop& loop, const DdmWalk& walk, std::uint32_t lane);

  const Program& program_;
  const LaneTable<Real>& table_;
  const std::size_t item_stride_;
  const std::size_t block_;
  const std::size_t block_stride_;
  std::vector<std::int32_t> lane_of_;    // by register: its place among lane registers, or -1
  std::vector<std::int32_t> stream_at_;  // streams, by place
  std::vector<Real> values_;             // kPadding copies of each register that is no lane's
  std::vector<Real> item_values_;
  std::vector<Real> block_values_;
  std::vector<std::uint32_t> item_words_;
  std::vector<std::uint32_t> block_words_;
  std::vector<std::unique_ptr<Real[]>> spares_;
  std::vector<std::unique_ptr<Real[]>> scratch_;
  std::vector<std::unique_ptr<Operand<Real>[]>> operands_;
  std::vector<Node> nodes_;
  std::vector<std::uint8_t> is_cut_;
  std::uint64_t steps_ = 0;
  const std::function<bool()>* stop_ = nullptr;

  // The block of the outermost loop that is running.
  std::vector<std::uint32_t> item_of_;  // by lane; kNone: the lane has no item
  std::vector<std::uint64_t> born_;     // by lane: the iteration before which its item started
  std::vector<std::uint32_t> list_;     // lanes that have just ended
  std::vector<std::uint32_t> free_;     // lanes without an item, below active_
  std::vector<std::uint32_t> started_;  // lanes that have just got one
  std::vector<std::pair<std::uint32_t, std::uint32_t>> moves_;  // from lane to lane, of items that moved up
  std::vector<std::int32_t> stride_;                            // of a walk
  std::vector<std::int32_t> left_;
  std::size_t active_ = 0;  // lanes that run
  std::size_t next_item_ = 0;
  std::uint64_t iteration_ = 0;
  std::uint64_t oldest_ = 0;  // no item in a lane was born before
  std::int32_t turn_ = 0;
  std::int32_t no_turn_ = 0;
};

}  // namespace kernel::program
