// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package device

import (
	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/host/key"
)

// avtor are the carriers of Автор. Which of its two readers is which model is
// not public, so both modules are asked about either. The module for Linux wants
// an executable stack, which glibc refuses from 2.41 on. Where the modules lie
// on Windows is unverified. A published report has a SecureToken-338S whose
// module lists no signing by DSTU 4145.
var avtor = []row{
	{
		Module: Module{
			ID: "securetoken-337", Name: "SecureToken-337", Form: key.FormToken,
			Readers: avtorReaders, ATRs: avtorATRs, Quirks: avtorQuirks,
		},
		on: map[string][]string{
			"linux":   {"/opt/iit/eu/sw/libav337p11d.so", "/usr/lib/libav337p11d.so"},
			"windows": inWindows("Av337CryptokiD.dll"),
		},
	},
	{
		Module: Module{
			ID: "securetoken-338", Name: "SecureToken-338", Form: key.FormToken,
			Readers: avtorReaders, ATRs: avtorATRs, Quirks: avtorQuirks,
		},
		on: map[string][]string{"windows": inWindows("Av338CryptokiD.dll")},
	},
}

var (
	avtorReaders = []string{"Avtor SecureToken", "Avtor SC Reader 371"}
	avtorATRs    = []ATR{
		{Value: []byte{0x3B, 0x98, 0x18, 0x81, 0x31, 0xFE, 0x43, 0x30, 0x41, 0x56, 0x54, 0x00, 0x00, 0x00, 0x07, 0xF9}},
		{Value: []byte{0x3B, 0x98, 0x18, 0x81, 0x31, 0xFE, 0x45, 0x35, 0x41, 0x56, 0x54, 0x00, 0x00, 0x00, 0x20, 0xDD}},
		{Value: []byte{0x3B, 0xB7, 0x18, 0x00, 0x81, 0x31, 0x70, 0x43, 0x10, 0x43, 0x4E, 0x54, 0x52, 0x56, 0x32, 0x53}},
	}
	// With many keys C_DeriveKey gives CKR_ENCRYPTED_DATA_INVALID for want of
	// memory.
	avtorQuirks = Quirks{Full: []cryptoki.RV{0x40}}
)
