// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package keyid_test

import (
	"testing"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzParseRequest wants every request read to be written again as one that
// says the same.
func FuzzParseRequest(f *testing.F) {
	for _, r := range []keyid.Request{
		{IDs: [][]byte{repeat(1, 32)}, Slots: keyid.Short, Chain: true, Servers: true},
		{IDs: [][]byte{repeat(1, 32), repeat(2, 20)}, Slots: keyid.Short},
		{IDs: [][]byte{repeat(1, 32), repeat(2, 32), repeat(3, 32), repeat(4, 20)}, Slots: keyid.Long, Chain: true},
	} {
		message, err := r.Marshal()
		require.NoError(f, err)
		f.Add(message)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		r, err := keyid.ParseRequest(message)
		if err != nil {
			return
		}
		again, err := r.Marshal()
		require.NoError(t, err)
		same, err := keyid.ParseRequest(again)
		require.NoError(t, err)
		assert.Equal(t, r, same)
	})
}

// FuzzParseResponse wants every response read to be written again as one that
// says the same.
func FuzzParseResponse(f *testing.F) {
	person := testpki.New(day).Subscriber(testpki.ECDSAPerson)
	for status, certs := range [][]int{nil, {0}, {0, 1, 2}} {
		all := append(person.Certificates(), person.Chain...)
		chosen := all[:0:0]
		for _, i := range certs {
			chosen = append(chosen, all[i])
		}
		message, err := keyid.MarshalResponse(uint32(status), chosen)
		require.NoError(f, err)
		f.Add(message)
	}
	f.Add([]byte("<html></html>"))
	f.Fuzz(func(t *testing.T, message []byte) {
		r, err := keyid.ParseResponse(message)
		if err != nil {
			return
		}
		require.LessOrEqual(t, len(r.Certificates), keyid.MaxCertificates)
		again, err := keyid.MarshalResponse(r.Status, r.Certificates)
		require.NoError(t, err)
		same, err := keyid.ParseResponse(again)
		require.NoError(t, err)
		require.Equal(t, r.Status, same.Status)
		require.Len(t, same.Certificates, len(r.Certificates))
	})
}
