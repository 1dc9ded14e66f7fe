// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope_test

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/kalyna"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/pki"
)

// ukraine begins the identifiers of the national algorithms.
const ukraine = "1.2.804.2.1.1.1.1."

func national256(sender envelope.Recipient) envelope.Options {
	return envelope.Options{Senders: []envelope.Recipient{sender}, Kalyna: true}
}

func TestKalynaSealThenOpen(t *testing.T) {
	sender, to := national()
	for _, size := range sizes {
		content := bytes.Repeat([]byte{'x'}, size)
		r, got, err := open(seal(t, content, national256(sender), to.Certificate), to)
		require.NoError(t, err, "%d octets", size)
		require.True(t, bytes.Equal(content, got), "%d octets", size)
		require.Equal(t, sender.Certificate.Raw, r.Originator().Raw)
		n, err := r.Read(make([]byte, 1))
		require.Zero(t, n, "after the end, where the key is wiped")
		require.Equal(t, io.EOF, err)
	}
}

// What is asked for the national recipients concerns the others' content, not
// how its key is encrypted to them; without any it concerns nothing.
func TestKalynaBesideOthers(t *testing.T) {
	all := international(t)
	sender, to := national()
	message := seal(t, []byte("content"), national256(sender), to.Certificate, all["RSA"].Certificate, all["P-256"].Certificate)
	for _, to := range []envelope.Recipient{to, all["RSA"], all["P-256"]} {
		_, got, err := open(message, to)
		require.NoError(t, err)
		assert.Equal(t, "content", string(got))
	}
	assert.Equal(t, ukraine+"1.3.3.2", contentAlgorithm(t, message).OID.String())
	message = seal(t, []byte("content"), national256(sender), all["RSA"].Certificate)
	assert.Equal(t, "2.16.840.1.101.3.4.1.42", contentAlgorithm(t, message).OID.String())
}

func contentAlgorithm(t *testing.T, message []byte) pki.AlgorithmIdentifier {
	t.Helper()
	r, err := cms.NewEnvelopedReader(bytes.NewReader(message))
	require.NoError(t, err)
	return r.EnvelopedData().ContentEncryptionAlgorithm
}

// TestKalynaForm holds what is written to what UAPKI's source reads.
func TestKalynaForm(t *testing.T) {
	sender, to := national()
	r, err := cms.NewEnvelopedReader(bytes.NewReader(seal(t, []byte("content"), national256(sender), to.Certificate)))
	require.NoError(t, err)
	ed := r.EnvelopedData()
	require.Len(t, ed.Recipients, 1)
	agree := ed.Recipients[0].KeyAgree
	assert.Equal(t, ukraine+"3.7", agree.KeyEncryptionAlgorithm.OID.String())
	assert.Equal(t, "300f060b2a8624020101010101030b0500", hex.EncodeToString(agree.KeyEncryptionAlgorithm.Parameters))
	assert.Len(t, agree.UKM, 64)
	assert.Len(t, agree.Keys[0].EncryptedKey, 96)
	assert.Equal(t, "30220420", hex.EncodeToString(ed.ContentEncryptionAlgorithm.Parameters[:4]))
	assert.Len(t, ed.ContentEncryptionAlgorithm.Parameters, 36)
}

// A stranger writes an envelope with what this package is not made of: the form
// of UAPKI, whose sender has a key for once and adds no material.
type stranger struct {
	scheme, wrap, content string // identifiers behind ukraine
	contentParameters     []byte // nil: an iv of zeros
	block, key, kek       int    // sizes in octets
	sharedInfo            string // hex digits
	spoil                 func(wrapped []byte)
}

// uapki is the only variant that other software is known to write.
func uapki() stranger {
	return stranger{
		scheme: "3.7", wrap: "1.3.11", content: "1.3.3.2", block: 32, key: 32, kek: 32,
		sharedInfo: "3019300f060b2a8624020101010101030b0500a206040400000100",
	}
}

