// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"bytes"
	"crypto"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// Departures are ways in which programs in use write a signature otherwise than
// RFC 5652 has it. All are read.
type Departures struct {
	// Unsorted: the signed attributes are not in the order of DER. Some programs
	// sort them neither to sign nor to write, others to sign only.
	Unsorted bool
	// Nested: r‖s of DSTU 4145 stand in another octet string, as some
	// cash-register software writes them.
	Nested bool
}

// Verify checks that the value is one by a key, with a scheme made for it: over
// the signed attributes or, where there are none, over a content whose digest by
// the scheme's hash is given (RFC 5652 sections 5.4 and 5.6). What the attributes
// say is not looked at, THE DIGEST OF THE CONTENT AMONG IT. The departures are
// known as far as it came; the error is of [pki.Scheme.Verify].
func (si *SignerInfo) Verify(scheme pki.Scheme, key crypto.PublicKey, content []byte) (d Departures, err error) {
	digests := [][]byte{content}
	if signed := si.SignedOctets(); signed != nil {
		digests[0] = scheme.Hash.Sum(signed)
		sorted := *si
		sorted.SetSignedAttrs(si.SignedAttrs)
		if der := sorted.SignedOctets(); !bytes.Equal(der, signed) {
			d.Unsorted = true
			digests = append(digests, scheme.Hash.Sum(der))
		}
	}
	_, national := key.(*dstu4145.PublicKey)
	flat, nested := pki.UnwrapDSTU(si.Signature)
	for _, digest := range digests {
		if err = scheme.Verify(key, digest, si.Signature); err == nil {
			return d, nil
		}
		if national && nested && scheme.Verify(key, digest, flat) == nil {
			d.Nested = true
			return d, nil
		}
	}
	return d, err
}
