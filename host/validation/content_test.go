// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// TestOtherHash: a time-stamp over the content by a hash that the message does
// not announce can be checked unless the content has passed by and is long.
func TestOtherHash(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	for size, checked := range map[int]bool{1000: true, 1 << 20: true, 1<<20 + 1: false} {
		content := make([]byte, size)
		for _, detached := range []bool{false, true} {
			sd := w.Sign(t, a, s, cades.Signer{Detached: detached}, content, cades.LevelBB)
			si := &sd.SignerInfos[0]
			token, err := a.TSA.Stamp(t.Context(), pki.SHA512, pki.SHA512.Sum(content))
			require.NoError(t, err)
			si.SetSignedAttrs(append(si.SignedAttrs, cms.NewAttribute(cms.OIDContentTimeStamp, token.Raw)))
			si.Signature, err = s.SignKey.Sign(nil, pki.SHA256.Sum(si.SignedOctets()), pki.SHA256)
			require.NoError(t, err)
			var beside []byte
			if detached {
				beside = content
			}
			v := single(t, online(w), cadestest.Marshal(t, sd, content), beside)
			require.Equal(t, validation.TotalPassed, v.Indication, "%+v", v.Errors)
			if detached || checked {
				require.True(t, v.TimeStamps[0].Passed(), "%d %+v", size, v.TimeStamps)
			} else {
				require.Equal(t, validation.SignedDataNotFound, v.TimeStamps[0].SubIndication)
			}
		}
	}
}
