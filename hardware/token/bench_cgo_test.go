// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build cgo

package token_test

import (
	"testing"

	"github.com/miekg/pkcs11"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
)

// BenchmarkInOneProcess makes the calls of BenchmarkBatch in this process, as a
// program would that trusts its modules, and checks no signature. What a worker
// costs is the difference.
func BenchmarkInOneProcess(b *testing.B) {
	mechanisms := map[string]cryptoki.Mechanism{"DSTU": cryptoki.DSTU4145, "RSA": cryptoki.RSAPKCS, "ECDSA": cryptoki.ECDSA}
	inputs := map[string]int{"DSTU": 32, "RSA": 51, "ECDSA": 32}
	for name, module := range kinds(b) {
		b.Run(name, func(b *testing.B) {
			for variable, value := range module.Environment {
				b.Setenv(variable, value)
			}
			ctx := pkcs11.New(module.Paths[0])
			require.NotNil(b, ctx)
			defer ctx.Destroy()
			require.NoError(b, ctx.Initialize())
			defer func() { require.NoError(b, ctx.Finalize()) }()
			session, private := firstKey(b, ctx)
			mechanism := []*pkcs11.Mechanism{pkcs11.NewMechanism(uint(mechanisms[name]), nil)}
			input := make([]byte, inputs[name])
			for b.Loop() {
				require.NoError(b, ctx.SignInit(session, mechanism, private))
				_, err := ctx.Sign(session, input)
				require.NoError(b, err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "signatures/s")
		})
	}
}

// firstKey logs in to the first token and finds a key that signs.
func firstKey(b *testing.B, ctx *pkcs11.Ctx) (pkcs11.SessionHandle, pkcs11.ObjectHandle) {
	slots, err := ctx.GetSlotList(true)
	require.NoError(b, err)
	session, err := ctx.OpenSession(slots[0], pkcs11.CKF_SERIAL_SESSION)
	require.NoError(b, err)
	require.NoError(b, ctx.Login(session, pkcs11.CKU_USER, pin))
	require.NoError(b, ctx.FindObjectsInit(session, []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_CLASS, pkcs11.CKO_PRIVATE_KEY), pkcs11.NewAttribute(pkcs11.CKA_SIGN, true),
	}))
	found, _, err := ctx.FindObjects(session, 1)
	require.NoError(b, err)
	require.Len(b, found, 1)
	require.NoError(b, ctx.FindObjectsFinal(session))
	return session, found[0]
}
