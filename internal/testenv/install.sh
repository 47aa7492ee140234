#!/usr/bin/env bash
# Installs what the tests need by Debian's package manager, and says exactly what is missing where it cannot.
# Idempotent and quiet.
set -euo pipefail

need=()
have() { command -v "$1" >/dev/null 2>&1; }
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || have initdb || need+=(postgresql)
have ip || need+=(iproute2)
have ffmpeg || need+=(ffmpeg) # makes the films and sounds that the tests send; the server previews films with it
have unshare || need+=(util-linux)
have git || need+=(git)
have node || need+=(nodejs)
have npm || need+=(npm)
have python3 || need+=(python3)
python3 -c 'import venv, ensurepip' 2>/dev/null || need+=(python3-venv)

# An S3 server for the tests of blob, built outside this module: what it imports is none of ours.
s3() {
  local version=v1.8.0 dir="${XDG_CACHE_HOME:-$HOME/.cache}/lamplight-tests"
  have versitygw && return
  [ -x "$dir/versitygw" ] && [ "$(cat "$dir/versitygw.version" 2>/dev/null)" = "$version" ] && return
  mkdir -p "$dir"
  if ! (cd "$dir" && GOFLAGS=-mod=mod GOBIN="$dir" go install "github.com/versity/versitygw/cmd/versitygw@$version") >"$dir/log" 2>&1; then
    tail -n 20 "$dir/log" >&2
    echo "Could not build versitygw $version, the S3 server of the tests." >&2
    exit 1
  fi
  echo "$version" >"$dir/versitygw.version"
}
s3
[ ${#need[@]} -eq 0 ] && exit 0

if ! have apt-get || [ "$(id -u)" != 0 ]; then
  echo "The tests need packages that are not installed. As root, on Debian: apt-get install ${need[*]}" >&2
  exit 1
fi
log=$(mktemp)
# postgresql's own cluster is not wanted: the tests start one of their own.
mkdir -p /etc/postgresql-common && [ -e /etc/postgresql-common/createcluster.conf ] ||
  echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "Could not install: ${need[*]}. Install them by hand and run this again." >&2
  exit 1
fi
rm -f "$log"
