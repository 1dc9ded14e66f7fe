// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

var algorithms = map[string]struct {
	subscriber string
	hash       *pki.Hash
}{
	"DSTU 4145, GOST 34.311": {testpki.Person, pki.GOST34311},
	"DSTU 4145, Kupyna":      {testpki.Kupyna, pki.Kupyna256},
	"ECDSA":                  {testpki.ECDSAPerson, nil},
	"RSA":                    {testpki.RSAPerson, pki.SHA512},
}

// TestLevels signs at every level and verifies it: up to B-T with the services,
// above with nothing but what is in the file.
func TestLevels(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	for name, a := range algorithms {
		for _, level := range []cades.Level{cades.LevelBB, cades.LevelBT, cades.LevelBLT, cades.LevelBLTA} {
			for _, form := range []pdftest.Form{pdftest.Table, pdftest.Packed} {
				t.Run(name+" "+string(level)+" "+string(form), func(t *testing.T) {
					file := w.sign(t, w.Subscriber(a.subscriber), pdftest.Build(form, pdftest.Page()), level, func(s *pades.Signer) {
						s.Hash, s.Reason, s.Location, s.Name = a.hash, "Погоджено", "Київ", "Я"
					})
					v := w.verifier()
					if level == cades.LevelBB || level == cades.LevelBT {
						v.Status = w.status()
					}
					report := verify(t, v, file)
					require.Len(t, report.Signatures, 1)
					s := report.Signatures[0]
					assert.Equal(t, validation.TotalPassed, s.Indication, "%v", s.Errors)
					assert.Equal(t, level, s.Level)
					assert.True(t, report.Passed())
					assert.True(t, w.now.Equal(s.ClaimedTime))
					assert.Equal(t, level != cades.LevelBB, s.Proven)
					assert.Equal(t, []string{"Погоджено", "Київ", "Я"}, []string{s.Reason, s.Location, s.SignedBy})
					assert.Equal(t, "ETSI.CAdES.detached", s.Kind)
					assert.Equal(t, "Signature1", s.Field)
					assert.Empty(t, s.Warnings)
					if level == cades.LevelBLTA {
						require.Len(t, report.TimeStamps, 1)
						assert.True(t, report.TimeStamps[0].Passed(), "%v", report.TimeStamps[0].Errors)
						assert.Equal(t, pades.LaterNothing, report.TimeStamps[0].Later)
					}
					if level == cades.LevelBB || level == cades.LevelBT {
						assert.Equal(t, pades.LaterNothing, s.Later)
						assert.Equal(t, int64(len(file)), s.Covered)
					} else {
						assert.Equal(t, pades.LaterSignatures, s.Later)
						assert.Less(t, s.Covered, int64(len(file)))
					}
				})
			}
		}
	}
}

// TestClocks has signers whose clocks are wrong.
func TestClocks(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	for name, c := range map[string]struct {
		level cades.Level
		ahead time.Duration
		code  validation.Code
	}{
		"ahead":                    {cades.LevelBB, time.Hour, validation.ClaimedTimeInFuture},
		"ahead of a time-stamp":    {cades.LevelBLT, time.Hour, validation.ClaimedTimeDiffers},
		"behind the content stamp": {cades.LevelBLT, -time.Hour, validation.ClaimedTimeDiffers},
		"a little":                 {cades.LevelBLT, time.Minute, ""},
	} {
		t.Run(name, func(t *testing.T) {
			file := w.sign(t, w.Subscriber(testpki.Person), pdftest.Plain(), c.level, func(s *pades.Signer) {
				s.SigningTime = w.now.Add(c.ahead)
			})
			v := w.verifier()
			v.Status = w.status()
			report := verify(t, v, file)
			assert.True(t, report.Passed())
			if c.code == "" {
				assert.Empty(t, report.Signatures[0].Warnings)
			} else {
				assert.Equal(t, []validation.Code{c.code}, codes(report.Signatures[0].Warnings))
			}
		})
	}
}
