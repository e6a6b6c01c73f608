// Reads fields of the plain objects that ts/ passes in, and refuses what does not fit by name.
#pragma once

#include <napi.h>

#include <cstdint>
#include <string>
#include <vector>

#include "kernel/argument_error.hpp"

namespace binding {

/// A JS error with `code` ERR_KERNEL_ARGUMENT and the field's name; to be thrown.
[[nodiscard]] Napi::Error refusal(Napi::Env env, const kernel::ArgumentError& error);

/// One JS object's fields. Every reader copies: nothing of JS is touched once it has returned.
class Fields {
 public:
  /// @param path  what comes before a field's name in an error: "" or "trials."
  Fields(Napi::Value value, std::string path);

  [[nodiscard]] Fields object(const char* name) const;
  [[nodiscard]] bool is_null(const char* name) const;
  [[nodiscard]] std::vector<double> f64(const char* name) const;
  [[nodiscard]] std::vector<std::uint8_t> u8(const char* name) const;
  [[nodiscard]] std::vector<std::int32_t> i32(const char* name) const;
  [[nodiscard]] bool is_number(const char* name) const;
  [[nodiscard]] double number(const char* name) const;
  /// Whether the field is `true`.
  [[nodiscard]] bool flag(const char* name) const;
  [[nodiscard]] std::int64_t integer(const char* name, std::int64_t low, std::int64_t high) const;
  [[nodiscard]] std::string text(const char* name) const;
  /// An error of the kernel's, whose field is a whole path.
  [[nodiscard]] Napi::Error refusal_of(const kernel::ArgumentError& error) const;
  [[nodiscard]] Napi::Error refuse(const char* name, const char* expectation, const std::string& value) const;

 private:
  template <class Array, class Element>
  std::vector<Element> copy(const char* name, napi_typedarray_type type, const char* type_name) const;

  Napi::Object object_;
  std::string path_;
};

}  // namespace binding
