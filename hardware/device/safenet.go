// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package device

import "github.com/pidpys/pidpys/host/key"

// safenet are the eTokens of SafeNet (Thales), with the module of SafeNet
// Authentication Client. It lies under a name with its version, beside links
// that are not followed. The folders on Linux and macOS are unverified.
var safenet = []row{{
	Module: Module{
		ID: "etoken", Name: "eToken", Form: key.FormToken,
		Readers: []string{"SafeNet eToken"},
		ATRs: []ATR{{Value: []byte{
			0x3B, 0xFF, 0x96, 0x00, 0x00, 0x81, 0x31, 0xFE, 0x43, 0x80, 0x31, 0x80,
			0x65, 0xB0, 0x85, 0x59, 0x56, 0xFB, 0x12, 0x0F, 0xFE, 0x82, 0x90, 0x00, 0x00,
		}}},
	},
	on: map[string][]string{
		"linux": {
			"/usr/lib/libeTPkcs11.so*", "/usr/lib64/libeTPkcs11.so*", "/usr/lib/x86_64-linux-gnu/libeTPkcs11.so*",
			"/usr/lib/libeToken.so*", "/usr/lib64/libeToken.so*",
		},
		"windows": inWindows("eTPKCS11.dll"),
		"darwin":  {"/usr/local/lib/libeTPkcs11*.dylib"},
	},
}}
