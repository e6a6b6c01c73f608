// The addon's exports; cpp-core/ts/native.ts lists the same names.
#include <napi.h>

#include "euler_law.hpp"
#include "families.hpp"
#include "first_passage.hpp"
#include "kernel/isa.hpp"
#include "pool.hpp"
#include "tasks.hpp"
#include "wiener.hpp"

namespace binding {
namespace {

#if defined(__clang__)
constexpr const char* kCompiler = "Clang " __clang_version__;
#else
constexpr const char* kCompiler = "GCC " __VERSION__;
#endif

Napi::Value info_of_build(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array isas = Napi::Array::New(env);
  for (const kernel::Isa isa : kernel::usable_isas()) {
    isas.Set(isas.Length(), Napi::String::New(env, std::string(kernel::isa_name(isa))));
  }
  Napi::Object result = Napi::Object::New(env);
  result.Set("isa", Napi::String::New(env, std::string(kernel::isa_name(kernel::best_isa()))));
  result.Set("isas", isas);
  result.Set("compiler", Napi::String::New(env, kCompiler));
  return result;
}

Napi::Object exports_of(Napi::Env env, Napi::Object exports) {
  exports.Set("Pool", Pool::define(env));
  exports.Set("info", Napi::Function::New(env, info_of_build, "info"));
  exports.Set("kernelDensity", Napi::Function::New(env, kernel_density, "kernelDensity"));
  const auto set = [&](const char* name, Napi::Value (*function)(const Napi::CallbackInfo&)) {
    exports.Set(name, Napi::Function::New(env, function, name));
  };
  set("wienerLogDensity", wiener_log_density);
  set("wienerLogDensityGradient", wiener_log_density_gradient);
  set("wienerChoiceProbability", wiener_choice_probability);
  set("wienerCdf", wiener_cdf);
  set("eulerLogDensity", euler_log_density);
  set("eulerStepProbabilities", euler_step_probabilities);
  set("firstPassageDensity", first_passage_density);
  set("lbaLogDensity", lba_log_density);
  set("lognormalRaceLogDensity", lognormal_race_log_density);
  set("racingDiffusionLogDensity", racing_diffusion_log_density);
  set("shiftedWaldLogDensity", shifted_wald_log_density);
  return exports;
}

}  // namespace
}  // namespace binding

// The macro declares a function of its own at namespace scope.
static Napi::Object init(Napi::Env env, Napi::Object exports) { return binding::exports_of(env, exports); }
NODE_API_MODULE(kernel, init)
