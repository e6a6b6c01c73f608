// How a machine runs: code outside of loops, inner loops, and the lanes of outermost loops.
#include <algorithm>

#include "../mix.hpp"
#include "machine_nodes.hpp"

namespace kernel::program {
namespace {

constexpr std::size_t kSpan = 512;   // items that code outside of loops takes at a time
constexpr std::uint64_t kLook = 16;  // iterations between two questions whether to stop

}  // namespace

template <class Real>
void Machine<Real>::seed(std::size_t items, std::uint64_t first_estimate,
                         const std::function<StreamPrefix(std::int32_t)>& prefix) {
  for (const std::int32_t stream : stream_at_) {
    const StreamPrefix of_stream = prefix(stream);
    const StreamWords to = words(stream, Place::kItems);
    for (std::size_t i = 0; i < items; ++i) {
      const StreamState state = mix_state(of_stream, first_estimate + i);
      for (int word = 0; word < 4; ++word) to.word[word][i] = state.word[word];
    }
  }
}

template <class Real>
bool Machine<Real>::run(std::size_t items, const std::function<bool()>& stop) {
  stop_ = &stop;
  is_cut_.assign(items, 0);
  for (std::size_t begin = 0; begin < nodes_.size();) {
    if (nodes_[begin].loop) {
      if (!run_outer(*nodes_[begin].loop, items)) return false;
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < nodes_.size() && !nodes_[end].loop) ++end;
    if (!run_straight(nodes_.data() + begin, end - begin, items)) return false;
    begin = end;
  }
  return true;
}

template <class Real>
bool Machine<Real>::run_straight(const Node* nodes, std::size_t count, std::size_t items) {
  for (std::size_t first = 0; first < items; first += kSpan) {
    const std::size_t lanes = std::min(kSpan, items - first);
    for (std::size_t i = 0; i < count; ++i) nodes[i].call.run(nodes[i].call, first, lanes, nullptr);
    if ((*stop_)()) return false;
  }
  return true;
}

template <class Real>
bool Machine<Real>::run_block(const std::vector<Node>& nodes, std::size_t lanes, const Real* mask) {
  for (const Node& node : nodes) {
    if (node.loop) {
      if (!run_inner(*node.loop, lanes, mask)) return false;
    } else {
      (mask == nullptr ? node.call.run : node.masked)(node.call, 0, lanes, mask);
    }
  }
  return true;
}

template <class Real>
bool Machine<Real>::run_inner(const Loop& loop, std::size_t lanes, const Real* mask) {
  // M3: at first all lanes that are in the loop around it, then those whose condition holds.
  const Real* running = mask;
  for (std::uint32_t done = 1;; ++done) {
    if (!run_block(loop.body, lanes, running)) return false;
    if (!table_.narrow(loop.again, running, loop.mask, lanes)) return true;
    running = loop.mask;
    if (done == loop.most) break;
    if (done % kLook == 0 && (*stop_)()) return false;
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    if (running[lane] != 0 && item_of_[lane] != kNone) is_cut_[item_of_[lane]] = 1;
  }
  return true;
}

template <class Real>
bool Machine<Real>::run_outer(const Loop& loop, std::size_t items) {
  DdmWalk walk{};
  if (may_walk(loop, walk)) return run_walk(loop, walk, items);
  open_block(loop.traffic, items);
  while (active_ > 0) {
    turn_ = loop.is_paired ? static_cast<std::int32_t>(iteration_ % 2) : 0;
    if (!run_block(loop.body, active_, nullptr)) return false;
    steps_ += active_ - free_.size();
    ++iteration_;
    end_lanes(loop.traffic, add_late(loop, ended(loop)));
    if (!loop.is_paired || iteration_ % 2 == 0) {
      start_lanes(loop.traffic, items);
      fill_gaps(loop.traffic);
    }
    if (iteration_ % kLook == 0 && (*stop_)()) return false;
  }
  return true;
}

template <class Real>
void Machine<Real>::open_block(const Traffic<Real>& traffic, std::size_t items) {
  iteration_ = 0;
  oldest_ = 0;
  next_item_ = 0;
  active_ = std::min(block_, items);
  free_.clear();
  for (std::size_t lane = 0; lane < active_; ++lane) free_.push_back(static_cast<std::uint32_t>(lane));
  std::fill(item_of_.begin(), item_of_.end(), kNone);
  start_lanes(traffic, items);
}

// Lanes whose condition is 0, as a list; those without an item may be among them.
template <class Real>
std::size_t Machine<Real>::ended(const Loop& loop) {
  if (loop.again.step != 0) return table_.finished(loop.again.at, active_, list_.data());
  if (*loop.again.at != 0) return 0;
  for (std::size_t lane = 0; lane < active_; ++lane) list_[lane] = static_cast<std::uint32_t>(lane);
  return active_;
}

// Adds the lanes that would go on beyond the most iterations.
template <class Real>
std::size_t Machine<Real>::add_late(const Loop& loop, std::size_t count) {
  if (iteration_ - oldest_ < loop.most) return count;
  oldest_ = iteration_;
  for (std::size_t lane = 0; lane < active_; ++lane) {
    if (item_of_[lane] == kNone) continue;
    const bool goes_on = !(loop.again.at[loop.again.step == 0 ? 0 : lane] == 0);
    if (goes_on && iteration_ - born_[lane] >= loop.most) {
      is_cut_[item_of_[lane]] = 1;
      list_[count++] = static_cast<std::uint32_t>(lane);
    } else if (goes_on) {
      oldest_ = std::min(oldest_, born_[lane]);
    }
  }
  return count;
}

// The items of the listed lanes take along what is wanted later; their lanes are free.
template <class Real>
void Machine<Real>::end_lanes(const Traffic<Real>& traffic, std::size_t count) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (item_of_[list_[i]] != kNone) list_[kept++] = list_[i];
  }
  for (const auto& [items, block] : traffic.out) {
    for (std::size_t i = 0; i < kept; ++i) items[item_of_[list_[i]]] = block[list_[i]];
  }
  for (const auto& [items, block] : traffic.words_out) {
    for (std::size_t i = 0; i < kept; ++i) items[item_of_[list_[i]]] = block[list_[i]];
  }
  for (std::size_t i = 0; i < kept; ++i) {
    item_of_[list_[i]] = kNone;
    free_.push_back(list_[i]);
  }
}

