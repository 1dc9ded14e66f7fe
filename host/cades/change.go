// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"slices"

	"github.com/pidpys/pidpys/host/cms"
)

// clone is a copy that can be added to while the message stays as it is.
func clone(sd *cms.SignedData) cms.SignedData {
	c := *sd
	c.DigestAlgorithms = slices.Clone(sd.DigestAlgorithms)
	c.RawCertificates, c.Certificates = slices.Clone(sd.RawCertificates), slices.Clone(sd.Certificates)
	c.CRLs, c.SignerInfos = slices.Clone(sd.CRLs), slices.Clone(sd.SignerInfos)
	return c
}

// replace makes a message what its copy became, unless nobody could read that:
// [cms.ErrTooLarge].
func replace(sd, by *cms.SignedData) error {
	if err := by.CheckLimits(); err != nil {
		return err
	}
	*sd = *by
	return nil
}
