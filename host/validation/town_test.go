// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// offline judges by what is at hand, now by the town's clock.
func offline(w *cadestest.Town) *validation.Verifier {
	return &validation.Verifier{Trust: w.Trust(), Certificates: w.Certificates(), At: w.Now()}
}

// online may ask the town's services.
func online(w *cadestest.Town) *validation.Verifier {
	v := offline(w)
	v.Status = w.Status()
	return v
}

var document = []byte("договір № 1")

// TestLevels signs at every level with every kind of key, and judges what was
// made with the network and without.
func TestLevels(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	for _, who := range []string{testpki.Person, testpki.Kupyna, testpki.ECDSAPerson, testpki.RSAPerson} {
		for _, profile := range []cades.Profile{cades.ProfileBaseline, cades.ProfileNational} {
			for _, detached := range []bool{false, true} {
				for level, alone := range map[cades.Level]bool{
					cades.LevelBB: false, cades.LevelBT: false, cades.LevelBLT: true, cades.LevelBLTA: true,
				} {
					s := w.Subscriber(who)
					a := w.Augmenter(s)
					a.Profile = profile
					message := cadestest.Marshal(t, w.Sign(t, a, s, cades.Signer{Detached: detached}, document, level), document)
					var beside []byte
					if detached {
						beside = document
					}
					v := single(t, online(w), message, beside)
					require.Equal(t, validation.TotalPassed, v.Indication, "%s %s %+v", who, level, v.Errors)
					assert.Equal(t, level, v.Level, "%s %v %+v", who, profile, v.Warnings)
					assert.Equal(t, level != cades.LevelBB, v.Proven)
					assert.Empty(t, v.Warnings)
					for _, s := range v.Statuses {
						assert.False(t, s.Unknown)
						assert.Equal(t, alone, s.Embedded)
					}

					v = single(t, offline(w), message, beside)
					if alone {
						require.Equal(t, validation.TotalPassed, v.Indication, "%s %s %+v", who, level, v.Errors)
						require.Equal(t, level, v.Level)
					} else {
						require.Equal(t, validation.TryLater, v.SubIndication)
						require.Equal(t, cades.LevelBB, v.Level, "a time-stamp of unknown status proves nothing")
						require.Equal(t, w.Now(), v.BestTime)
						require.False(t, v.Proven)
					}
				}
			}
		}
	}
}

// TestRevokedBetween: of two signatures by one certificate the one before its
// revocation stays good, if that is proven.
func TestRevokedBetween(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	for _, who := range []string{testpki.Director, testpki.ECDSAPerson} {
		s := w.Subscriber(who)
		a := w.Augmenter(s)
		a.Status = nil // whoever signs after the revocation asks nobody
		sign := func(level cades.Level) []byte {
			return cadestest.Marshal(t, w.Sign(t, a, s, cades.Signer{}, document, level), document)
		}
		unproven, before := sign(cades.LevelBB), sign(cades.LevelBT)
		w.Pass(time.Hour)
		w.Revoke(s.SignCert, w.Now(), 1)
		w.Pass(time.Hour)
		after := sign(cades.LevelBT)
		w.Pass(time.Minute)

		v := single(t, online(w), before, nil)
		require.Equal(t, validation.TotalPassed, v.Indication, "%+v", v.Errors)
		require.Contains(t, codes(v.Warnings), validation.RevokedLater)
		require.True(t, v.Statuses[0].Revoked)

		v = single(t, online(w), after, nil)
		require.Equal(t, validation.TotalFailed, v.Indication)
		require.Equal(t, validation.RevokedProven, v.SubIndication)

		v = single(t, online(w), unproven, nil)
		require.Equal(t, validation.RevokedNoPOE, v.SubIndication)
	}
}
