#include "log_terms.hpp"

#include <algorithm>
#include <limits>

#include "kernel/exact_math.hpp"

namespace kernel {

double log_of_logs(double own, double share, const Terms& terms, const Seen& seen) noexcept {
  constexpr double kNegInf = -std::numeric_limits<double>::infinity();
  double log = terms.floor ? std::max(own, exact_log(*terms.floor)) : own;
  if (const auto& range = terms.rt_range) {
    const bool is_within = !seen.is_point || (seen.low >= range->low && seen.low <= range->high);
    log = is_within && share > kNegInf ? log - share : kNegInf;
  }
  if (!terms.lapse || terms.lapse->probability == 0) return log;
  return exact_log((1 - terms.lapse->probability) * exact_exp(log) + contaminant(terms, seen));
}

}  // namespace kernel
