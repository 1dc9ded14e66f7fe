// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWhatAnotherProgramEncryptedIsOpened in the way of receipts: what a closed library of the
// field made for the director of the test organisation, in a container.
func TestWhatAnotherProgramEncryptedIsOpened(t *testing.T) {
	folder := "containers/key6-dps-director/"
	file := interop.Read(t, folder+"Key-6.dat")
	store, err := container.Open(file, container.Passwords{File: []byte("tect4")})
	require.NoError(t, err)
	defer store.Close()
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	certificate, err := pki.ParseCertificate(interop.Read(t, folder+"8101900.cer"))
	require.NoError(t, err)
	to := key.Recipients(t.Context(), keys, []*x509.Certificate{certificate})
	require.NotEmpty(t, to)
	whole, err := dps.Append(nil, dps.Part{Label: "UA1_CRYPT", Data: interop.Read(t, "envelopes/iit_envelop_unsigned_to_director.p7e")})
	require.NoError(t, err)
	_, content, err := dps.Unwrap(whole, func(l dps.Layer) ([]byte, error) { return decryptedLayer(to, l) })
	require.NoError(t, err)
	assert.Equal(t, interop.Read(t, "signatures/doc.txt"), content)
}

// TestCertificatesOfTheRealGateway of 2023: which of the two is for reports, and whose
// they are.
func TestCertificatesOfTheRealGateway(t *testing.T) {
	for _, name := range []string{"EK_S_NEW_2023", "STS_2023"} {
		signing, _ := pem.Decode(interop.Read(t, "dps/"+name+"_1.pem"))
		agreeing, _ := pem.Decode(interop.Read(t, "dps/"+name+"_2.pem"))
		_, err := parseGateway(signing.Bytes)
		assert.ErrorIs(t, err, protocol.Fail(protocol.GatewayUnfit), name)
		certificate, err := parseGateway(agreeing.Bytes)
		require.NoError(t, err, name)
		who := pki.Subject(certificate)
		assert.Equal(t, "43005393", who.EDRPOU, name)
		assert.Equal(t, pki.KindStamp, who.Kind(), "nobody's own")
	}
}
