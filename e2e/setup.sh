#!/bin/sh
# Installs the client libraries that the tests drive, with the ordinary package managers, into ignored folders:
# clients/*/node_modules and .venv. Does nothing where the right versions are there already. Node.js and Python themselves
# are the business of internal/testenv/install.sh.
set -eu
cd "$(dirname "$0")"

need() {
	command -v "$1" >/dev/null 2>&1 || { echo "e2e: $1 is not installed: $2" >&2; exit 1; }
}

need node "install Node.js 20 or newer (on Debian: apt-get install nodejs npm)"
need npm "install npm (on Debian: apt-get install npm)"
need python3 "install Python 3.10 or newer (on Debian: apt-get install python3 python3-venv)"

# The install scripts stay out: the only ones would compile a database that the drivers do not use, or look for an
# addon that comes with its package.
for client in gramjs mtcute mtcuteweb tdlib; do
	(
		cd "clients/$client"
		cmp -s package-lock.json node_modules/.installed && exit 0
		npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
		cp package-lock.json node_modules/.installed
	)
done

if ! cmp -s clients/requirements.txt .venv/.installed; then
	rm -rf .venv
	python3 -c 'import ensurepip' 2>/dev/null || need python3-venv "on Debian: apt-get install python3-venv"
	python3 -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r clients/requirements.txt
	cp clients/requirements.txt .venv/.installed
fi
