// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"bytes"
	"errors"
	"io/fs"
	"runtime"

	"github.com/pidpys/pidpys/host/ownership"
	"github.com/pidpys/pidpys/host/strictjson"
)

// maxPlace bounds a file, or a value of the registry, in octets.
const maxPlace = 256 << 10

// A reader reads a file that is no longer than limit, or fails.
type reader = func(path string, limit int64) ([]byte, error)

// inFile is what is set in a file, nothing if it is absent, or has no place.
func inFile(path string, read reader, user bool) layer {
	l := layer{place: path, user: user}
	if path == "" {
		return l
	}
	data, err := read(path, maxPlace)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		l.err = err
		l.lost = !user && ofAdmins(err)
	default:
		l.values, l.err = parse(data)
		l.lost = !user && l.err != nil
	}
	return l
}

// ofAdmins reports whether an error is of a file that is the administrators' beyond
// doubt. One that may not be read is, where only root makes what lies on the way to
// it; on Windows anybody may make such a folder in ProgramData.
func ofAdmins(err error) bool {
	return errors.Is(err, ownership.ErrTooLong) || runtime.GOOS != "windows" && errors.Is(err, fs.ErrPermission)
}

// parse takes a file apart. Some editors of Windows put a byte order mark before
// JSON, which RFC 8259, section 8.1, lets readers ignore.
func parse(data []byte) ([]value, error) {
	written, err := strictjson.Members(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if err != nil {
		return nil, err
	}
	var values []value
	times := map[string]int{}
	for _, m := range written {
		if times[m.Name]++; times[m.Name] == 1 {
			values = append(values, value{member: m.Name, json: m.Value})
		}
	}
	for i := range values {
		if times[values[i].member] > 1 {
			values[i].err = errTwice
		}
	}
	return values, nil
}
