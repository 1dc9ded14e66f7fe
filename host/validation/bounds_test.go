// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"bytes"
	"crypto/x509"
	"encoding/binary"
	"math/big"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBounds: whoever writes more than anybody needs costs no more than seconds
// and some hundred mebibytes.
func TestBounds(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	archived := w.Sign(t, a, s, cades.Signer{}, document, cades.LevelBLTA)
	thousand := func(sd *cms.SignedData) {
		one := sd.SignerInfos[0]
		for range 999 {
			sd.SignerInfos = append(sd.SignerInfos, one)
		}
	}
	for name, c := range map[string]struct {
		change func(*cms.SignedData)
		passed bool
		code   validation.Code // a warning
	}{
		"1 000 signers at B-LTA": {thousand, true, validation.Excess},
		"10 000 certificates": {func(sd *cms.SignedData) {
			sd.RawCertificates = slices.Concat(sd.RawCertificates, crowd(t, 9_900))
		}, true, ""},
		"10 000 certificates of the signer's number": {func(sd *cms.SignedData) {
			sd.RawCertificates = slices.Concat(sd.RawCertificates, alike(t, s.SignCert.SerialNumber, 9_900))
		}, true, ""},
		"both": {func(sd *cms.SignedData) {
			thousand(sd)
			sd.RawCertificates = slices.Concat(sd.RawCertificates, crowd(t, 9_900))
		}, true, validation.Excess},
		"counter-signatures, 12 deep": {func(sd *cms.SignedData) {
			for range 12 {
				nest(t, sd)
			}
		}, false, ""},
		"counter-signatures, 100 deep": {func(sd *cms.SignedData) {
			for range 100 {
				nest(t, sd)
			}
		}, false, ""},
		"5 000 counter-signatures": {func(sd *cms.SignedData) {
			countersign(t, w, sd, testpki.ECDSAPerson)
			values := sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDCountersignature)
			for range 60 {
				sd.SignerInfos[0].UnsignedAttrs = append(sd.SignerInfos[0].UnsignedAttrs, cms.NewAttribute(cms.OIDCountersignature, values[0]))
			}
			for range 99 {
				sd.SignerInfos = append(sd.SignerInfos, sd.SignerInfos[0])
			}
		}, true, validation.Excess},
	} {
		t.Run(name, func(t *testing.T) {
			sd := *archived
			sd.SignerInfos = slices.Clone(archived.SignerInfos)
			sd.RawCertificates = slices.Clone(archived.RawCertificates)
			c.change(&sd)
			message := cadestest.Marshal(t, &sd, document)
			v := online(w)
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			report := verify(t, v, message, nil)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			assert.Less(t, took, time.Minute)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<30), "all that was ever allocated, collected or not")
			assert.Equal(t, c.passed, report.Passed(), "%+v", report.Signatures[0].Errors)
			if c.code != "" {
				assert.Contains(t, codes(report.Signatures[len(report.Signatures)-1].Warnings), c.code)
			}
		})
	}
}

// crowd is certificates that nobody asked for, each of another number.
func crowd(t *testing.T, n int) [][]byte {
	t.Helper()
	serial := big.NewInt(0x7a7b7c7d7e7f)
	return copies(t, serial, n, func(der []byte) []byte { return der[bytes.Index(der, serial.Bytes()):] })
}

// alike are certificates of one number.
func alike(t *testing.T, serial *big.Int, n int) [][]byte {
	t.Helper()
	return copies(t, serial, n, func(der []byte) []byte { return der[len(der)-4:] })
}

// copies of a certificate differ in the four octets at a place.
func copies(t *testing.T, serial *big.Int, n int, place func([]byte) []byte) [][]byte {
	t.Helper()
	root := cadestest.NewIssuer(t)
	one := root.ECDSA(t, func(c *x509.Certificate) { c.SerialNumber = serial }).Certificate.Raw
	var all [][]byte
	for i := range n {
		der := bytes.Clone(one)
		binary.BigEndian.PutUint32(place(der), uint32(i)|1<<30)
		all = append(all, der)
	}
	return all
}

// nest puts the signature as a counter-signature into a copy of itself.
func nest(t *testing.T, sd *cms.SignedData) {
	t.Helper()
	inner, err := sd.SignerInfos[0].Marshal()
	require.NoError(t, err)
	sd.SignerInfos[0].UnsignedAttrs = cms.Attributes{cms.NewAttribute(cms.OIDCountersignature, inner)}
}
