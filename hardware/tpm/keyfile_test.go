// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-tpm/tpm2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/tpm"
)

// A sample is what the files of testdata were made of: the members of TPMKey.
type sample struct {
	Type            asn1.ObjectIdentifier
	Parent          int64
	Public, Private []byte
}

// read is a file of testdata: ecdsa.pem, rsa.pem and sealed.pem were written here
// with a TPM that is gone.
func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return data
}

func parsed(t testing.TB, name string) sample {
	t.Helper()
	return parseSample(t, filepath.Join("testdata", name))
}

func parseSample(t testing.TB, path string) sample {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	block, _ := pem.Decode(text)
	require.NotNil(t, block)
	var s sample
	rest, err := asn1.Unmarshal(block.Bytes, &s)
	require.NoError(t, err)
	require.Empty(t, rest)
	return s
}

func (s sample) marshal(t testing.TB) []byte {
	t.Helper()
	der, err := asn1.Marshal(s)
	require.NoError(t, err)
	return armour(der)
}

func armour(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "TSS2 PRIVATE KEY", Bytes: der})
}

// change changes the public area.
func (s sample) change(t testing.TB, how func(*tpm2.TPMTPublic)) sample {
	t.Helper()
	area, err := tpm2.Unmarshal[tpm2.TPMTPublic](s.Public[2:])
	require.NoError(t, err)
	how(area)
	s.Public = tpm2.Marshal(tpm2.New2B(*area))
	return s
}

func TestKeyfile(t *testing.T) {
	for _, name := range []string{"ecdsa.pem", "rsa.pem", "sealed.pem"} {
		again, err := tpm.Rewrite(read(t, name))
		require.NoError(t, err, name)
		assert.Equal(t, string(read(t, name)), string(again), name)
	}
}

func TestKeyfileRefuses(t *testing.T) {
	key, rsa, sealed := parsed(t, "ecdsa.pem"), parsed(t, "rsa.pem"), parsed(t, "sealed.pem")
	other := func(s sample, how func(*sample)) []byte {
		how(&s)
		return s.marshal(t)
	}
	optional := func(tag int, value string) []byte { // after the type, as in TPMKey
		der, err := asn1.Marshal(key)
		require.NoError(t, err)
		inner, err := hex.DecodeString(value)
		require.NoError(t, err)
		member, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, IsCompound: true, Bytes: inner})
		require.NoError(t, err)
		const head, kind = 3, 8
		body := append(append(bytes.Clone(der[head:head+kind]), member...), der[head+kind:]...)
		der, err = asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: body})
		require.NoError(t, err)
		return armour(der)
	}
	for name, text := range map[string][]byte{
		"nothing":                       nil,
		"another PEM":                   pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte{0x30, 0}}),
		"headers":                       pem.EncodeToMemory(&pem.Block{Type: "TSS2 PRIVATE KEY", Headers: map[string]string{"A": "b"}, Bytes: []byte{0x30, 0}}),
		"two":                           append(key.marshal(t), key.marshal(t)...),
		"too long":                      append(key.marshal(t), make([]byte, 8<<10)...),
		"empty":                         armour([]byte{0x30, 0}),
		"importable":                    other(key, func(s *sample) { s.Type = asn1.ObjectIdentifier{2, 23, 133, 10, 1, 4} }),
		"a negative parent":             other(key, func(s *sample) { s.Parent = -1 }),
		"a parent of 33 bits":           other(key, func(s *sample) { s.Parent = 1 << 32 }),
		"no public area":                other(key, func(s *sample) { s.Public = nil }),
		"an empty public area":          other(key, func(s *sample) { s.Public = []byte{0, 0} }),
		"a public area that is shorter": other(key, func(s *sample) { s.Public = s.Public[:len(s.Public)-1] }),
		"a public area that is longer":  other(key, func(s *sample) { s.Public = append(s.Public, 0) }),
		"no private area":               other(key, func(s *sample) { s.Private = []byte{0, 0} }),
		"no PIN":                        optional(0, "0101ff"),
		"a policy":                      optional(1, "3000"),
		"a description":                 optional(4, "0c0161"),

		"a key that may be copied":       key.change(t, func(p *tpm2.TPMTPublic) { p.ObjectAttributes.FixedTPM = false }).marshal(t),
		"a key whose PIN is not counted": key.change(t, func(p *tpm2.TPMTPublic) { p.ObjectAttributes.NoDA = true }).marshal(t),
		"a key from elsewhere":           key.change(t, func(p *tpm2.TPMTPublic) { p.ObjectAttributes.SensitiveDataOrigin = false }).marshal(t),
		"a restricted key":               key.change(t, func(p *tpm2.TPMTPublic) { p.ObjectAttributes.Restricted = true }).marshal(t),
		"a name by SHA-1":                key.change(t, func(p *tpm2.TPMTPublic) { p.NameAlg = tpm2.TPMAlgSHA1 }).marshal(t),
		"another curve": key.change(t, func(p *tpm2.TPMTPublic) {
			p.Parameters = tpm2.NewTPMUPublicParms(tpm2.TPMAlgECC, &tpm2.TPMSECCParms{CurveID: tpm2.TPMECCNistP384})
		}).marshal(t),
		"a point off the curve": key.change(t, func(p *tpm2.TPMTPublic) {
			p.Unique = tpm2.NewTPMUPublicID(tpm2.TPMAlgECC, &tpm2.TPMSECCPoint{X: tpm2.TPM2BECCParameter{Buffer: []byte{1}}, Y: tpm2.TPM2BECCParameter{Buffer: []byte{1}}})
		}).marshal(t),
		"a coordinate of 33 octets": key.change(t, func(p *tpm2.TPMTPublic) {
			p.Unique = tpm2.NewTPMUPublicID(tpm2.TPMAlgECC, &tpm2.TPMSECCPoint{X: tpm2.TPM2BECCParameter{Buffer: make([]byte, 33)}})
		}).marshal(t),
		"RSA of 1024 bits": rsa.change(t, func(p *tpm2.TPMTPublic) {
			p.Unique = tpm2.NewTPMUPublicID(tpm2.TPMAlgRSA, &tpm2.TPM2BPublicKeyRSA{Buffer: bytes.Repeat([]byte{0xFF}, 128)})
		}).marshal(t),
		"RSA with the exponent 3": rsa.change(t, func(p *tpm2.TPMTPublic) {
			p.Parameters = tpm2.NewTPMUPublicParms(tpm2.TPMAlgRSA, &tpm2.TPMSRSAParms{KeyBits: 2048, Exponent: 3})
		}).marshal(t),
		"sealed data that may be copied": sealed.change(t, func(p *tpm2.TPMTPublic) { p.ObjectAttributes.FixedParent = false }).marshal(t),
	} {
		_, err := tpm.Rewrite(text)
		assert.Error(t, err, name)
	}
}

