// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope_test

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"io"
	"math/big"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/gost34311"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
)

const directorFolder = "containers/key6-dps-director/"

// director is the recipient of what IIT's software encrypted.
func director(t *testing.T) envelope.Recipient {
	t.Helper()
	return envelope.Recipient{
		Certificate: certificate(t, directorFolder+"8101900.cer"),
		Key:         agreementKey(t, interop.Read(t, directorFolder+"Key-6.dat"), "tect4"),
	}
}

func certificate(t *testing.T, file string) *x509.Certificate {
	t.Helper()
	cert, err := pki.ParseCertificate(interop.Read(t, file))
	require.NoError(t, err)
	return cert
}

// loose reads what counts here of a certificate whose extensions are broken.
func loose(t *testing.T, file string) *x509.Certificate {
	t.Helper()
	var cert struct {
		TBS struct {
			Version    int `asn1:"explicit,tag:0"`
			Serial     *big.Int
			Algorithm  asn1.RawValue
			Issuer     asn1.RawValue
			Validity   asn1.RawValue
			Subject    asn1.RawValue
			PublicKey  asn1.RawValue
			Extensions asn1.RawValue `asn1:"optional,explicit,tag:3"`
		}
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	_, err := asn1.Unmarshal(interop.Read(t, file), &cert)
	require.NoError(t, err)
	return &x509.Certificate{
		SerialNumber: cert.TBS.Serial, RawIssuer: cert.TBS.Issuer.FullBytes,
		RawSubjectPublicKeyInfo: cert.TBS.PublicKey.FullBytes,
	}
}

// agreementKey is the key for agreement of an IIT store, on the curve M431.
func agreementKey(t *testing.T, file []byte, password string) *dstu4145.PrivateKey {
	t.Helper()
	var store struct {
		Header struct {
			OID   asn1.ObjectIdentifier
			Check struct{ MAC, Aux []byte }
		}
		Data []byte
	}
	_, err := asn1.Unmarshal(file, &store)
	require.NoError(t, err)
	secret := gost34311.Sum(nil, []byte(password))
	for range 9999 {
		secret = gost34311.Sum(nil, secret[:])
	}
	block, err := gost28147.NewCipher(secret[:], nil)
	require.NoError(t, err)
	plain := append(store.Data, store.Header.Check.Aux...)
	for i := 0; i < len(plain); i += 8 {
		block.Decrypt(plain[i:], plain[i:])
	}
	oid, err := asn1.Marshal(asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 19398, 1, 1, 2, 3})
	require.NoError(t, err)
	_, attribute, found := bytes.Cut(plain, oid)
	require.True(t, found)
	var set asn1.RawValue
	_, err = asn1.Unmarshal(attribute, &set)
	require.NoError(t, err)
	var scalar asn1.BitString
	_, err = asn1.Unmarshal(set.Bytes, &scalar)
	require.NoError(t, err)
	for i, b := range scalar.Bytes {
		scalar.Bytes[i] = bits.Reverse8(b)
	}
	key, err := dstu4145.NewPrivateKey(dstu4145.M431(), nil, scalar.Bytes)
	require.NoError(t, err)
	return key
}

// jkurwa is the recipient of what jkurwa encrypted.
func jkurwa(t *testing.T) envelope.Recipient {
	t.Helper()
	var info struct {
		Version   int
		Algorithm asn1.RawValue
		Key       []byte
		Rest      asn1.RawValue
	}
	_, err := asn1.Unmarshal(interop.Read(t, "envelopes/jkurwa-Key40A0.cer"), &info)
	require.NoError(t, err)
	key, err := dstu4145.NewPrivateKey(dstu4145.M257(), nil, info.Key)
	require.NoError(t, err)
	return envelope.Recipient{Certificate: loose(t, "envelopes/jkurwa-SELF_SIGNED_ENC_40A0.cer"), Key: key}
}

// open decrypts a whole message.
func open(message []byte, to envelope.Recipient, known ...*x509.Certificate) (*envelope.Reader, []byte, error) {
	r, err := envelope.Open(bytes.NewReader(message), []envelope.Recipient{to}, known)
	if err != nil {
		return nil, nil, err
	}
	content, err := io.ReadAll(r)
	return r, content, err
}

func TestOpensWhatIITWrote(t *testing.T) {
	to := director(t)
	doc := interop.Read(t, "signatures/doc.txt")

	r, content, err := open(interop.Read(t, "envelopes/iit_envelop_unsigned_to_director.p7e"), to)
	require.NoError(t, err)
	assert.Equal(t, doc, content)
	assert.True(t, r.ContentType().Equal(cms.DataType))
	assert.Equal(t, certificate(t, directorFolder+"8101900.cer"), r.Recipient())
	require.NotNil(t, r.Originator())
	assert.True(t, pki.CanAgree(r.Originator()))

	r, content, err = open(interop.Read(t, "envelopes/iit_envelop_signed_to_director.p7e"), to)
	require.NoError(t, err)
	assert.True(t, r.ContentType().Equal(cms.SignedDataType))
	signed, err := cms.NewReader(bytes.NewReader(content))
	require.NoError(t, err, "a bare SignedData")
	inside, err := io.ReadAll(signed.Content())
	require.NoError(t, err)
	assert.Equal(t, doc, inside)
	_, err = signed.SignedData()
	assert.NoError(t, err)
}

func TestOpensWhatJkurwaWrote(t *testing.T) {
	message := interop.Read(t, "envelopes/jkurwa-enc_message.p7")
	_, content, err := open(message, jkurwa(t), loose(t, "envelopes/jkurwa-SELF_SIGNED_ENC_6929.cer"))
	require.NoError(t, err)
	assert.Equal(t, "123", string(content))

	_, _, err = open(message, jkurwa(t))
	assert.ErrorIs(t, err, envelope.ErrOriginatorUnknown)
}

func TestChangedInTransit(t *testing.T) {
	message := interop.Read(t, "envelopes/iit_envelop_unsigned_to_director.p7e")
	wrapped, err := hex.DecodeString("a147deb492fc9123e647dd0e88883b68")
	require.NoError(t, err)
	at := bytes.Index(message, wrapped)
	require.Positive(t, at)
	message[at] ^= 1
	_, _, err = open(message, director(t))
	assert.ErrorIs(t, err, envelope.ErrDamaged)
}
