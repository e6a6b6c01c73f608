#include "wiener.hpp"

#include <vector>

#include "fields.hpp"
#include "kernel/wiener.hpp"
#include "tasks.hpp"

namespace binding {
namespace {

kernel::WienerProcess read_process(const Fields& fields) {
  kernel::WienerProcess process;
  process.drift = fields.number("drift");
  process.threshold = fields.number("threshold");
  process.noise = fields.number("noise");
  process.starting_value = fields.number("startingValue");
  process.non_decision_time = fields.number("nonDecisionTime");
  process.drift_sd = fields.number("driftSd");
  process.starting_value_range = fields.number("startingValueRange");
  process.non_decision_time_range = fields.number("nonDecisionTimeRange");
  process.accuracy = fields.number("accuracy");
  return process;
}

// Responses with the process that they are to be scored by; both checked.
struct Responses {
  explicit Responses(const Napi::CallbackInfo& info) {
    const Fields fields(info[0], "");
    process = read_process(fields);
    rt = fields.f64("rt");
    outcome = fields.u8("outcome");
    if (const auto error = kernel::check(process)) throw refusal(info.Env(), *error);
    if (const auto error = kernel::check_responses(rt, outcome)) throw refusal(info.Env(), *error);
  }

  kernel::WienerProcess process;
  std::vector<double> rt;
  std::vector<std::uint8_t> outcome;
};

}  // namespace

Napi::Value wiener_log_density(const Napi::CallbackInfo& info) {
  const Responses task(info);
  std::vector<double> out(task.rt.size());
  kernel::wiener_log_density(task.rt, task.outcome, task.process, out.data());
  return to_f64(info.Env(), out);
}

Napi::Value wiener_log_density_gradient(const Napi::CallbackInfo& info) {
  const Responses task(info);
  std::vector<kernel::WienerGradient> gradients(task.rt.size());
  kernel::wiener_log_density_gradient(task.rt, task.outcome, task.process, gradients.data());
  Napi::Object result = Napi::Object::New(info.Env());
  const auto set = [&](const char* name, double kernel::WienerGradient::*member) {
    std::vector<double> column;
    column.reserve(gradients.size());
    for (const auto& gradient : gradients) column.push_back(gradient.*member);
    result.Set(name, to_f64(info.Env(), column));
  };
  set("drift", &kernel::WienerGradient::drift);
  set("threshold", &kernel::WienerGradient::threshold);
  set("startingValue", &kernel::WienerGradient::starting_value);
  set("nonDecisionTime", &kernel::WienerGradient::non_decision_time);
  return result;
}

Napi::Value wiener_choice_probability(const Napi::CallbackInfo& info) {
  const kernel::WienerProcess process = read_process(Fields(info[0], ""));
  if (const auto error = kernel::check(process)) throw refusal(info.Env(), *error);
  const kernel::ChoiceProbability probability = kernel::wiener_choice_probability(process);
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("upper", Napi::Number::New(info.Env(), probability.upper));
  result.Set("lower", Napi::Number::New(info.Env(), probability.lower));
  return result;
}

Napi::Value wiener_cdf(const Napi::CallbackInfo& info) {
  const Responses task(info);
  std::vector<double> out(task.rt.size());
  kernel::wiener_cdf(task.rt, task.outcome, task.process, out.data());
  return to_f64(info.Env(), out);
}

}  // namespace binding
