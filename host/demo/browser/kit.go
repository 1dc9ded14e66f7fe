// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"fmt"
	"path/filepath"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/product"
)

// Kit is the demo build of the product: an extension and a native host that
// know each other.
type Kit struct {
	Extension string // its folder, unpacked
	Host      installer.Host
}

// NewKit lays the demo extension of a checkout into out, for the sites given,
// and describes the native host at the path program.
func NewKit(checkout, out, program string, sites []Site) (*Kit, error) {
	if err := LayDemoExtension(checkout, out, sites); err != nil {
		return nil, err
	}
	host, err := product.Host(checkout, true)
	if err != nil {
		return nil, fmt.Errorf("browser: reading the extension's ids: %w", err)
	}
	extension, err := filepath.Abs(out)
	if err != nil {
		return nil, fmt.Errorf("browser: %w", err)
	}
	if host.Path, err = filepath.Abs(program); err != nil {
		return nil, fmt.Errorf("browser: %w", err)
	}
	return &Kit{Extension: extension, Host: host}, nil
}

// Options loads the extension and registers the host in a profile under dir.
func (k *Kit) Options(dir string) Options {
	return Options{Extensions: []string{k.Extension}, Hosts: []installer.Host{k.Host}, Dir: dir}
}
