// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build purego || !(amd64 || arm64)

package kalyna

// blocks adds whole blocks.
func (h *ghash) blocks(octets []byte) { h.blocksPortable(octets) }
