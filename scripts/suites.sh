# shellcheck shell=bash
# Runs one suite of one kind (a yes or no, ctest, jest) and adds its counts to the totals. Sourced after lib.sh.
#
# A suite that crashes, or in which nothing ran, counts as one failure.

# shellcheck disable=SC2034 # scripts/test prints them
PASSED=0
FAILED=0
BROKEN=()

STARTED=$SECONDS

# count SUITE PASSED FAILED: adds to the totals and says so in one line.
count() {
  PASSED=$((PASSED + $2))
  FAILED=$((FAILED + $3))
  if [ "$3" -gt 0 ]; then BROKEN+=("$1"); fi
  printf '%-12s %5d passed %4d failed %5d s\n' "$1" "$2" "$3" "$((SECONDS - STARTED))"
}

# check SUITE COMMAND...: a suite that is one yes or no; shows what it says only when it fails.
check() {
  if quietly "${@:2}"; then count "$1" 1 0; else count "$1" 0 1; fi
}

# ctest_suite SUITE PRESET: builds the kernel's tests in a folder of their own and runs them.
ctest_suite() {
  local build="cpp-core/build-$2" log passed failed status=0
  if ! configure_kernel "$build" "$2" || ! quietly cmake --build "$build" --parallel; then
    count "$1" 0 1
    return
  fi
  log=$(mktemp)
  ctest --test-dir "$build" --verbose --no-tests=error >"$log" 2>&1 </dev/null || status=$?
  # Each test program ends with its own counts, behind the number that ctest gives it.
  read -r passed failed < <(sed -nE 's/^[0-9]+: ([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$log" |
    awk '{ passed += $1; failed += $2 } END { print passed + 0, failed + 0 }')
  if [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; then
    grep -vE '^[0-9]+: (ok|PASS)' "$log" >&2 || true
    if [ "$failed" -eq 0 ]; then failed=1; fi
  fi
  rm -f "$log"
  count "$1" "$passed" "$failed"
}

# jest_suite SUITE JEST-ARGUMENT...: its own output shows as it comes, the counts are from its report.
jest_suite() {
  local report status=0 counts
  report=$(mktemp)
  NODE_OPTIONS='--experimental-vm-modules --disable-warning=ExperimentalWarning' \
    node_modules/.bin/jest --ci --json --outputFile="$report" "${@:2}" >/dev/null </dev/null || status=$?
  # A test file that cannot be run has no tests that fail: it counts as one. So does a run without tests.
  counts=$(node -e '
    const report = JSON.parse(require("fs").readFileSync(process.argv[1]));
    const passed = report.numPassedTests;
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    console.log(passed, passed + failed === 0 || (process.argv[2] !== "0" && failed === 0) ? 1 : failed);
  ' "$report" "$status" 2>/dev/null) || counts='0 1'
  rm -f "$report"
  # shellcheck disable=SC2086
  count "$1" $counts
}
