// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

// twoTokens are what the listings below show: one of DSTU 4145 and one of RSA,
// each with its driver.
func twoTokens(b *testing.B) []device.Module {
	d := newDrawer(b)
	d.add(b, simulator.Spec{})
	return []device.Module{d.module, softHSM(b)}
}

// BenchmarkListFirst lists two tokens with nothing started: two workers, two
// modules, keys and certificates.
func BenchmarkListFirst(b *testing.B) {
	modules := twoTokens(b)
	list(b, newSource(b, modules...)) // builds the worker
	for b.Loop() {
		s := newSource(b, modules...)
		list(b, s)
		require.NoError(b, s.Close())
	}
}

// BenchmarkListAgain is a look at what was listed before, as it is taken while a
// person chooses.
func BenchmarkListAgain(b *testing.B) {
	s := newSource(b, twoTokens(b)...)
	list(b, s)
	for b.Loop() {
		list(b, s)
	}
}

func list(b *testing.B, s *token.Source) {
	infos, err := s.List(b.Context())
	require.NoError(b, err)
	require.Len(b, infos, 2)
}

// BenchmarkWorkerStart starts a worker, loads a module and asks what is plugged
// in: nothing.
func BenchmarkWorkerStart(b *testing.B) {
	d := newDrawer(b)
	_, err := worker()
	require.NoError(b, err)
	for b.Loop() {
		s := newSource(b, d.module)
		_, err := s.List(b.Context())
		require.NoError(b, err)
		require.NoError(b, s.Close())
	}
}

// BenchmarkFirstSignature opens a token that is listed, signs once and closes.
func BenchmarkFirstSignature(b *testing.B) {
	for name, module := range kinds(b) {
		b.Run(name, func(b *testing.B) {
			s := newSource(b, module)
			ref := only(b, s)
			for b.Loop() {
				store, err := s.Open(b.Context(), ref, newPerson(pin))
				require.NoError(b, err)
				require.NoError(b, sign(b, signing(b, store)))
				require.NoError(b, store.Close())
			}
		})
	}
}

// BenchmarkBatch signs many documents under one PIN. What each signature costs is
// in ns/op.
func BenchmarkBatch(b *testing.B) {
	for name, module := range kinds(b) {
		b.Run(name, func(b *testing.B) {
			s := newSource(b, module)
			k := signing(b, open(b, s, only(b, s)))
			digests := make([]key.Digest, b.N)
			for i := range digests {
				digests[i] = digest(k, fmt.Sprint(i))
			}
			b.ResetTimer()
			results, err := k.Sign(b.Context(), digests)
			b.StopTimer()
			require.NoError(b, err)
			for _, r := range results {
				require.NoError(b, r.Err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "signatures/s")
		})
	}
}

// BenchmarkBatchUnchecked is BenchmarkBatch without the check of every signature,
// which for DSTU 4145 takes longer than the signature.
func BenchmarkBatchUnchecked(b *testing.B) {
	for name, module := range kinds(b) {
		b.Run(name, func(b *testing.B) {
			s := newSource(b, module)
			k := signing(b, open(b, s, only(b, s)))
			b.ResetTimer()
			require.NoError(b, token.Unchecked(b.Context(), k, digest(k, "document"), b.N))
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "signatures/s")
		})
	}
}

// kinds are tokens by the algorithm of their keys.
func kinds(b *testing.B) map[string]device.Module {
	d := newDrawer(b)
	d.add(b, simulator.Spec{})
	return map[string]device.Module{"DSTU": d.module, "RSA": softHSM(b), "ECDSA": softHSMOf(b, testpki.ECDSAPerson)}
}
