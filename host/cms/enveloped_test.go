// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms_test

import (
	"bytes"
	"io"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
)

// envelopedData is a message to recipients of every form.
func envelopedData() *cms.EnvelopedData {
	byIssuer := cms.CertificateID{Issuer: name, Serial: big.NewInt(7)}
	byKey := cms.CertificateID{SubjectKeyID: []byte("key")}
	keys := []cms.RecipientEncryptedKey{{Recipient: byIssuer, EncryptedKey: []byte("one")}, {Recipient: byKey, EncryptedKey: []byte("two")}}
	alg := pki.AlgorithmIdentifier{OID: pki.OIDRSA}
	agree := func(originator cms.CertificateID, key, ukm []byte) cms.RecipientInfo {
		return cms.RecipientInfo{KeyAgree: &cms.KeyAgreeRecipientInfo{
			Originator: originator, OriginatorKey: key, UKM: ukm, KeyEncryptionAlgorithm: alg, Keys: keys,
		}}
	}
	return &cms.EnvelopedData{
		ContentType:                cms.DataType,
		ContentEncryptionAlgorithm: pki.AlgorithmIdentifier{OID: pki.OIDGOST28147CFB},
		Recipients: []cms.RecipientInfo{
			{KeyTrans: &cms.KeyTransRecipientInfo{Recipient: byIssuer, KeyEncryptionAlgorithm: alg, EncryptedKey: []byte("key")}},
			{KeyTrans: &cms.KeyTransRecipientInfo{Recipient: byKey, KeyEncryptionAlgorithm: alg, EncryptedKey: []byte("key")}},
			agree(byIssuer, nil, []byte("ukm")), agree(byKey, nil, nil), agree(cms.CertificateID{}, []byte{0x30, 2, 5, 0}, nil),
		},
	}
}

func sealed(t testing.TB, content string) []byte {
	t.Helper()
	header, err := envelopedData().Header(int64(len(content)))
	require.NoError(t, err)
	return append(header, content...)
}

// readEnvelope takes a message apart.
func readEnvelope(message []byte) (*cms.EnvelopedData, []byte, error) {
	r, err := cms.NewEnvelopedReader(bytes.NewReader(message))
	if err != nil {
		return nil, nil, err
	}
	content, err := io.ReadAll(r)
	return r.EnvelopedData(), content, err
}

func TestEnvelopedHeaderThenRead(t *testing.T) {
	for _, content := range []string{"", "content", string(make([]byte, 70_000))} {
		got, encrypted, err := readEnvelope(sealed(t, content))
		require.NoError(t, err)
		require.Equal(t, envelopedData(), got)
		require.Equal(t, content, string(encrypted))
	}
}

// TestEnvelopedInteropRoundTrip: what others wrote in DER comes out again.
func TestEnvelopedInteropRoundTrip(t *testing.T) {
	for _, file := range []string{"iit_envelop_signed_to_director.p7e", "iit_envelop_unsigned_to_director.p7e", "jkurwa-enc_message.p7"} {
		in := interop.Read(t, "envelopes/"+file)
		ed, content, err := readEnvelope(in)
		require.NoError(t, err, file)
		header, err := ed.Header(int64(len(content)))
		require.NoError(t, err, file)
		require.Equal(t, in, append(header, content...), file)
	}
}

func TestEnvelopedInPieces(t *testing.T) {
	message := sealed(t, "content")
	at := bytes.LastIndex(message, []byte("\x80\x07content"))
	inside := message[bytes.Index(message, []byte{2, 1, 2}):at]
	start := bytes.LastIndex(inside, []byte("\x30\x23\x06\x09"))
	require.Positive(t, start)
	// A bare EnvelopedData of indefinite lengths, with an attribute behind.
	got, content, err := readEnvelope(bytes.Join([][]byte{
		{0x30, 0x80}, inside[:start], {0x30, 0x80}, inside[start+2:],
		[]byte("\xa0\x80\x04\x03con\x24\x80\x04\x02te\x04\x02nt\x00\x00\x00\x00"), {0, 0},
		[]byte("\xa1\x09\x30\x07\x06\x01\x2a\x31\x02\x05\x00"), {0, 0},
	}, nil))
	require.NoError(t, err)
	require.Equal(t, "content", string(content))
	require.Equal(t, envelopedData(), got)
}

func TestEnvelopedRefuses(t *testing.T) {
	message := sealed(t, "content")
	for n := range message {
		_, _, err := readEnvelope(message[:n])
		require.Error(t, err, "cut at %d", n)
	}
	signed, err := signedData().Marshal(nil)
	require.NoError(t, err)
	_, _, err = readEnvelope(signed)
	require.ErrorIs(t, err, cms.ErrNotEnvelopedData)

	crowded := envelopedData()
	crowded.Recipients = make([]cms.RecipientInfo, 257)
	for i := range crowded.Recipients {
		crowded.Recipients[i] = envelopedData().Recipients[0]
	}
	header, err := crowded.Header(0)
	require.NoError(t, err)
	_, _, err = readEnvelope(header)
	require.ErrorIs(t, err, cms.ErrTooLarge)

	for _, size := range []int64{-1, cms.MaxContent + 1} {
		_, err = envelopedData().Header(size)
		require.ErrorIs(t, err, cms.ErrTooLarge)
	}
	_, err = (&cms.EnvelopedData{Recipients: make([]cms.RecipientInfo, 1)}).Header(0)
	require.Error(t, err, "a recipient of no kind")
}

// What is read and written again is read as the same.
func FuzzEnvelopedReader(f *testing.F) {
	f.Add(sealed(f, "content"))
	f.Add([]byte("0\x80\x02\x01\x001\x000\x80\x06\x01\x2a0\x03\x06\x01\x2a\xa0\x80\x04\x01x\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, message []byte) {
		ed, content, err := readEnvelope(message)
		if err != nil {
			return
		}
		header, err := ed.Header(int64(len(content)))
		if err != nil {
			return // recipients of other kinds
		}
		again, same, err := readEnvelope(append(header, content...))
		require.NoError(t, err)
		require.Equal(t, content, same)
		require.Equal(t, len(ed.Recipients), len(again.Recipients))
	})
}
