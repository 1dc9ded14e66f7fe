// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !windows

package installer

func systemRegistry() Registry { return nil }
