// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

func adminFolder() string { return "/Library/Application Support/Pidpys" }
