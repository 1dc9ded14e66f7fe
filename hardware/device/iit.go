// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package device

import "github.com/pidpys/pidpys/host/key"

// iit are the carriers of ІІТ (Institute of Informational Technologies). Their
// modules load libraries beside themselves, and take locks of the whole system
// that the vendor's own programs take too: while one of those runs, a call may
// not return. Of the folders on Windows only that of the 32-bit module of
// Алмаз-1К is known, the others are unverified; those on macOS are not known. A
// Кристал-1 of the older kind (USB 03EB:9301) is no reader of PC/SC and is not
// found.
var iit = []row{
	{
		Module: Module{
			ID: "almaz-1k", Name: "Алмаз-1К", Form: key.FormToken,
			Readers: []string{"IIT E.Key Almaz-1C"},
			ATRs:    []ATR{{Value: []byte{0x3B, 0x90, 0x18, 0x01, 0x89}}},
		},
		on: map[string][]string{
			"linux": {"/opt/iit/eu/sw/pkcs11.eka1c.so"},
			"windows": {
				`C:\Program Files\Institute of Informational Technologies\EKeys\Almaz1C\PKCS11.EKeyAlmaz1C.dll`,
				`C:\Program Files (x86)\Institute of Informational Technologies\EKeys\Almaz1C\PKCS11.EKeyAlmaz1C.dll`,
			},
		},
	},
	{
		Module: Module{
			ID: "crystal-1", Name: "Кристал-1", Form: key.FormToken,
			Readers: []string{"IIT E.Key Crystal-1"},
		},
		on: map[string][]string{
			"linux": {"/opt/iit/eu/sw/pkcs11.ekc1.so"},
			"windows": {
				`C:\Program Files\Institute of Informational Technologies\EKeys\Crystal1\PKCS11.EKeyCrystal1.dll`,
				`C:\Program Files (x86)\Institute of Informational Technologies\EKeys\Crystal1\PKCS11.EKeyCrystal1.dll`,
			},
		},
	},
	{
		Module: Module{ID: "gryada-301", Name: "Гряда-301", Form: key.FormModule, Optional: true},
		on:     map[string][]string{"linux": {"/opt/iit/eu/sw/pkcs11.ncmg301.so"}},
	},
}
