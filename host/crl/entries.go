// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crl

import (
	"bytes"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/internal/der"
)

// Extensions of entries: RFC 5280 section 5.3.
var (
	oidReasonCode        = asn1.ObjectIdentifier{2, 5, 29, 21}
	oidInvalidityDate    = asn1.ObjectIdentifier{2, 5, 29, 24}
	oidCertificateIssuer = asn1.ObjectIdentifier{2, 5, 29, 29}
)

// An entry is one revoked certificate, as octets.
//
//	SEQUENCE {                                       -- RFC 5280 section 5.1
//	  userCertificate CertificateSerialNumber,
//	  revocationDate Time,
//	  crlEntryExtensions Extensions OPTIONAL }
type entry struct {
	serial     []byte // contents of the INTEGER
	date       []byte
	dateTag    casn1.Tag
	extensions cryptobyte.String
}

// readEntry takes an entry off the front of s. It allocates nothing: a list
// may have a million.
func readEntry(s *cryptobyte.String) (e entry, ok bool) {
	var seq, serial, date cryptobyte.String
	if !s.ReadASN1(&seq, casn1.SEQUENCE) || !seq.ReadASN1(&serial, casn1.INTEGER) || len(serial) == 0 ||
		!seq.ReadAnyASN1(&date, &e.dateTag) ||
		!seq.Empty() && (!seq.ReadASN1(&e.extensions, casn1.SEQUENCE) || !seq.Empty()) {
		return e, false
	}
	if len(serial) > 1 && (serial[0] == 0 && serial[1] < 0x80 || serial[0] == 0xff && serial[1] >= 0x80) {
		return e, false // two numbers must not differ by padding alone
	}
	e.serial, e.date = serial, date
	return e, true
}

// revocation reads the rest of an entry.
func (e *entry) revocation(delta bool) (r Revocation, err error) {
	if r.Time, err = e.time(); err != nil {
		return r, err
	}
	for rest := e.extensions; !rest.Empty(); {
		var extension der.Extension
		if !der.ReadExtension(&rest, &extension) {
			return r, malformed("entry extension")
		}
		switch oid := extension.OID; {
		case oid.Equal(oidReasonCode):
			var n int
			if !extension.Value.ReadASN1Enum(&n) || !extension.Value.Empty() || !Reason(n).Known() {
				return r, malformed("reasonCode")
			}
			r.Reason = Reason(n)
		case oid.Equal(oidCertificateIssuer):
			return r, ErrIndirect
		case extension.Critical && !oid.Equal(oidInvalidityDate):
			return r, fmt.Errorf("%w %v of an entry", ErrCritical, oid)
		}
	}
	if r.Reason == RemoveFromCRL && !delta {
		return r, malformed("removeFromCRL in a complete list")
	}
	return r, nil
}

func (e *entry) time() (t time.Time, err error) {
	switch e.dateTag {
	case casn1.UTCTime:
		if t, err = time.Parse("060102150405Z", string(e.date)); err != nil {
			return t, malformed("revocationDate")
		}
		if t.Year() >= 2050 { // RFC 5280 section 4.1.2.5.1
			t = t.AddDate(-100, 0, 0)
		}
		return t, nil
	case casn1.GeneralizedTime:
		if t, err = ber.GeneralizedTime(e.date); err == nil {
			return t, nil
		}
	}
	return t, malformed("revocationDate")
}

// checkEntries reads every entry, so that a list with one that cannot be
// understood is not used for any certificate.
func (l *List) checkEntries() error {
	for rest := l.entries; !rest.Empty(); l.Len++ {
		e, ok := readEntry(&rest)
		if !ok {
			return malformed("entry")
		}
		if _, err := e.revocation(l.Delta()); err != nil {
			return err
		}
	}
	return nil
}

// find looks a number up. Real lists name one twice, on hold first and revoked
// later: it counts since the earlier, and for good.
func (l *List) find(serial *big.Int) (r Revocation, found bool) {
	var b cryptobyte.Builder
	b.AddASN1BigInt(serial)
	number := cryptobyte.String(b.BytesOrPanic())
	var wanted cryptobyte.String
	number.ReadASN1(&wanted, casn1.INTEGER)
	for rest := l.entries; !rest.Empty(); {
		e, _ := readEntry(&rest)
		if !bytes.Equal(e.serial, wanted) {
			continue
		}
		again, _ := e.revocation(l.Delta())
		if !found {
			r, found = again, true
			continue
		}
		if again.Time.Before(r.Time) {
			r.Time = again.Time
		}
		if r.Reason == CertificateHold {
			r.Reason = again.Reason
		}
	}
	return r, found
}
