#!/usr/bin/env bash
# Makes the machine and .venv ready: prepare.sh SECTION... (of installer/debian-packages.txt).
# As root it installs the Debian packages that are missing; otherwise it names them and goes on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf '%s\n' "$*"; }

packages_of() {
    awk -v wanted="[$1]" '/^\[/ { inside = ($0 == wanted); next } inside && NF && !/^#/' \
        installer/debian-packages.txt
}

# Names that Debian 13 renamed (libglib2.0-0t64) are found among what is provided.
installed() {
    dpkg-query -W -f='${db:Status-Status} ${Package}, ${Provides}\n' |
        sed -n 's/^installed //p' | tr ',' '\n' | sed 's/[ (:].*//; s/^ *//' | sort -u
}

find_python() {
    local name
    for name in "${PYTHON:-python3.11}" python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            say "$name"
            return
        fi
    done
    return 1
}

# One package of the lock file with its hashes.
locked() { awk -v name="$1==" 'index($0, name) == 1 { on = 1 } on { print } on && !/\\$/ { exit }' requirements-dev.lock; }

can_make_environments() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

install_debian_packages() {
    say "Installing Debian packages: $*"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >/dev/null
    apt-get install -y -q --no-install-recommends "$@" </dev/null >/dev/null
}

wanted=()
for section in "$@"; do
    mapfile -t -O "${#wanted[@]}" wanted < <(packages_of "$section")
done
python=$(find_python) || python=""
if [ ! -x .venv/bin/python ] && { [ -z "$python" ] || ! can_make_environments "$python"; }; then
    mapfile -t -O "${#wanted[@]}" wanted < <(packages_of python)
fi

missing=()
if command -v dpkg-query >/dev/null; then
    mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) <(installed))
else
    say "Not a Debian system. What these Debian packages hold must be there: ${wanted[*]}"
fi
if [ "${#missing[@]}" -gt 0 ]; then
    if [ "$(id -u)" -eq 0 ]; then
        install_debian_packages "${missing[@]}"
    else
        say "Missing system packages, to be installed by root:"
        say "    apt-get install --no-install-recommends ${missing[*]}"
        say "Going on with what can run without them."
    fi
fi

if [ ! -x .venv/bin/python ]; then
    if ! python=$(find_python); then
        say "Python 3.11 or newer is missing: apt-get install python3 python3-venv" >&2
        exit 1
    fi
    if ! can_make_environments "$python"; then
        say "$python cannot make an environment: apt-get install python3-venv" >&2
        exit 1
    fi
    "$python" -m venv .venv
fi

if [ ! .venv/.locked -nt requirements-dev.lock ] || [ ! .venv/.locked -nt pyproject.toml ]; then
    say "Installing the locked Python packages (about 400 MB the first time) …"
    export PIP_DISABLE_PIP_VERSION_CHECK=1
    # Debian 12's own pip (23.0) takes the newest of what is asked for with an extra, not the locked one.
    .venv/bin/python -m pip install -q --require-hashes -r <(locked pip)
    .venv/bin/python -m pip install -q --require-hashes -r requirements-dev.lock
    .venv/bin/python -m pip install -q --no-deps --no-build-isolation --editable . 2>&1 |
        { grep -v -E "BuildBackendWarning|^ *(!!|\*+|with strategy|Please be careful|name as your)|^ *$" || true; }
    touch .venv/.locked
fi