template <class Real>
void Machine<Real>::start_lanes(const Traffic<Real>& traffic, std::size_t items) {
  const std::size_t count = std::min(free_.size(), items - next_item_);
  started_.assign(free_.end() - static_cast<std::ptrdiff_t>(count), free_.end());
  free_.resize(free_.size() - count);
  for (const auto& [from, block] : traffic.in) {
    for (std::size_t i = 0; i < count; ++i) block[started_[i]] = from[next_item_ + i];
  }
  for (const auto& [from, block] : traffic.words_in) {
    for (std::size_t i = 0; i < count; ++i) block[started_[i]] = from[next_item_ + i];
  }
  for (std::size_t i = 0; i < count; ++i) {
    item_of_[started_[i]] = static_cast<std::uint32_t>(next_item_ + i);
    born_[started_[i]] = iteration_;
  }
  next_item_ += count;
}

// With no item left to start, the last lanes' items move to the free ones, so that fewer lanes run.
template <class Real>
void Machine<Real>::fill_gaps(const Traffic<Real>& traffic) {
  moves_.clear();
  for (const std::uint32_t gap : free_) {
    while (active_ > 0 && item_of_[active_ - 1] == kNone) --active_;
    if (gap >= active_) continue;
    const auto last = static_cast<std::uint32_t>(--active_);
    moves_.emplace_back(last, gap);
    item_of_[gap] = item_of_[last];
    born_[gap] = born_[last];
    item_of_[last] = kNone;
  }
  free_.clear();
  while (active_ > 0 && item_of_[active_ - 1] == kNone) --active_;
  for (const auto& [from, block] : traffic.in) {
    for (const auto& [last, gap] : moves_) block[gap] = block[last];
  }
  for (const auto& [from, block] : traffic.words_in) {
    for (const auto& [last, gap] : moves_) block[gap] = block[last];
  }
}

