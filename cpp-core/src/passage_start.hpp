// The first moments of a first passage, while each bound is as good as straight and alone.
#pragma once

#include "kernel/first_passage.hpp"
#include "legendre_basis.hpp"

namespace kernel {

/// A process between its onset and the time from which the solver takes over: (F6), (F7).
class PassageStart {
 public:
  /// @param horizon  the last time that anybody wants to know about
  PassageStart(const FirstPassageProcess& process, double horizon);

  /// When the solver takes over [s].
  [[nodiscard]] double until() const { return until_; }

  /// Standard deviation of the free process then, in units of the threshold then.
  [[nodiscard]] double width() const;

  /// Survivors' density on z = x / threshold at `until()`.
  [[nodiscard]] double density(double z) const;

  /// First-passage densities at a time in (0, until()].
  [[nodiscard]] Outflow outflow_at(double t) const;

 private:
  [[nodiscard]] double variance(double t) const;
  [[nodiscard]] double mean(double t) const;
  [[nodiscard]] double image(double x, double end, double start, double t) const;
  [[nodiscard]] double error_of(double t) const;
  [[nodiscard]] bool is_out_of_reach(double t) const;
  [[nodiscard]] double bend(double t, double side) const;

  const FirstPassageProcess& process_;
  double until_ = 0;
};

}  // namespace kernel
