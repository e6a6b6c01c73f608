// The law of the Euler walk for JS: each reads one object (native.ts says which), checks it and answers at
// once.
#pragma once

#include <napi.h>

namespace binding {

[[nodiscard]] Napi::Value euler_log_density(const Napi::CallbackInfo& info);
[[nodiscard]] Napi::Value euler_step_probabilities(const Napi::CallbackInfo& info);

}  // namespace binding
