// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"io"
	"os"

	"github.com/pidpys/pidpys/host/cms"
)

// seekable is [cms.Binary] for whoever reads a file more than once. Text is decoded
// into a temporary file, which done removes.
func seekable(file *os.File) (message *os.File, done func(), err error) {
	decoded, text := cms.Binary(file)
	if !text {
		_, err := file.Seek(0, io.SeekStart)
		return file, func() {}, err
	}
	beside, err := os.CreateTemp("", "pidpys-")
	if err != nil {
		return nil, nil, err
	}
	done = func() {
		beside.Close()
		os.Remove(beside.Name())
	}
	if _, err = io.Copy(beside, decoded); err == nil {
		_, err = beside.Seek(0, io.SeekStart)
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return beside, done, nil
}
