// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package device

import "github.com/pidpys/pidpys/host/key"

// opensc is OpenSC, which knows many cards, among them those by PIV (NIST SP
// 800-73). It gets the cards that no other row takes, and stands last. Where it
// lies on macOS is unverified.
var opensc = []row{{
	Module: Module{ID: "opensc", Name: "Смарт-картка", Form: key.FormCard, Rest: true, Optional: true},
	on: map[string][]string{
		"linux": {
			"/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
			"/usr/lib64/opensc-pkcs11.so", "/usr/lib64/pkcs11/opensc-pkcs11.so",
			"/usr/lib/opensc-pkcs11.so", "/usr/lib/pkcs11/opensc-pkcs11.so",
		},
		"freebsd": {"/usr/local/lib/opensc-pkcs11.so"},
		"windows": {`C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll`},
		"darwin":  {"/Library/OpenSC/lib/opensc-pkcs11.so"},
	},
}}
