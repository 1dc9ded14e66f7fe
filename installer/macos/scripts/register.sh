#!/bin/sh
# SPDX-FileCopyrightText: The Pidpys Authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Tells all browsers of this Mac where @TITLE@ is, and the terminal too.
set -eu
"@PLACE@/@NAME@" install --system
mkdir -p /usr/local/bin
ln -sf "@PLACE@/@NAME@" /usr/local/bin/@NAME@