// Whether the loop is a diffusion that (K6) may walk with the values that its parameters have now.
template <class Real>
bool Machine<Real>::may_walk(const Loop& loop, DdmWalk& walk) {
  if constexpr (sizeof(Real) == sizeof(double)) return false;
  if (loop.walk.step == nullptr) return false;
  const Instruction& step = *loop.walk.step;
  const double dt = value(step[6]);
  PathBlock block{};
  block.drift_step = static_cast<float>(value(step[1]) * dt + value(step[4]));
  block.noise_step = static_cast<float>(value(step[3]) * __builtin_sqrt(dt));
  block.threshold = static_cast<float>(value(step[5]));
  const auto is_fit = [](float x) { return x >= -1e30f && x <= 1e30f; };
  if (value(step[2]) != 0 || !is_fit(block.drift_step) || !is_fit(block.threshold)) return false;
  if (!(block.noise_step > 0 && block.noise_step <= 1e30f && block.threshold > 0)) return false;
  if constexpr (sizeof(Real) == sizeof(float)) {
    walk = {block.drift_step, block.noise_step, block.threshold, reach_of(block),
            loop.walk_x.at,   stride_.data(),   left_.data(),    words(step[7], Place::kBlock)};
  }
  return true;
}

template <class Real>
bool Machine<Real>::run_walk(const Loop& loop, const DdmWalk& walk, std::size_t items) {
  constexpr int kPairs = 4;  // as the step loop looks
  open_block(loop.walk_traffic, items);
  start_walks(loop, walk);
  while (active_ > 0) {
    const std::size_t count = table_.walk(walk, active_, kPairs, list_.data());
    ++iteration_;
    for (std::size_t i = 0; i < count; ++i) end_walk(loop, walk, list_[i]);
    end_lanes(loop.walk_traffic, count);
    start_lanes(loop.walk_traffic, items);
    start_walks(loop, walk);
    fill_gaps(loop.walk_traffic);
    for (const auto& [last, gap] : moves_) {
      stride_[gap] = stride_[last];
      left_[gap] = left_[last];
    }
    if (iteration_ % kLook == 0 && (*stop_)()) return false;
  }
  return run_straight(loop.walk_rest.data(), loop.walk_rest.size(), items);
}

template <class Real>
void Machine<Real>::start_walks(const Loop& loop, const DdmWalk& walk) {
  for (const std::uint32_t lane : started_) {
    const float distance = walk.threshold - __builtin_fabsf(walk.x[lane]);
    const float sds = distance * walk.reach;
    stride_[lane] = distance > 0 ? static_cast<std::int32_t>(sds * sds + 1.0f) : 1;
    left_[lane] = static_cast<std::int32_t>(loop.most);
  }
}

// Leaves x and the counters as they are when the last iteration comes to what follows its step.
template <class Real>
void Machine<Real>::end_walk(const Loop& loop, const DdmWalk& walk, std::uint32_t lane) {
  const float x = walk.x[lane];
  const bool is_late = left_[lane] < 0 || __builtin_fabsf(x) < walk.threshold;
  const auto taken = static_cast<std::int32_t>(loop.most) - (is_late ? 0 : left_[lane]);
  if (is_late) is_cut_[item_of_[lane]] = 1;
  steps_ += static_cast<std::uint64_t>(taken);
  walk.x[lane] = std::clamp(x, -walk.threshold, walk.threshold);
  for (const auto& [counter, by] : loop.walk_counters) {
    counter[lane] = static_cast<Real>(static_cast<double>(counter[lane]) + (taken - 1) * value(by));
  }
}

template class Machine<float>;
template class Machine<double>;

}  // namespace kernel::program
