#!/bin/sh
# SPDX-FileCopyrightText: The Pidpys Authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Sees to it that Debian packages are installed: need.sh PACKAGE…
# As root on Debian or Ubuntu it installs what is missing and says so.
# Elsewhere it says what is missing and how to get it, and exits 3.
set -eu

missing=
for package in "$@"; do
	if [ "$package" = chromium ] && command -v chromium >/dev/null 2>&1; then
		case "$(readlink -f "$(command -v chromium)")" in
		*snap*)
			echo "Chromium is here as a Snap. A Snap cannot start programs outside itself, so it cannot reach Pidpys; a browser from a .deb package can." >&2
			exit 3
			;;
		esac
		continue
	fi
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "Missing:$missing (Debian's names). Install them with this system's package manager and try again." >&2
	exit 3
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "Missing:$missing. Install them and try again: sudo apt-get install$missing" >&2
	exit 3
fi
echo "Installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # a list of package names
apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 || {
	apt-get update -qq >&2
	apt-get install -y -qq --no-install-recommends $missing >&2
}
