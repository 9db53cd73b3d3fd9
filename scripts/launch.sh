#!/bin/sh
# Brings what a fresh clone lacks, chooses the Node that runs the product, and hands over to it: `exec`, so that signals
# reach it. Usage: launch.sh start|demo|schoolgate|test|check|check-deep|bench|install [ARGUMENT…]
set -eu

# What a process holds in memory (credentials, names) must not be left on disk when it crashes.
ulimit -c 0

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
mode=${1:?start, demo, schoolgate, test, check, check-deep, bench or install}
shift

fail() {
  echo "schoolgate: $1" >&2
  exit 1
}

# --- dependencies ---------------------------------------------------------------------------------------------------

lock_sum() { cksum <"$root/package-lock.json"; }
stamp=$root/node_modules/.schoolgate-stamp

# npm writes node_modules/.package-lock.json last, so an interrupted install does not count; one made by hand does.
is_installed() {
  [ -f "$root/node_modules/.package-lock.json" ] || return 1
  case $mode in test | check | check-deep | bench | install) [ -e "$root/node_modules/vitest/package.json" ] || return 1 ;; esac
  if [ -f "$stamp" ]; then
    [ "$(cat "$stamp")" = "$(lock_sum)" ]
  else
    [ ! "$root/package-lock.json" -nt "$root/node_modules/.package-lock.json" ]
  fi
}

install_dependencies() {
  is_installed && return
  [ -w "$root" ] || fail "dependencies are missing and $root is not writable; run 'npm ci' as its owner"
  command -v npm >/dev/null || fail "npm is missing: install Node.js with npm (Debian, Ubuntu: apt-get install npm)"
  (
    # Two launches at once: the second waits, and finds everything there.
    if command -v flock >/dev/null; then flock 9; fi
    is_installed && exit
    echo 'schoolgate: installing dependencies (once)…' >&2
    log=$(mktemp)
    # Scripts stay off: nothing installed here needs one, and none should run.
    if ! (cd "$root" && npm ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund --loglevel=error) >"$log" 2>&1 9<&-; then
      reason=$(sed -n 's/^npm error //p' "$log" | grep -v '^code ' | head -n 1)
      fail "cannot install dependencies: ${reason:-npm ci failed} (the npm registry must be reachable; log: $log)"
    fi
    rm -f "$log"
    lock_sum >"$stamp"
  ) 9<"$root/package-lock.json" || exit 1
}

# --- runtime --------------------------------------------------------------------------------------------------------

runs_product() {
  [ -n "$1" ] && "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a == 24 && b >= 18 ? 0 : 1)' 2>/dev/null
}

# The machine's own Node when it is a 24 and new enough, else the one that package-lock.json pins (with its hash).
choose_runtime() {
  for node in "${npm_node_execpath:-}" "$(command -v node || true)" "$root"/node_modules/node-linux-*/bin/node; do
    if runs_product "$node"; then return; fi
  done
  fail "needs Node.js 24 (24.18 or newer; docs/adr/0013 says why no other): this machine has $(node --version 2>/dev/null || echo none), and the packaged one does not run on $(uname -sm)"
}

# --- redis-server ---------------------------------------------------------------------------------------------------

# Debian starts a Redis of its own on port 6379 with the package; the product runs a private one and wants no other.
apt_install_redis='
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf "#!/bin/sh\nexit 101\n" >"$policy"
  chmod 755 "$policy"
  trap "rm -f $policy" EXIT
fi
apt-get install -y -qq redis-server || { apt-get update -qq && apt-get install -y -qq redis-server; }
'

ensure_redis() {
  if [ -n "${REDIS_URL:-}${REDIS_URL_FILE:-}" ] || command -v redis-server >/dev/null; then return; fi
  hint='install it (Debian, Ubuntu: apt-get install redis-server) or set REDIS_URL'
  command -v apt-get >/dev/null || fail "redis-server is not installed; $hint"
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
  else
    fail "redis-server is not installed; $hint"
  fi
  echo 'schoolgate: installing redis-server (once)…' >&2
  log=$(mktemp)
  $as_root sh -c "$apt_install_redis" >"$log" 2>&1 </dev/null || fail "redis-server could not be installed (log: $log); $hint"
  rm -f "$log"
}

# --- console --------------------------------------------------------------------------------------------------------

# Without the console pupils are filtered all the same: a build that fails is said, and stops nothing.
build_console() {
  [ ! -d "$root/console/src" ] || "$node" --disable-warning=ExperimentalWarning "$root/scripts/build-console.ts" || true
}

# --------------------------------------------------------------------------------------------------------------------

install_dependencies
[ "$mode" = install ] && exit
choose_runtime
vitest=$root/node_modules/vitest/vitest.mjs
# Every process and command starts a third quicker; where the folder cannot be written, Node goes on without.
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$root/node_modules/.cache/schoolgate}"

case $mode in
start)
  ensure_redis
  build_console
  exec "$node" --disable-warning=ExperimentalWarning "$root/cli/schoolgate.ts" start "$@"
  ;;
demo)
  if [ "${1:-}" != codes ]; then
    ensure_redis
    build_console
  fi
  exec "$node" --disable-warning=ExperimentalWarning "$root/demo/run.ts" "$@"
  ;;
schoolgate)
  exec "$node" --disable-warning=ExperimentalWarning "$root/cli/schoolgate.ts" "$@"
  ;;
test)
  ensure_redis
  cd "$root"
  exec "$node" "$vitest" run "$@"
  ;;
check)
  cd "$root"
  exec "$node" scripts/check.mjs "$@"
  ;;
check-deep)
  ensure_redis
  cd "$root"
  "$node" scripts/check.mjs
  exec "$node" "$vitest" run --config test/deep/vitest.config.ts --root . --passWithNoTests "$@"
  ;;
bench)
  ensure_redis
  cd "$root"
  exec "$node" --disable-warning=ExperimentalWarning bench/run.ts "$@"
  ;;
*)
  fail "there is no mode $mode"
  ;;
esac
