// First passage between moving bounds for JS: reads one object (native.ts says which), checks it and answers
// at once.
#pragma once

#include <napi.h>

namespace binding {

[[nodiscard]] Napi::Value first_passage_density(const Napi::CallbackInfo& info);

}  // namespace binding
