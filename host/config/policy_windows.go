// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sys/windows/registry"
)

// systemPolicy is the machine's key for policies, which users cannot write unless
// an administrator let them. A member of config.json is a value of the same name:
//
//	pin_entry, log_level   REG_SZ
//	key_kinds              REG_MULTI_SZ, a kind on each line
//	the others             REG_SZ or REG_MULTI_SZ, whose lines are the member's JSON
func systemPolicy() policy {
	return hive{registry.LOCAL_MACHINE, `SOFTWARE\Policies\Pidpys`}
}

// A hive is a key of the registry, in the 64-bit view.
type hive struct {
	root registry.Key
	path string
}

var roots = map[registry.Key]string{registry.LOCAL_MACHINE: "HKLM", registry.CURRENT_USER: "HKCU"}

func (h hive) place() string { return roots[h.root] + `\` + h.path }

func (h hive) values() ([]policyValue, error) {
	key, err := registry.OpenKey(h.root, h.path, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if errors.Is(err, registry.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer key.Close()
	names, err := key.ReadValueNames(-1)
	if err != nil {
		return nil, err
	}
	var all []policyValue
	for _, name := range names {
		if name == "" {
			continue // the key's own value, which means nothing here
		}
		lines, err := linesOf(key, name)
		all = append(all, policyValue{strings.ToLower(name), lines, err})
	}
	return all, nil
}

// linesOf reads a text of one or more lines.
func linesOf(key registry.Key, name string) ([]string, error) {
	size, kind, err := key.GetValue(name, nil)
	switch {
	case err != nil:
		return nil, err
	case size > 2*maxPlace+2: // UTF-16, and its end
		return nil, tooLong(maxPlace)
	case kind == registry.MULTI_SZ:
		lines, _, err := key.GetStringsValue(name)
		return lines, err
	case kind == registry.SZ:
		line, _, err := key.GetStringValue(name)
		return []string{line}, err
	}
	return nil, fmt.Errorf("its type is %d, neither REG_SZ nor REG_MULTI_SZ", kind)
}