func (s stranger) write(t *testing.T, to envelope.Recipient, content string) []byte {
	t.Helper()
	public := to.Key.(*dstu4145.PrivateKey).PublicKey
	own, err := dstu4145.GenerateKey(public.Curve, nil, rand.Reader)
	require.NoError(t, err)
	secret, err := own.SharedSecret(&public, s.scheme == "3.4" || s.scheme == "3.7")
	require.NoError(t, err)
	info, err := hex.DecodeString(s.sharedInfo)
	require.NoError(t, err)
	var kek []byte
	for i := byte(1); len(kek) < s.kek; i++ {
		part := kupyna.Sum256(append(append(bytes.TrimLeft(secret, "\x00"), 0, 0, 0, i), info...))
		kek = append(kek, part[:]...)
	}
	kek = kek[:s.kek]
	key, iv := bytes.Repeat([]byte{7}, s.key), make([]byte, s.block)
	var wrapped []byte
	if strings.HasPrefix(s.wrap, "1.3.10.") {
		wrapped, err = kalyna.Wrap(newKalyna(t, kek, s.kek), key)
	} else {
		wrapped, err = kalyna.WrapContentKey(kek, key, make([]byte, 32))
	}
	require.NoError(t, err)
	if s.spoil != nil {
		s.spoil(wrapped)
	}
	spki, err := pki.MarshalPublicKey(&own.PublicKey)
	require.NoError(t, err)
	if s.contentParameters == nil {
		s.contentParameters = ivParameters(s.block)
	}
	ed := &cms.EnvelopedData{
		ContentEncryptionAlgorithm: pki.AlgorithmIdentifier{OID: identifier(t, s.content), Parameters: s.contentParameters},
		Recipients: []cms.RecipientInfo{{KeyAgree: &cms.KeyAgreeRecipientInfo{
			OriginatorKey: spki,
			KeyEncryptionAlgorithm: pki.AlgorithmIdentifier{
				OID:        identifier(t, s.scheme),
				Parameters: pki.AlgorithmIdentifier{OID: identifier(t, s.wrap), Parameters: []byte{5, 0}}.Marshal(),
			},
			Keys: []cms.RecipientEncryptedKey{{Recipient: cms.IssuerAndSerial(to.Certificate), EncryptedKey: wrapped}},
		}}},
	}
	header, err := ed.Header(int64(len(content)))
	require.NoError(t, err)
	stream, err := kalyna.NewCFBEncrypter(newKalyna(t, key, s.block), iv)
	require.NoError(t, err)
	encrypted, err := io.ReadAll(cipher.StreamReader{S: stream, R: strings.NewReader(content)})
	require.NoError(t, err)
	return append(header, encrypted...)
}

func newKalyna(t *testing.T, key []byte, blockSize int) *kalyna.Cipher {
	t.Helper()
	c, err := kalyna.NewCipher(key, blockSize)
	require.NoError(t, err)
	return c
}

func identifier(t *testing.T, end string) asn1.ObjectIdentifier {
	t.Helper()
	oid, err := x509.ParseOID(ukraine + end)
	require.NoError(t, err)
	der, err := oid.MarshalBinary()
	require.NoError(t, err)
	var out asn1.ObjectIdentifier
	_, err = asn1.Unmarshal(append([]byte{6, byte(len(der))}, der...), &out)
	require.NoError(t, err)
	return out
}

func TestKalynaFromStrangers(t *testing.T) {
	const (
		kw128 = "301a3010060c2a8624020101010101030a010500a206040400000080"
		kw256 = "301a3010060c2a8624020101010101030a020500a206040400000100"
		kw512 = "301a3010060c2a8624020101010101030a030500a206040400000200"
	)
	standard := uapki()
	standard.scheme = "3.8"
	short := uapki()
	short.content, short.block = "1.3.3.1", 16
	_, to := national()
	for name, s := range map[string]stranger{
		"UAPKI":               uapki(),
		"without cofactor":    standard,
		"blocks of 128 bits":  short,
		"all of 128 bits":     {scheme: "3.7", wrap: "1.3.10.1", content: "1.3.3.1", block: 16, key: 16, kek: 16, sharedInfo: kw128},
		"256 bits, KW":        {scheme: "3.7", wrap: "1.3.10.2", content: "1.3.3.2", block: 32, key: 32, kek: 32, sharedInfo: kw256},
		"256 bits, key twice": {scheme: "3.7", wrap: "1.3.10.2", content: "1.3.3.2", block: 32, key: 64, kek: 32, sharedInfo: kw256},
		"all of 512 bits":     {scheme: "3.8", wrap: "1.3.10.3", content: "1.3.3.3", block: 64, key: 64, kek: 64, sharedInfo: kw512},
	} {
		r, got, err := open(s.write(t, to, "a content of more than one block of all the sizes that there are"), to)
		require.NoError(t, err, name)
		assert.Equal(t, "a content of more than one block of all the sizes that there are", string(got), name)
		assert.Nil(t, r.Originator())
	}
}

