// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// FuzzVerify: whatever is read, there is a report and it is consistent.
func FuzzVerify(f *testing.F) {
	content := []byte("content")
	dstu := cadestest.NewDSTU(f, dstu4145.M257(), nil)
	for _, signer := range []cades.Signer{{}, {Detached: true}, {Hash: pki.Kupyna256, OmitCertificate: true}} {
		f.Add(dstu.Sign(f, signer, content), content)
	}
	accepted, err := filepath.Glob("testdata/bouncycastle/*.p7s")
	require.NoError(f, err)
	for _, file := range accepted {
		message, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(message, content)
	}
	w := cadestest.NewTown(f, testpki.ServicesOptions{})
	for _, who := range []string{testpki.ECDSAPerson, testpki.Kupyna} {
		s := w.Subscriber(who)
		sd := w.Sign(f, w.Augmenter(s), s, cades.Signer{}, content, cades.LevelBLTA)
		countersign(f, w, sd, testpki.ECDSAPerson)
		f.Add(cadestest.Marshal(f, sd, content), content)
	}
	v := offline(w)
	f.Fuzz(func(t *testing.T, message, content []byte) {
		report, err := v.Verify(context.Background(), bytes.NewReader(message), bytes.NewReader(content), nil)
		require.NoError(t, err)
		for _, s := range report.Signatures {
			require.False(t, s.BestTime.After(v.At))
			for _, stamp := range s.TimeStamps {
				require.Equal(t, stamp.Passed(), len(stamp.Errors) == 0)
			}
			require.NotEmpty(t, s.Indication)
			require.Equal(t, s.Indication == validation.TotalPassed, len(s.Errors) == 0)
			require.Equal(t, s.Indication == validation.TotalPassed, s.SubIndication == "")
			if s.Indication == validation.TotalPassed {
				require.True(t, s.Intact)
				require.NotNil(t, s.Certificate)
			}
		}
	})
}
