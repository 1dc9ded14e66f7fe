// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp

import (
	"crypto/x509"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/internal/der"
)

// An Info is what an authority states.
//
//	TSTInfo ::= SEQUENCE {                           -- RFC 3161 section 2.4.2
//	  version INTEGER { v1(1) },
//	  policy OBJECT IDENTIFIER,
//	  messageImprint MessageImprint,
//	  serialNumber INTEGER,
//	  genTime GeneralizedTime,
//	  accuracy Accuracy OPTIONAL,
//	  ordering BOOLEAN DEFAULT FALSE,
//	  nonce INTEGER OPTIONAL,
//	  tsa [0] EXPLICIT GeneralName OPTIONAL,
//	  extensions [1] IMPLICIT Extensions OPTIONAL }
type Info struct {
	Policy  x509.OID
	Imprint Imprint
	Serial  *big.Int
	Time    time.Time
	// Accuracy is how far the true time may be from Time, to either side; 0
	// when nothing is said.
	Accuracy time.Duration
	// Ordering says that tokens of this authority are ordered by Time alone.
	Ordering bool
	Nonce    *big.Int // nil when there is none
	// TSA is the authority's name as a DER GeneralName, nil when absent. It is
	// a hint: the certificate says who signed.
	TSA []byte
}

// Earliest is the first moment that Time may stand for.
func (i *Info) Earliest() time.Time { return i.Time.Add(-i.Accuracy) }

// Latest is the last moment that Time may stand for.
func (i *Info) Latest() time.Time { return i.Time.Add(i.Accuracy) }

func parseInfo(octets []byte) (*Info, error) {
	in := cryptobyte.String(octets)
	var seq, text, tsa, element cryptobyte.String
	var version int
	var hasTSA, ok bool
	if !in.ReadASN1(&seq, casn1.SEQUENCE) || !in.Empty() || !seq.ReadASN1Integer(&version) || version != 1 {
		return nil, malformed("TSTInfo")
	}
	i := &Info{Serial: new(big.Int)}
	if i.Policy, ok = readOID(&seq); !ok {
		return nil, malformed("policy")
	}
	var err error
	if i.Imprint, err = readImprint(&seq); err != nil {
		return nil, err
	}
	if !seq.ReadASN1Integer(i.Serial) || !seq.ReadASN1(&text, casn1.GeneralizedTime) {
		return nil, malformed("TSTInfo")
	}
	if i.Time, err = ber.GeneralizedTime(text); err != nil {
		return nil, malformed("genTime")
	}
	if seq.PeekASN1Tag(casn1.SEQUENCE) {
		if i.Accuracy, err = readAccuracy(&seq); err != nil {
			return nil, err
		}
	}
	if !der.ReadFlag(&seq, &i.Ordering) {
		return nil, malformed("ordering")
	}
	if i.Nonce, err = readNonce(&seq); err != nil {
		return nil, err
	}
	if !seq.ReadOptionalASN1(&tsa, &hasTSA, casn1.Tag(0).ContextSpecific().Constructed()) {
		return nil, malformed("tsa")
	}
	if hasTSA {
		var tag casn1.Tag
		if !tsa.ReadAnyASN1Element(&element, &tag) || !tsa.Empty() {
			return nil, malformed("tsa")
		}
		i.TSA = element
	}
	return i, readExtensions(&seq)
}

// maxAccuracy is a day: who knows the time no better has none to sell.
const maxAccuracy = 24 * 60 * 60 // seconds

// readAccuracy: RFC 3161 section 2.4.2. The parts of a second count from 1 to 999;
// zero is written too.
func readAccuracy(s *cryptobyte.String) (time.Duration, error) {
	var seq cryptobyte.String
	var seconds int
	if !s.ReadASN1(&seq, casn1.SEQUENCE) {
		return 0, malformed("accuracy")
	}
	if seq.PeekASN1Tag(casn1.INTEGER) && (!seq.ReadASN1Integer(&seconds) || seconds < 0 || seconds > maxAccuracy) {
		return 0, malformed("accuracy")
	}
	accuracy := time.Duration(seconds) * time.Second
	for n, unit := range []time.Duration{time.Millisecond, time.Microsecond} {
		var octets cryptobyte.String
		var present bool
		if !seq.ReadOptionalASN1(&octets, &present, casn1.Tag(n).ContextSpecific()) {
			return 0, malformed("accuracy")
		}
		if !present {
			continue
		}
		part := new(big.Int).SetBytes(octets)
		if len(octets) == 0 || octets[0] >= 0x80 || part.Cmp(big.NewInt(999)) > 0 {
			return 0, malformed("accuracy")
		}
		accuracy += time.Duration(part.Int64()) * unit
	}
	if !seq.Empty() {
		return 0, malformed("accuracy")
	}
	return accuracy, nil
}

// readExtensions reads the extensions of a TSTInfo. No critical one is
// processed here (RFC 3161 section 2.4.2, extensions).
func readExtensions(s *cryptobyte.String) error {
	var extensions cryptobyte.String
	var present bool
	if !s.ReadOptionalASN1(&extensions, &present, casn1.Tag(1).ContextSpecific().Constructed()) || !s.Empty() {
		return malformed("extensions")
	}
	for !extensions.Empty() {
		var extension der.Extension
		if !der.ReadExtension(&extensions, &extension) {
			return malformed("extension")
		}
		if extension.Critical {
			return malformed("critical extension")
		}
	}
	return nil
}
