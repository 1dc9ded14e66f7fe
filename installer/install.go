// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Install writes the host's manifest where the location's browser looks for
// it and returns that path. It may be called again: changed is false when the
// manifest lay there already, octet for octet. A reader sees the old manifest
// or the new one, never a part.
func Install(l Location, home string, h Host) (path string, changed bool, err error) {
	if !filepath.IsAbs(h.Path) {
		return "", false, fmt.Errorf("installer: the program's path %q is not absolute", h.Path)
	}
	manifest, err := h.Manifest(l.Family)
	if err != nil {
		return "", false, fmt.Errorf("installer: %w", err)
	}
	path = l.Path(home, h.Name)
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, manifest) {
		return path, false, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", false, fmt.Errorf("installer: %w", err)
	}
	if err := replace(path, manifest); err != nil {
		return "", false, fmt.Errorf("installer: %w", err)
	}
	return path, true, nil
}

// Uninstall removes the manifest of the host called name; changed is false
// when there was none.
func Uninstall(l Location, home, name string) (path string, changed bool, err error) {
	path = l.Path(home, name)
	err = os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, false, nil
	}
	if err != nil {
		return path, false, fmt.Errorf("installer: %w", err)
	}
	return path, true, nil
}

// replace puts a file in place of another in one step.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the rename there is nothing of that name
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
