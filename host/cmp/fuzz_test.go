// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/testpki"
)

// FuzzParse wants every message read to be written again as one that says the
// same, and none to be believed but those signed.
func FuzzParse(f *testing.F) {
	p := testpki.New(day)
	authentic := map[string]bool{}
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson} {
		s := p.Subscriber(name)
		for _, body := range bodies(f, s) {
			m := &cmp.Message{Header: header(s), Body: body}
			der, err := m.Protect(s.SignKey, s.SignCert, nil)
			require.NoError(f, err)
			f.Add(der)
			authentic[string(m.Signed())] = true
		}
	}
	for _, text := range []string{"", "30", "3000", "3080", "30030201", "<html></html>"} {
		der, err := hex.DecodeString(text)
		if err != nil {
			der = []byte(text)
		}
		f.Add(der)
	}
	known := append(p.Subscriber(testpki.Person).Certificates(), p.Subscriber(testpki.ECDSAPerson).Certificates()...)
	f.Fuzz(func(t *testing.T, message []byte) {
		m, err := cmp.Parse(message)
		if err != nil {
			return
		}
		if confirmation, ok := m.Body.(*cmp.CertStatus); ok {
			_ = confirmation.Names(known[0])
		}
		if request, ok := m.Body.(*cmp.CertReqMsg); ok {
			_, _ = request.CheckPossession() // whose signature differs each time, and so the message
		} else if signer, err := m.VerifyProtection(known); err == nil && (signer.Equal(known[0]) || signer.Equal(known[len(known)-1])) {
			assert.True(t, authentic[string(m.Signed())])
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
