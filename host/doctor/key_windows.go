// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"golang.org/x/sys/windows/registry"

	"github.com/pidpys/pidpys/installer"
)

// Limits on what is read below a key.
const (
	maxValues = 1024 // of a key
	maxDepth  = 4    // keys below each other
)

// RegistryKey is [Bench.Key] for this machine.
func RegistryKey(key installer.Key) (map[string]any, error) {
	hive := registry.LOCAL_MACHINE
	if key.Hive == installer.CurrentUser {
		hive = registry.CURRENT_USER
	}
	access := uint32(registry.READ | registry.WOW64_64KEY)
	if key.View == installer.View32 {
		access = registry.READ | registry.WOW64_32KEY
	}
	return readKey(hive, key.Path, access, maxDepth)
}

func readKey(above registry.Key, path string, access uint32, depth int) (map[string]any, error) {
	key, err := registry.OpenKey(above, path, access)
	if errors.Is(err, registry.ErrNotExist) {
		return nil, fmt.Errorf("doctor: %w", fs.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("doctor: %w", err)
	}
	defer key.Close()
	all := map[string]any{}
	names, _ := key.ReadValueNames(maxValues) // the rest is an error, which says only that there is no more
	for _, name := range names {
		if text, _, err := key.GetStringValue(name); err == nil {
			all[name] = text
		} else if number, _, err := key.GetIntegerValue(name); err == nil {
			all[name] = number
		} else if lines, _, err := key.GetStringsValue(name); err == nil {
			all[name] = strings.Join(lines, "\n")
		}
	}
	below, _ := key.ReadSubKeyNames(maxValues)
	for _, name := range below {
		if depth == 0 {
			break
		}
		if values, err := readKey(key, name, access, depth-1); err == nil {
			all[name] = values
		}
	}
	return all, nil
}
