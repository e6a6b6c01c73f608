#include "passage_start.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/exact_math.hpp"
#include "kernel/gauss_legendre.hpp"
#include "kernel/math_special.hpp"

namespace kernel {
namespace {

constexpr double kInverseRootTwoPi = 0.3989422804014327;
constexpr double kWidest = 0.3;      // where even straight bounds are handed over, in thresholds
constexpr double kNarrowest = 0.01;  // what the solver can still represent well
constexpr double kNarrow = 0.05;     // what it represents with ease
constexpr double kOutOfReach = 8;    // standard deviations: 1e-15 of the paths are farther
constexpr double kMostTurn = 0.25;   // |leak| t

double square(double x) { return x * x; }

}  // namespace

PassageStart::PassageStart(const FirstPassageProcess& process, double horizon) : process_(process) {
  const double bound = process.threshold.at(0, 0).value;
  until_ = square(kWidest * bound / process.noise);
  if (process.leak != 0) until_ = std::min(until_, kMostTurn / std::abs(process.leak));
  const double least = square(kNarrowest * bound / process.noise);
  while (until_ > least && error_of(until_) > 0.1 * process.accuracy) until_ *= 0.7;
  // A narrow heap far from both bounds is out of the solver's sight, but nothing passes yet.
  while (until_ < horizon && until_ < 1e100 && width() < kNarrow && is_out_of_reach(1.1 * until_))
    until_ *= 1.1;
}

bool PassageStart::is_out_of_reach(double t) const {
  return process_.threshold.at(t, t).value - std::abs(mean(t)) > kOutOfReach * std::sqrt(variance(t));
}

double PassageStart::width() const {
  return std::sqrt(variance(until_)) / process_.threshold.at(until_, until_).value;
}

double PassageStart::variance(double t) const {
  const double turn = 2 * process_.leak * t;
  const double time = turn == 0 ? t : -exact_expm1(-turn) / (2 * process_.leak);
  return square(process_.noise) * time;
}

// Of the free process: x0 exp(-leak t) + the integral of exp(-leak (t - s)) drift(s).
double PassageStart::mean(double t) const {
  const Course& drift = process_.drift;
  std::vector<double> ends = drift.kind == Course::Kind::kTable ? drift.times : drift.kinks();
  std::erase_if(ends, [t](double end) { return !(end > 0 && end < t); });
  ends.push_back(t);
  const auto rule = gauss_legendre(6);
  double sum = process_.starting_value * exact_exp(-process_.leak * t);
  double begin = 0;
  for (const double end : ends) {
    const double middle = 0.5 * (begin + end);
    const double half = 0.5 * (end - begin);
    for (std::size_t i = 0; i < rule->node.size(); ++i) {
      const double s = middle + half * rule->node[i];
      sum += half * rule->weight[i] * drift.at(s, middle).value * exact_exp(-process_.leak * (t - s));
    }
    begin = end;
  }
  return sum;
}

// What a bound's bend between 0 and t does to the density at t, roughly: its size in standard deviations,
// times how likely the bound is to be felt.
double PassageStart::error_of(double t) const {
  const double bound = process_.threshold.at(t, t).value;
  if (!(bound > 0)) return 1;
  const double sd = std::sqrt(variance(t));
  double worst = 0;
  for (const double side : {1.0, -1.0}) {
    const double start = process_.threshold.at(0, 0).value - side * process_.starting_value;
    const double end = bound - side * mean(t);
    const double felt = exact_exp(-0.5 * square(std::max(0.0, std::min(start, end)) / sd));
    if (felt > 1e-30) worst = std::max(worst, felt * bend(t, side) / sd);
  }
  return worst;
}

// In coordinates in which the free process is Brownian, the distance of a bound from its chord.
double PassageStart::bend(double t, double side) const {
  const double leak = process_.leak;
  const double start = process_.threshold.at(0, 0).value - side * process_.starting_value;
  const auto distance = [&](double s) {
    return (process_.threshold.at(s, s).value - side * mean(s)) * exact_exp(leak * s);
  };
  const auto clock = [&](double s) { return variance(s) * exact_exp(2 * leak * s); };
  const double slope = (distance(t) - start) / clock(t);
  double most = 0;
  for (const double share : {0.25, 0.5, 0.75}) {
    const double s = share * t;
    most = std::max(most, std::abs(distance(s) - (start + slope * clock(s))));
  }
  return most;
}

double PassageStart::density(double z) const {
  const double bound = process_.threshold.at(until_, until_).value;
  const double middle = mean(until_);
  const double x = bound * z - middle;
  const double start = process_.threshold.at(0, 0).value;
  const double x0 = process_.starting_value;
  const double free = exact_exp(-square(x) / (2 * variance(until_)));
  const double upper = image(x, bound - middle, start - x0, until_);
  const double lower = image(-x, bound + middle, start + x0, until_);
  return bound * (free - upper - lower) * kInverseRootTwoPi / std::sqrt(variance(until_));
}

// (F6): the mirror image behind a straight bound which takes away what has crossed it.
double PassageStart::image(double x, double end, double start, double t) const {
  const double stretch = exact_exp(process_.leak * t);
  const double y = x * stretch;
  const double clock = variance(t) * square(stretch);
  return exact_exp(-(square(y - 2 * start) + 4 * start * (end * stretch - start)) / (2 * clock));
}

// (F7), Durbin's tangent formula, of the free process less the other bound's mirror image: exact for straight
// bounds of which the farther one is out of reach.
Outflow PassageStart::outflow_at(double t) const {
  const auto threshold = process_.threshold.at(t, t);
  const double bound = threshold.value;
  const double slope = threshold.slope;
  const double spread = variance(t);
  if (!(bound > 0) || !(spread > 0)) return {0, 0};
  const double pull = square(process_.noise) / spread;
  const double drift = process_.drift.at(t, t).value;
  const double middle = mean(t);
  const double scale = kInverseRootTwoPi / std::sqrt(spread);
  const auto flow = [&](double side) {
    const double end = bound - side * middle;
    const double other = bound + side * middle;
    const double other_start = process_.threshold.at(0, 0).value + side * process_.starting_value;
    const double speed = end * pull - slope + side * drift - process_.leak * bound;
    const double image_speed = speed + 2 * other_start * exact_exp(-process_.leak * t) * pull;
    const double free = speed * exact_exp(-square(end) / (2 * spread));
    return std::max(0.0, scale * (free - image_speed * image(-end, other, other_start, t)));
  };
  return {flow(1), flow(-1)};
}

}  // namespace kernel
