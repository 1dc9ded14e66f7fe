// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
)

// An adoption is a signature that the key's provider makes whole, of a content with
// this digest.
type adoption struct {
	signer cades.Signer
	digest []byte
}

func (a adoption) Finish(message []byte) (*cms.SignedData, error) {
	return a.signer.Adopt(message, a.digest)
}

func (a adoption) FinishInto(sd *cms.SignedData, message []byte) error {
	return a.signer.AdoptInto(sd, message, a.digest)
}
