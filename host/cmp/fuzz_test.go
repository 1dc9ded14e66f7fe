// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"crypto/x509"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/testpki"
)

// messages are those of two people, protected, and texts that are none.
func messages(f *testing.F) (all [][]byte, authentic map[string]bool, known []*x509.Certificate) {
	p := testpki.New(day)
	authentic = map[string]bool{}
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson} {
		s := p.Subscriber(name)
		known = append(known, s.SignCert)
		for _, body := range bodies(f, s) {
			m := &cmp.Message{Header: header(s), Body: body}
			der, err := m.Protect(s.SignKey, s.SignCert, nil)
			require.NoError(f, err)
			all = append(all, der)
			authentic[string(m.Signed())] = true
		}
	}
	for _, text := range []string{"", "30", "3000", "3080", "30030201", "<html></html>"} {
		der, err := hex.DecodeString(text)
		if err != nil {
			der = []byte(text)
		}
		all = append(all, der)
	}
	return all, authentic, known
}

// fuzz hands what can be read as a message to a function.
func fuzz(f *testing.F, seeds [][]byte, look func(t *testing.T, m *cmp.Message)) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		if m, err := cmp.Parse(message); err == nil {
			look(t, m)
		}
	})
}

// FuzzParse wants every message read to be written again as one that says the
// same.
func FuzzParse(f *testing.F) {
	all, _, known := messages(f)
	fuzz(f, all, func(t *testing.T, m *cmp.Message) {
		if confirmation, ok := m.Body.(*cmp.CertStatus); ok {
			_ = confirmation.Names(known[0])
		}
		again, err := m.Marshal()
		require.NoError(t, err)
		same, err := cmp.Parse(again)
		require.NoError(t, err)
		assert.Equal(t, m.Header, same.Header)
		assert.Equal(t, m.Body, same.Body)
		assert.Equal(t, m.Protection, same.Protection)
		assert.Len(t, same.ExtraCerts, len(m.ExtraCerts))
	})
}

// FuzzVerifyProtection wants no message to be believed but those signed. It is
// slow, since it verifies.
func FuzzVerifyProtection(f *testing.F) {
	all, authentic, known := messages(f)
	fuzz(f, all, func(t *testing.T, m *cmp.Message) {
		if request, ok := m.Body.(*cmp.CertReqMsg); ok {
			_, _ = request.CheckPossession() // whose signature differs each time, and so the message
		} else if signer, err := m.VerifyProtection(known); err == nil && slices.ContainsFunc(known, signer.Equal) {
			assert.True(t, authentic[string(m.Signed())])
		}
	})
}
