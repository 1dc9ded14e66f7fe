// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package device

import "github.com/pidpys/pidpys/host/key"

// avest are AvestKey and EfitKey, of Avest Ukraine: one module under two names.
// Of the ATR of EfitKey the middle is not public. Where the modules lie on
// Windows is unverified.
var avest = []row{
	{
		Module: Module{
			ID: "avestkey", Name: "AvestKey", Form: key.FormToken,
			Readers: []string{"AvestUA AvestKey"},
		},
		on: map[string][]string{
			"linux":   {"/opt/iit/eu/sw/libefitkeynxt.so"},
			"windows": inWindows("avcryptokinxt.dll"),
		},
	},
	{
		Module: Module{
			ID: "efitkey", Name: "EfitKey", Form: key.FormToken,
			ATRs: []ATR{{
				Value: []byte{0x3B, 0x8F, 0x01, 'E', 'F', 'K', 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0xC2},
				Mask:  []byte{255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255},
			}},
		},
		on: map[string][]string{
			"linux":   {"/opt/iit/eu/sw/libefitkeynxt.so"},
			"windows": inWindows("efitkeynxt.dll"),
		},
	},
}
