#!/bin/sh
# SPDX-FileCopyrightText: The Pidpys Authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Installs @TITLE@ for everybody on this Mac, or puts this version in place of
# another: sudo ./install.sh
set -eu
umask 022
if [ "$(id -u)" != 0 ]; then
	echo "Встановлює лише адміністратор · Only an administrator can install: sudo $0" >&2
	exit 1
fi
here="$(cd "$(dirname "$0")" && pwd)"
place="@PLACE@"
"$here/preinstall"
mkdir -p "$place"
# A program is never written over: the system knows a signed one by its file.
for each in "$here/files"/*; do
	name="$(basename "$each")"
	rm -rf "$place/$name"
	cp -R "$each" "$place/$name"
	chown -R 0:0 "$place/$name"
done
# What a browser downloaded and nobody notarized, macOS starts only without this mark.
if command -v xattr >/dev/null; then
	xattr -dr com.apple.quarantine "$place" 2>/dev/null || true
fi
"$place/register.sh"
echo "@TITLE@: $place"
