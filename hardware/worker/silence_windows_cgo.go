// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build windows && cgo

package main

/*
#include <fcntl.h>
#include <io.h>

// silence puts NUL in the place of the files 0, 1 and 2.
static int silence(void)
{
	int null = _open("NUL", _O_RDWR | _O_BINARY);
	if (null < 0)
		return -1;
	for (int fd = 0; fd < 3; fd++) {
		if (_dup2(null, fd) != 0)
			return -1;
	}
	return null > 2 ? _close(null) : 0;
}
*/
import "C"

import "errors"

func silence() error {
	if C.silence() != 0 {
		return errors.New("the C library keeps its standard files")
	}
	return nil
}
