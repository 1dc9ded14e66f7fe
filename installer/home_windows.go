// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

// foreign is false: an administrator's rights come with the account's own folders
// there.
func foreign(string) bool { return false }
