// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// BenchmarkCAdES signs and verifies a document of 10^7 octets with DSTU 4145
// on m = 257 and GOST 34.311.
func BenchmarkCAdES(b *testing.B) {
	const size = 10_000_000
	id := cadestest.NewDSTU(b, dstu4145.M257(), nil)
	content := make([]byte, size)
	v := &validation.Verifier{Trust: cadestest.Trust(id.Certificate), At: now, NoRevocation: true}
	for name, signer := range map[string]cades.Signer{
		"cades_bes_attached_10MB": {}, "cades_bes_detached_10MB": {Detached: true},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				prefix, suffix, err := id.Signed(b, signer, content).Envelope(size)
				require.NoError(b, err)
				message := []io.Reader{bytes.NewReader(prefix)}
				if !signer.Detached {
					message = append(message, bytes.NewReader(content), bytes.NewReader(suffix))
				}
				_, err = io.Copy(io.Discard, io.MultiReader(message...))
				require.NoError(b, err)
			}
		})
		message := id.Sign(b, signer, content)
		b.Run(name+"_verify", func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				var given io.Reader
				if signer.Detached {
					given = bytes.NewReader(content)
				}
				report, err := v.Verify(context.Background(), bytes.NewReader(message), given, nil)
				require.NoError(b, err)
				require.True(b, report.Passed())
			}
		})
	}
}

// BenchmarkVerify judges a signature of every level over a document of a few
// octets, by evidence at hand: in the message, or else beside it.
func BenchmarkVerify(b *testing.B) {
	w := cadestest.NewTown(b, testpki.ServicesOptions{})
	for name, who := range map[string]string{"dstu": testpki.Person, "ecdsa": testpki.ECDSAPerson, "rsa": testpki.RSAPerson} {
		s := w.Subscriber(who)
		a := w.Augmenter(s)
		long := w.Sign(b, a, s, cades.Signer{}, document, cades.LevelBLT)
		gathered, err := a.Evidence(b.Context(), long, 0)
		require.NoError(b, err)
		for _, level := range []cades.Level{cades.LevelBB, cades.LevelBT, cades.LevelBLT, cades.LevelBLTA} {
			message := cadestest.Marshal(b, w.Sign(b, a, s, cades.Signer{}, document, level), document)
			v := offline(w)
			if level == cades.LevelBB || level == cades.LevelBT {
				v.Evidence = []validation.Evidence{{
					Certificates: gathered.Certificates, Responses: gathered.Responses, Lists: gathered.Lists,
				}}
			}
			b.Run(name+"_"+string(level), func(b *testing.B) {
				for b.Loop() {
					require.True(b, verify(b, v, message, nil).Passed())
				}
			})
		}
	}
}
