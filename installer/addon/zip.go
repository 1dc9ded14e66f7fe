// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package addon

import (
	"archive/zip"
	"bytes"
	"fmt"
	"time"
)

// dawn is the first time that a ZIP archive can tell.
var dawn = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// Zip packs the files into an archive that depends on nothing but them and the
// date: sorted, all of that date, all readable by everybody, compressed alike.
func (f Files) Zip(date time.Time) ([]byte, error) {
	if date.Before(dawn) {
		date = dawn
	}
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, path := range f.Paths() {
		header := &zip.FileHeader{Name: path, Method: zip.Deflate, Modified: date.UTC()}
		header.SetMode(0o644)
		entry, err := w.CreateHeader(header)
		if err == nil {
			_, err = entry.Write(f[path])
		}
		if err != nil {
			return nil, fmt.Errorf("addon: packing %s: %w", path, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("addon: %w", err)
	}
	return archive.Bytes(), nil
}
