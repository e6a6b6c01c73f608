#include "fields.hpp"

#include <cmath>
#include <utility>

namespace binding {

Napi::Error refusal(Napi::Env env, const kernel::ArgumentError& error) {
  auto thrown = Napi::Error::New(env, error.field + " " + error.expectation + ", got " + error.value);
  thrown.Set("code", Napi::String::New(env, "ERR_KERNEL_ARGUMENT"));
  thrown.Set("field", Napi::String::New(env, error.field));
  return thrown;
}

Fields::Fields(Napi::Value value, std::string path) : path_(std::move(path)) {
  if (!value.IsObject()) {
    const std::string name = path_.empty() ? "argument" : path_.substr(0, path_.size() - 1);
    throw refusal(value.Env(), {name, "must be an object", value.ToString()});
  }
  object_ = value.As<Napi::Object>();
}

Napi::Error Fields::refuse(const char* name, const char* expectation, const std::string& value) const {
  return refusal(object_.Env(), {path_ + name, expectation, value});
}

Napi::Error Fields::refusal_of(const kernel::ArgumentError& error) const {
  return refusal(object_.Env(), error);
}

Fields Fields::object(const char* name) const { return {object_.Get(name), path_ + name + "."}; }

bool Fields::is_null(const char* name) const {
  const Napi::Value value = object_.Get(name);
  return value.IsNull() || value.IsUndefined();
}

template <class Array, class Element>
std::vector<Element> Fields::copy(const char* name, napi_typedarray_type type, const char* type_name) const {
  const Napi::Value value = object_.Get(name);
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != type) {
    throw refuse(name, type_name, value.ToString());
  }
  const auto array = value.As<Array>();
  return std::vector<Element>(array.Data(), array.Data() + array.ElementLength());
}

std::vector<double> Fields::f64(const char* name) const {
  return copy<Napi::Float64Array, double>(name, napi_float64_array, "must be a Float64Array");
}

std::vector<std::uint8_t> Fields::u8(const char* name) const {
  return copy<Napi::Uint8Array, std::uint8_t>(name, napi_uint8_array, "must be a Uint8Array");
}

std::vector<std::int32_t> Fields::i32(const char* name) const {
  return copy<Napi::Int32Array, std::int32_t>(name, napi_int32_array, "must be an Int32Array");
}

bool Fields::flag(const char* name) const {
  const Napi::Value value = object_.Get(name);
  return value.IsBoolean() && value.As<Napi::Boolean>().Value();
}

bool Fields::is_number(const char* name) const { return object_.Get(name).IsNumber(); }

double Fields::number(const char* name) const {
  const Napi::Value value = object_.Get(name);
  if (!value.IsNumber()) throw refuse(name, "must be a number", value.ToString());
  return value.As<Napi::Number>().DoubleValue();
}

std::int64_t Fields::integer(const char* name, std::int64_t low, std::int64_t high) const {
  const double value = number(name);
  if (value == std::floor(value) && value >= static_cast<double>(low) && value <= static_cast<double>(high)) {
    return static_cast<std::int64_t>(value);
  }
  const std::string range =
      "must be an integer in [" + std::to_string(low) + ", " + std::to_string(high) + "]";
  throw refuse(name, range.c_str(), kernel::shown(value));
}

std::string Fields::text(const char* name) const {
  const Napi::Value value = object_.Get(name);
  if (!value.IsString()) throw refuse(name, "must be a string", value.ToString());
  return value.As<Napi::String>();
}

}  // namespace binding
