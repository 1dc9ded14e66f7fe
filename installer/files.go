// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
)

// maxManifest is more than any manifest needs; a file beyond it is none.
const maxManifest = 1 << 20

// absent tells whether an error says that something does not exist.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// exists tells whether anything lies at a path, be it a link into the void.
func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if absent(err) {
		return false, nil
	}
	return err == nil, err
}

// holds tells whether a file that everybody may read, and only its owner write,
// holds just the data.
func holds(path string, data []byte) (bool, error) {
	info, err := os.Stat(path)
	if absent(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	mode := info.Mode().Perm()
	if info.Size() != int64(len(data)) || mode&0o444 != 0o444 || runtime.GOOS != "windows" && mode&0o022 != 0 {
		return false, nil
	}
	old, err := readManifest(path)
	return bytes.Equal(old, data), err
}

// readManifest reads a file no larger than a manifest can be. A pipe or a device is
// none, for it would keep us waiting.
func readManifest(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if len(data) > maxManifest {
		return nil, fmt.Errorf("%s is too large for a manifest", path)
	}
	return data, err
}

// writeFile puts a file in place of what lies there.
func writeFile(path string, data []byte, folders fs.FileMode, done *undoing) error {
	if err := makeFolders(filepath.Dir(path), folders, done); err != nil {
		return err
	}
	restore, err := remember(path)
	if err != nil {
		return err
	}
	if err := replace(path, data, 0o644); err != nil {
		return err
	}
	done.add(restore)
	return nil
}

// makeFolders makes a folder and those above it that are missing, with the mode
// whatever the umask is: all must be able to read what lies in a system's folder.
func makeFolders(path string, mode fs.FileMode, done *undoing) error {
	var missing []string
	for folder := path; ; folder = filepath.Dir(folder) {
		there, err := exists(folder)
		if err != nil {
			return err
		}
		if there {
			break
		}
		missing = append(missing, folder)
	}
	for _, folder := range slices.Backward(missing) {
		if err := makeFolder(folder, mode); err != nil {
			return err
		}
		done.add(func() error { return os.Remove(folder) })
	}
	return nil
}

// makeFolder makes a folder of just that mode, or none.
func makeFolder(path string, mode fs.FileMode) error {
	if err := os.Mkdir(path, mode); err != nil {
		return err
	}
	if err := os.Chmod(path, mode); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// remember returns how to bring back what lies at a path now.
func remember(path string) (restore func() error, err error) {
	info, err := os.Lstat(path)
	switch {
	case absent(err):
		return func() error { return os.Remove(path) }, nil
	case err != nil:
		return nil, err
	case info.Mode().Type() == fs.ModeSymlink:
		target, err := os.Readlink(path)
		return func() error {
			if err := os.Remove(path); err != nil && !absent(err) {
				return err
			}
			return os.Symlink(target, path)
		}, err
	}
	data, err := readManifest(path)
	return func() error { return replace(path, data, info.Mode().Perm()) }, err
}

// replace puts a file in place of another in one step.
func replace(path string, data []byte, mode fs.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the rename there is nothing of that name
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(mode), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// removeFile removes a file, and the folders above it that are empty then, up to
// the first that is to be kept.
func removeFile(path string, kept []string, done *undoing) error {
	restore, err := remember(path)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	done.add(restore)
	for folder := filepath.Dir(path); !slices.Contains(kept, folder) && folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		info, err := os.Stat(folder)
		if err != nil || os.Remove(folder) != nil {
			return nil // not empty, or not ours to remove: it stays
		}
		done.add(func() error { return makeFolder(folder, info.Mode().Perm()) })
	}
	return nil
}

// keptFolders are the folders that are never removed, empty or not: nobody's, or
// everybody's.
func (s Surroundings) keptFolders() []string {
	kept := []string{s.Home, filepath.Clean(s.Root)}
	for _, folder := range []string{
		"/etc/opt", "/etc", "/usr/lib", "/usr/lib64", "/Library/Application Support", "/Library",
		".config", "Library/Application Support", "Library", "AppData/Local", "AppData/Roaming",
	} {
		kept = append(kept, s.Path(folder))
	}
	for _, folder := range s.Folders {
		kept = append(kept, folder)
	}
	return kept
}