const good = `{"label":"Ключ","created":"2026-01-02T03:04:05Z","parent":"000b01","certificates":[]}`

// TestTypeSaysOtherwise: the key file is of one type and the public area of
// another.
func TestTypeSaysOtherwise(t *testing.T) {
	for file, other := range map[string]string{"ecdsa.pem": "sealed.pem", "rsa.pem": "sealed.pem", "sealed.pem": "ecdsa.pem"} {
		s := parsed(t, file)
		assert.NoError(t, tpm.ReadEntry(s.marshal(t), []byte(good)))
		s.Type = parsed(t, other).Type
		assert.Error(t, tpm.ReadEntry(s.marshal(t), []byte(good)), file)
	}
}

func TestRecordRefuses(t *testing.T) {
	again, err := tpm.Recall([]byte(good))
	require.NoError(t, err)
	assert.JSONEq(t, good, string(again))
	certificates, err := json.Marshal(make([][]byte, 17))
	require.NoError(t, err)
	for name, data := range map[string]string{
		"nothing":               "",
		"no object":             "[]",
		"something after it":    good + "{}",
		"an unknown member":     strings.Replace(good, "{", `{"more":1,`, 1),
		"no parent":             strings.Replace(good, "000b01", "", 1),
		"a parent in words":     strings.Replace(good, "000b01", "parent", 1),
		"a time in words":       strings.Replace(good, "2026-01-02T03:04:05Z", "yesterday", 1),
		"a label without end":   strings.Replace(good, "Ключ", strings.Repeat("К", 129), 1),
		"no certificate":        strings.Replace(good, "[]", `["AAAA"]`, 1),
		"too many certificates": strings.Replace(good, "[]", string(certificates), 1),
	} {
		_, err := tpm.Recall([]byte(data))
		assert.Error(t, err, name)
	}
}

// FuzzKeyfile: what is read is written as it was.
func FuzzKeyfile(f *testing.F) {
	for _, name := range []string{"ecdsa.pem", "rsa.pem", "sealed.pem"} {
		block, _ := pem.Decode(read(f, name))
		f.Add(block.Bytes)
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		text := armour(der)
		if again, err := tpm.Rewrite(text); err == nil {
			assert.Equal(t, string(text), string(again))
		}
	})
}

// FuzzRecord: what is read is written in a form that is read as the same.
func FuzzRecord(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"label":"","created":"2026-01-02T03:04:05.5+02:00","parent":"00","certificates":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		once, err := tpm.Recall(data)
		if err != nil {
			return
		}
		twice, err := tpm.Recall(once)
		require.NoError(t, err)
		assert.Equal(t, string(once), string(twice))
	})
}
