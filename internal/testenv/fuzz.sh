#!/usr/bin/env bash
# Runs every fuzz target for FUZZTIME (default 5s) each. Packages that link the wire types are left out unless FUZZALL is set:
# their instrumented build takes longer than the fuzzing; their seeds run with the ordinary tests.
set -euo pipefail
time=${FUZZTIME:-5s}
count=0
left=()
for pkg in $(go list ./...); do
  dir=$(go list -f '{{.Dir}}' "$pkg")
  targets=$(cat "$dir"/*_test.go 2>/dev/null | grep -oE '^func Fuzz[A-Za-z0-9_]+' | sed 's/^func //' | sort -u || true)
  [ -n "$targets" ] || continue
  if [ -z "${FUZZALL:-}" ] && go list -deps -test "$pkg" | grep -qx 'github.com/gotd/td/tg'; then
    left+=("$pkg")
    continue
  fi
  for target in $targets; do
    run() { out=$(go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$pkg" 2>&1); }
    # On a busy machine the fuzzing engine may miss its own deadline at the end, with nothing found: that is tried once more.
    if ! run && ! { grep -q 'context deadline exceeded' <<<"$out" && ! grep -q 'Failing input' <<<"$out" && run; }; then
      echo "$out"
      echo "fuzz: $pkg $target failed; the input that did it is kept in its testdata/fuzz"
      exit 1
    fi
    count=$((count + 1))
  done
done
echo "fuzz: $count targets, $time each, nothing found; seeds alone for: ${left[*]:-none}"
