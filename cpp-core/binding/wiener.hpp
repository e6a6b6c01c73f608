// The exact densities for JS: each reads one object (native.ts says which), checks it and answers at once.
#pragma once

#include <napi.h>

namespace binding {

[[nodiscard]] Napi::Value wiener_log_density(const Napi::CallbackInfo& info);
[[nodiscard]] Napi::Value wiener_log_density_gradient(const Napi::CallbackInfo& info);
[[nodiscard]] Napi::Value wiener_choice_probability(const Napi::CallbackInfo& info);
[[nodiscard]] Napi::Value wiener_cdf(const Napi::CallbackInfo& info);

}  // namespace binding
