// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !windows

package doctor

import "github.com/pidpys/pidpys/installer"

// RegistryKey is nil: there is no registry.
var RegistryKey func(installer.Key) (map[string]any, error)
