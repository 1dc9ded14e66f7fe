// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package sbom

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Sums is what the list of checksums is called.
const Sums = "SHA256SUMS"

// Checksums writes the SHA-256 of files into the folder that they lie in or
// below, as sha256sum(1) checks it, and returns the list's path.
func Checksums(files []string, folder string) (string, error) {
	path, err := checksums(files, folder)
	if err != nil {
		return "", fmt.Errorf("sbom: %w", err)
	}
	return path, nil
}

func checksums(files []string, folder string) (string, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	var list strings.Builder
	for _, file := range slices.Sorted(slices.Values(files)) {
		if file, err = filepath.Abs(file); err != nil {
			return "", err
		}
		name, err := filepath.Rel(folder, file)
		if err != nil {
			return "", err
		}
		sum, err := sum(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&list, "%s  %s\n", sum, filepath.ToSlash(name))
	}
	path := filepath.Join(folder, Sums)
	return path, os.WriteFile(path, []byte(list.String()), 0o644)
}

// sum is a file's SHA-256 in hexadecimal.
func sum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
