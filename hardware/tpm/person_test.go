// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"encoding/hex"

	"github.com/pidpys/pidpys/host/key"
)

// refOf is what opens the key of an order.
func refOf(o key.Order) key.Ref { return key.NewRef("tpm", hex.EncodeToString(o.ID)) }
