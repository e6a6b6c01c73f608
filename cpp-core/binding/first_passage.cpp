#include "kernel/first_passage.hpp"

#include <cmath>

#include "fields.hpp"
#include "first_passage.hpp"
#include "tasks.hpp"

namespace binding {
namespace {

kernel::Course read_course(const Fields& fields) {
  using Kind = kernel::Course::Kind;
  kernel::Course course;
  const std::string kind = fields.text("kind");
  if (kind == "table") {
    course.kind = Kind::kTable;
    course.times = fields.f64("times");
    course.values = fields.f64("values");
    return course;
  }
  if (kind == "switch") course.kind = Kind::kSwitch;
  if (kind == "linear") course.kind = Kind::kLinear;
  if (kind == "exponential") course.kind = Kind::kExponential;
  if (kind == "hyperbolic") course.kind = Kind::kHyperbolic;
  course.first = fields.number("first");
  course.second = fields.number("second");
  course.when = fields.number("when");
  return course;
}

}  // namespace

Napi::Value first_passage_density(const Napi::CallbackInfo& info) {
  const Fields fields(info[0], "");
  kernel::FirstPassageProcess process;
  process.drift = read_course(fields.object("drift"));
  process.threshold = read_course(fields.object("threshold"));
  process.leak = fields.number("leak");
  process.noise = fields.number("noise");
  process.starting_value = fields.number("startingValue");
  process.accuracy = fields.number("accuracy");
  const std::vector<double> times = fields.f64("times");
  if (const auto error = kernel::check(process)) throw refusal(info.Env(), *error);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (std::isfinite(times[i])) continue;
    throw refusal(info.Env(), {kernel::indexed("times", i), "must be finite", kernel::shown(times[i])});
  }
  const kernel::FirstPassage passage = kernel::first_passage_density(times, process);
  if (std::isfinite(passage.until)) {
    const std::string expectation =
        "must be larger: the solver gives up at time " + kernel::shown(passage.until);
    throw refusal(info.Env(), {"accuracy", expectation, kernel::shown(process.accuracy)});
  }
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("upper", to_f64(info.Env(), passage.upper));
  result.Set("lower", to_f64(info.Env(), passage.lower));
  return result;
}

}  // namespace binding