func TestKalynaRefuses(t *testing.T) {
	_, to := national()
	kw := func(s *stranger) {
		s.wrap, s.sharedInfo = "1.3.10.2", "301a3010060c2a8624020101010101030a020500a206040400000100"
	}
	for name, test := range map[string]struct {
		change func(*stranger)
		want   error
	}{
		"a changed key":         {func(s *stranger) { s.spoil = func(w []byte) { w[50] ^= 1 } }, envelope.ErrDamaged},
		"a changed key, KW":     {func(s *stranger) { kw(s); s.spoil = func(w []byte) { w[50] ^= 1 } }, envelope.ErrDamaged},
		"a wrap for another":    {func(s *stranger) { kw(s); s.wrap = "1.3.10.1" }, envelope.ErrDamaged},
		"another derivation":    {func(s *stranger) { s.scheme = "3.4" }, envelope.ErrDamaged},
		"other material":        {func(s *stranger) { s.sharedInfo = "3000" }, envelope.ErrDamaged},
		"a key too long":        {func(s *stranger) { kw(s); s.key, s.content, s.contentParameters = 64, "1.3.3.1", ivParameters(16) }, envelope.ErrDamaged},
		"a key too short":       {func(s *stranger) { s.content, s.contentParameters = "1.3.3.3", ivParameters(64) }, envelope.ErrDamaged},
		"an unknown agreement":  {func(s *stranger) { s.scheme = "3.9" }, envelope.ErrUnsupported},
		"an unknown wrap":       {func(s *stranger) { s.wrap = "1.3.12" }, envelope.ErrUnsupported},
		"an unknown size of KW": {func(s *stranger) { s.wrap = "1.3.10.4" }, envelope.ErrUnsupported},
		"KW of no size":         {func(s *stranger) { s.wrap = "1.3.10" }, envelope.ErrUnsupported},
		"another mode":          {func(s *stranger) { s.content = "1.3.2.2" }, envelope.ErrUnsupported},
		"an unknown size":       {func(s *stranger) { s.content = "1.3.3.4" }, envelope.ErrUnsupported},
		"no size":               {func(s *stranger) { s.content = "1.3.3" }, envelope.ErrUnsupported},
		"an iv of another size": {func(s *stranger) { s.contentParameters = ivParameters(16) }, envelope.ErrUnsupported},
		"an iv too long":        {func(s *stranger) { s.contentParameters = ivParameters(33) }, envelope.ErrUnsupported},
		"an iv and a table": {func(s *stranger) {
			s.contentParameters = append([]byte{0x30, 36}, append(ivParameters(32)[2:], 4, 0)...)
		}, envelope.ErrUnsupported},
		"an iv without its sequence": {func(s *stranger) { s.contentParameters = ivParameters(32)[2:] }, envelope.ErrUnsupported},
		"no iv":                      {func(s *stranger) { s.contentParameters = []byte{5, 0} }, envelope.ErrUnsupported},
	} {
		s := uapki()
		test.change(&s)
		_, _, err := open(s.write(t, to, "content"), to)
		assert.ErrorIs(t, err, test.want, name)
	}
}

// ivParameters are the parameters of the content encryption with an iv of zeros.
func ivParameters(size int) []byte {
	return append([]byte{0x30, byte(2 + size), 4, byte(size)}, make([]byte, size)...)
}
