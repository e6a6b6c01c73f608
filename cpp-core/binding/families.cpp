#include "families.hpp"

#include <vector>

#include "fields.hpp"
#include "kernel/lba.hpp"
#include "kernel/lognormal_race.hpp"
#include "kernel/racing_diffusion.hpp"
#include "kernel/shifted_wald.hpp"
#include "tasks.hpp"

namespace binding {
namespace {

// Checks a race and its responses, and scores them by `log_density`.
template <class Race, class LogDensity>
Napi::Value scored(Napi::Env env, const Fields& fields, const Race& race, std::size_t accumulators,
                   LogDensity log_density) {
  const std::vector<double> rt = fields.f64("rt");
  const std::vector<std::uint8_t> choice = fields.u8("choice");
  if (const auto error = kernel::check(race)) throw refusal(env, *error);
  if (const auto error = kernel::check_choices(rt, choice, accumulators)) throw refusal(env, *error);
  std::vector<double> out(rt.size());
  log_density(rt, choice, race, out.data());
  return to_f64(env, out);
}

}  // namespace

Napi::Value lba_log_density(const Napi::CallbackInfo& info) {
  const Fields fields(info[0], "");
  const std::vector<double> v = fields.f64("v");
  const std::vector<double> s = fields.f64("s");
  const kernel::LbaRace race = {
      fields.number("b"), fields.number("A"), v, s, fields.number("t0"), fields.text("drift") == "positive"};
  return scored(info.Env(), fields, race, v.size(), kernel::lba_log_density);
}

Napi::Value lognormal_race_log_density(const Napi::CallbackInfo& info) {
  const Fields fields(info[0], "");
  const std::vector<double> m = fields.f64("m");
  const std::vector<double> s = fields.f64("s");
  const kernel::LognormalRace race = {m, s, fields.number("t0")};
  return scored(info.Env(), fields, race, m.size(), kernel::lognormal_race_log_density);
}

Napi::Value racing_diffusion_log_density(const Napi::CallbackInfo& info) {
  const Fields fields(info[0], "");
  const std::vector<double> v = fields.f64("v");
  const std::vector<double> s = fields.f64("s");
  const kernel::DiffusionRace race = {fields.number("b"), fields.number("A"), v, s, fields.number("t0")};
  return scored(info.Env(), fields, race, v.size(), kernel::racing_diffusion_log_density);
}

Napi::Value shifted_wald_log_density(const Napi::CallbackInfo& info) {
  const Fields fields(info[0], "");
  const kernel::ShiftedWald law = {fields.number("a"), fields.number("v"), fields.number("s"),
                                   fields.number("t0")};
  return scored(info.Env(), fields, law, 1, [](const auto& rt, const auto&, const auto& of, double* out) {
    kernel::shifted_wald_log_density(rt, of, out);
  });
}

}  // namespace binding
