#!/bin/sh
# SPDX-FileCopyrightText: The Pidpys Authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Removes @TITLE@ from this Mac: sudo "@PLACE@/uninstall.sh"
# The administrator's own file, config.json, stays if there is one.
set -eu
if [ "$(id -u)" != 0 ]; then
	echo "Видаляє лише адміністратор · Only an administrator can uninstall: sudo $0" >&2
	exit 1
fi
place="@PLACE@"
link=/usr/local/bin/@NAME@
left=0
"$place/@NAME@" uninstall --system || left=1
if [ "$(readlink "$link" || true)" = "$place/@NAME@" ]; then
	rm "$link"
fi
if command -v pkgutil >/dev/null; then
	pkgutil --forget @IDENTIFIER@ >/dev/null 2>&1 || true
fi
cd "$place"
rm -rf @NAME@ pidpys-token extension LICENSE NOTICES VERSION register.sh uninstall.sh
cd /
rmdir "$place" 2>/dev/null || true
exit "$left"
