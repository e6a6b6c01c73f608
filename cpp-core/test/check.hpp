// A test runner in one header: TEST registers, CHECK and CHECK_NEAR count, `main` is in main.cpp.
#pragma once

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace testing {

struct Test {
  std::string name;
  void (*body)();
};

inline std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

inline bool& failed() {
  static bool flag = false;
  return flag;
}

struct Register {
  Register(const char* name, void (*body)()) { tests().push_back({name, body}); }
};

inline void expect(bool holds, const char* what, const char* file, int line) {
  if (holds) return;
  failed() = true;
  std::printf("  %s:%d: not so: %s\n", file, line, what);
}

inline void expect_near(double a, double b, double tolerance, const char* what, const char* file, int line) {
  if (std::abs(a - b) <= tolerance) return;
  failed() = true;
  std::printf("  %s:%d: %s: %.17g against %.17g, more than %g apart\n", file, line, what, a, b, tolerance);
}

}  // namespace testing

#define TEST(name)                                             \
  static void name();                                          \
  static const testing::Register register_##name(#name, name); \
  static void name()
#define CHECK(condition) testing::expect((condition), #condition, __FILE__, __LINE__)
#define CHECK_NEAR(a, b, tolerance) \
  testing::expect_near((a), (b), (tolerance), #a ", " #b, __FILE__, __LINE__)
