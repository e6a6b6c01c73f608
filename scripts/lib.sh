# shellcheck shell=bash
# Shared by the scripts: where the project is, how a step is announced, how missing programs are installed.
# Sourced, never run. Steps are announced on stderr, so that a script's own output stays clean.
set -euo pipefail

# shellcheck disable=SC2034 # the scripts use it
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" # where slurmctld and munged live, also for normal users

# Announces one step in one short line.
step() { printf '· %s\n' "$*" >&2; }

# Ends the script with one clear line.
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# quietly COMMAND...: runs it in silence; only a failure shows what it said (where that is long, its first and last lines).
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -ne 0 ]; then
    if [ "$(wc -l <"$log")" -le 120 ]; then
      cat "$log" >&2
    else
      head -n 60 "$log" >&2
      printf '  […]\n' >&2
      tail -n 60 "$log" >&2
    fi
    printf 'error: failed (exit code %s): %s\n' "$status" "$*" >&2
  fi
  rm -f "$log"
  return "$status"
}

# need PROGRAM:PACKAGE...: installs the Debian packages of those programs that are missing, where this user may;
# else ends the script and names the command that installs them.
need() {
  local pair missing=() packages=()
  for pair in "$@"; do
    have "${pair%%:*}" && continue
    missing+=("${pair%%:*}")
    packages+=("${pair#*:}")
  done
  [ "${#missing[@]}" -eq 0 ] && return 0
  install_packages "${packages[@]}" ||
    fail "not found: ${missing[*]}. Install with: sudo apt-get install -y --no-install-recommends ${packages[*]}"
  for pair in "$@"; do
    have "${pair%%:*}" || fail "${pair%%:*} is still not found after installing ${pair#*:}"
  done
}

install_packages() {
  local as_root=()
  have apt-get || return 1
  if [ "$(id -u)" -ne 0 ]; then
    have sudo && sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  step "installing $*"
  local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@")
  "${install[@]}" >/dev/null 2>&1 </dev/null && return 0
  step 'updating the list of packages'
  quietly "${as_root[@]}" apt-get update -qq && quietly "${install[@]}"
}

# Ends the script unless Node.js is new enough for the project.
need_node() {
  local how='Install it from https://nodejs.org, or with nvm: nvm install 20'
  if ! have node || ! have npm; then fail "Node.js 20.19 or newer must be on PATH with npm, found none. $how"; fi
  local version major minor
  version=$(node --version)
  IFS=. read -r major minor _ <<<"${version#v}"
  if [ "$major" -lt 20 ] || { [ "$major" -eq 20 ] && [ "$minor" -lt 19 ]; }; then
    fail "Node.js must be 20.19 or newer, got $version. $how"
  fi
}

# python_environment FOLDER REQUIREMENT...: makes that virtual environment, or mends one of other requirements.
python_environment() {
  local folder=$1 stamp="$1/.made-from"
  shift
  [ "$(cat "$stamp" 2>/dev/null || true)" = "$*" ] && return 0
  need python3:python3
  python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv ||
    fail 'Python has no venv. Install it with: sudo apt-get install -y --no-install-recommends python3-venv'
  step "installing $* into $folder"
  quietly python3 -m venv "$folder"
  quietly "$folder/bin/pip" install --disable-pip-version-check "$@"
  printf '%s\n' "$*" >"$stamp"
}

# configure_kernel FOLDER PRESET: prepares a build of cpp-core, once.
configure_kernel() {
  [ -f "$1/CMakeCache.txt" ] && return 0
  step "configuring $1"
  if have ninja; then local -x CMAKE_GENERATOR=Ninja; fi
  quietly cmake -S cpp-core --preset "$2"
}

# nothing_to_compile FOLDER TARGET: both generators can say so without building.
nothing_to_compile() {
  if [ -f "$1/build.ninja" ]; then
    cmake --build "$1" --target "$2" -- -n 2>/dev/null | grep -q 'no work to do'
  else
    # `make -q` always finds work in what CMake writes for it; a dry run names what it would compile and link.
    local plan
    plan=$(cmake --build "$1" --target "$2" -- -n 2>&1) && ! grep -qE '(Building|Linking) (C|CXX) ' <<<"$plan"
  fi
}
