// Race models and the shifted Wald law for JS, as in wiener.hpp.
#pragma once

#include <napi.h>

namespace binding {

[[nodiscard]] Napi::Value lba_log_density(const Napi::CallbackInfo& info);
[[nodiscard]] Napi::Value lognormal_race_log_density(const Napi::CallbackInfo& info);
[[nodiscard]] Napi::Value racing_diffusion_log_density(const Napi::CallbackInfo& info);
[[nodiscard]] Napi::Value shifted_wald_log_density(const Napi::CallbackInfo& info);

}  // namespace binding
