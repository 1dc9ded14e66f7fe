// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !windows

package config

// systemPolicy is nil: administrators write the file.
func systemPolicy() policy { return nil }
