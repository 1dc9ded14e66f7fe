#!/bin/sh
# SPDX-FileCopyrightText: The Pidpys Authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Tells all browsers of this Mac where @TITLE@ is, and the terminal too.
set -eu
umask 022
"@PLACE@/@NAME@" install --system
mkdir -p /usr/local/bin
# Homebrew gives this folder to a person, who could lead root elsewhere by a link: -n.
# A file of that name that is no link is somebody else's.
if [ -L /usr/local/bin/@NAME@ ] || [ ! -e /usr/local/bin/@NAME@ ]; then
	ln -sfn "@PLACE@/@NAME@" /usr/local/bin/@NAME@
fi
