// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/pki"
)

// Limits on what is looked at in the folder of a key file, which may be one of
// downloads.
const (
	maxBeside     = 64      // files
	maxBesideSize = 1 << 20 // octets of each; larger ones are passed over
)

var certificateEndings = []string{".cer", ".crt", ".p7b", ".pem", ".der"}

// besideKey lists the files in the folder of a key file that by their names are
// certificates, the first of them by name. Of a folder that cannot be read
// there are none.
func besideKey(file string) []string {
	entries, _ := os.ReadDir(filepath.Dir(file))
	var names []string
	for _, entry := range entries {
		ending := strings.ToLower(filepath.Ext(entry.Name()))
		if len(names) < maxBeside && slices.Contains(certificateEndings, ending) {
			names = append(names, filepath.Join(filepath.Dir(file), entry.Name()))
		}
	}
	return names
}

// certificatesBeside reads the certificates in the folder of a key file.
// Nobody named them, so what cannot be read is passed over in silence.
func certificatesBeside(file string) []*x509.Certificate {
	var all []*x509.Certificate
	for _, name := range besideKey(file) {
		if data := readBeside(name, maxBesideSize); data != nil {
			certificates, _ := pki.ParseCertificates(data)
			all = append(all, certificates...)
		}
	}
	return all
}

// keyIDsBeside returns the identifiers in the Key-11.dat that belongs to a
// Key-6.dat by its name: "copy of key-6.dat" has "copy of Key-11.dat".
func keyIDsBeside(file string) (ids [][]byte, name string) {
	own := strings.ToLower(filepath.Base(file))
	if !strings.Contains(own, "key-6") {
		return nil, ""
	}
	entries, _ := os.ReadDir(filepath.Dir(file))
	for _, entry := range entries {
		if strings.ToLower(entry.Name()) != strings.Replace(own, "key-6", "key-11", 1) {
			continue
		}
		name := filepath.Join(filepath.Dir(file), entry.Name())
		if ids, ok := container.KeyIDs(readBeside(name, maxBesideSize)); ok {
			return ids, name
		}
	}
	return nil, ""
}

// readBeside returns the octets of a regular file, or nil.
func readBeside(name string, limit int64) []byte {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > limit {
		return nil
	}
	data, _ := readFile(name, limit)
	return data
}
