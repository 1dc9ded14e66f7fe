// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import "golang.org/x/sys/windows/registry"

// windowsRegistry is the real one.
type windowsRegistry struct{}

func systemRegistry() Registry { return windowsRegistry{} }

// open opens a key in its view.
func (windowsRegistry) open(k Key, access uint32) (registry.Key, error) {
	return registry.OpenKey(k.root(), k.Path, access|k.access())
}

func (k Key) root() registry.Key {
	if k.Hive == CurrentUser {
		return registry.CURRENT_USER
	}
	return registry.LOCAL_MACHINE
}

func (k Key) access() uint32 {
	if k.View == View32 {
		return registry.WOW64_32KEY
	}
	return registry.WOW64_64KEY
}

func (r windowsRegistry) Value(k Key) (string, error) {
	key, err := r.open(k, registry.QUERY_VALUE)
	if err != nil {
		return "", err
	}
	defer key.Close()
	value, _, err := key.GetStringValue("")
	return value, err
}

func (windowsRegistry) SetValue(k Key, value string) error {
	key, _, err := registry.CreateKey(k.root(), k.Path, registry.SET_VALUE|k.access())
	if err != nil {
		return err
	}
	defer key.Close()
	return key.SetStringValue("", value)
}

func (r windowsRegistry) Delete(k Key) error {
	above := k.parent()
	key, err := r.open(above, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer key.Close()
	return registry.DeleteKey(key, k.Path[len(above.Path)+1:]) // the view is the open key's
}

func (r windowsRegistry) Empty(k Key) (bool, error) {
	key, err := r.open(k, registry.QUERY_VALUE)
	if err != nil {
		return false, err
	}
	defer key.Close()
	info, err := key.Stat()
	if err != nil {
		return false, err
	}
	return info.SubKeyCount == 0 && info.ValueCount == 0, nil
}
