// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms_test

import (
	"bytes"
	"encoding/asn1"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

func value(b byte) []byte { return []byte{4, 1, b} }

// TestSignerInfoAlone: a counter-signature is one by itself.
func TestSignerInfoAlone(t *testing.T) {
	si := cms.SignerInfo{
		Version: 1, Issuer: []byte{0x30, 0}, Serial: big.NewInt(-5),
		DigestAlgorithm: pki.SHA256.AlgorithmIdentifier(), SignatureAlgorithm: pki.AlgorithmIdentifier{OID: pki.OIDRSA},
		Signature:     []byte("signature"),
		UnsignedAttrs: cms.Attributes{cms.NewAttribute(asn1.ObjectIdentifier{1, 2, 3}, value(1))},
	}
	si.SetSignedAttrs(cms.Attributes{cms.NewAttribute(asn1.ObjectIdentifier{1, 2, 4}, value(2))})
	der, err := si.Marshal()
	require.NoError(t, err)
	again, err := cms.ParseSignerInfo(der)
	require.NoError(t, err)
	require.Equal(t, si, again)
	fields, err := si.MarshalFields()
	require.NoError(t, err)
	require.True(t, bytes.Contains(der, fields))
	require.False(t, bytes.Contains(fields, value(1)), "without the unsigned attributes")

	_, err = cms.ParseSignerInfo(append(der, 0))
	require.ErrorIs(t, err, cms.ErrMalformed)
	_, err = (&cms.SignerInfo{}).Marshal()
	require.Error(t, err)
}

// TestWith: a set in the order of DER stays so, another keeps its own.
func TestWith(t *testing.T) {
	attribute := func(b byte) cms.Attribute {
		return cms.NewAttribute(asn1.ObjectIdentifier{1, 2, 3}, value(b))
	}
	for _, c := range []struct{ set, want cms.Attributes }{
		{nil, cms.Attributes{attribute(2)}},
		{cms.Attributes{attribute(1), attribute(3)}, cms.Attributes{attribute(1), attribute(2), attribute(3)}},
		{cms.Attributes{attribute(3), attribute(1)}, cms.Attributes{attribute(3), attribute(1), attribute(2)}},
	} {
		before := append(cms.Attributes(nil), c.set...)
		require.Equal(t, c.want, c.set.With(attribute(2)))
		require.Equal(t, before, c.set, "the set itself stays as it is")
	}
}
