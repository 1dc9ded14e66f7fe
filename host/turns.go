// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// turnsFolder is where the processes of this user meet to take turns at a token:
// in the cache, or for a user without one, as a service may be, in a folder of
// their own among the temporary ones. Its name is known to everybody there, so
// somebody else may have made it: then it is an error, since whoever owns it has
// this program write where they please.
func turnsFolder(name string) (string, error) {
	if cache, err := os.UserCacheDir(); err == nil {
		return filepath.Join(cache, name, "tokens"), nil
	}
	folder := filepath.Join(os.TempDir(), fmt.Sprintf("%s-%d", name, os.Geteuid()))
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return "", err
	}
	if !info.IsDir() || !ownedAlone(info) {
		return "", fmt.Errorf("%s is somebody else's", folder)
	}
	return folder, nil
}
