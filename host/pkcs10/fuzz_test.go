// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pkcs10_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// FuzzParse wants what is read to have a key that can be written and a name
// that can be read.
func FuzzParse(f *testing.F) {
	p := testpki.New(day)
	for _, name := range subscribers {
		_, der := renewal(f, p, name, pki.QES)
		f.Add(der)
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		r, err := pkcs10.Parse(der)
		if err != nil {
			require.Nil(t, r)
			return
		}
		_, err = pki.MarshalPublicKey(r.Public)
		require.NoError(t, err)
		if r.Subject != nil {
			_, err = pki.ParseName(r.Subject)
			require.NoError(t, err)
		}
	})
}
