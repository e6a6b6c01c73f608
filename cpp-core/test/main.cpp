// Runs every test, or those whose name contains the first argument; the last line is `N passed, N failed`.
#include "check.hpp"

int main(int count, char** arguments) {
  const std::string filter = count > 1 ? arguments[1] : "";
  int passed = 0;
  int failed = 0;
  for (const testing::Test& test : testing::tests()) {
    if (test.name.find(filter) == std::string::npos) continue;
    testing::failed() = false;
    test.body();
    (testing::failed() ? failed : passed) += 1;
    if (testing::failed()) std::printf("FAILED %s\n", test.name.c_str());
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
