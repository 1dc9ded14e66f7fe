// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crx3_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/crx3"
)

// archive stands for a ZIP archive: a package does not look into it.
var archive = []byte("PK\x03\x04 what an extension is made of")

// key is a key that follows from its name alone.
func key(t testing.TB, name string, bits int) *rsa.PrivateKey {
	t.Helper()
	stream := sha3.NewSHAKE256()
	_, _ = stream.Write([]byte(name))
	one := big.NewInt(1)
	k := &rsa.PrivateKey{PublicKey: rsa.PublicKey{E: 65537}, Primes: []*big.Int{prime(stream, bits/2), prime(stream, bits/2)}}
	p, q := k.Primes[0], k.Primes[1]
	k.N = new(big.Int).Mul(p, q)
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	k.D = new(big.Int).ModInverse(big.NewInt(int64(k.E)), phi)
	k.Precompute()
	require.NoError(t, k.Validate())
	return k
}

// prime is the first prime of a stream with its two highest bits set.
func prime(stream io.Reader, bits int) *big.Int {
	for {
		octets := make([]byte, bits/8)
		_, _ = io.ReadFull(stream, octets)
		octets[0] |= 0xc0
		octets[len(octets)-1] |= 1
		if p := new(big.Int).SetBytes(octets); p.ProbablyPrime(20) {
			return p
		}
	}
}

func pack(t testing.TB, key *rsa.PrivateKey) []byte {
	t.Helper()
	crx, err := crx3.Pack(archive, key)
	require.NoError(t, err)
	return crx
}

// TestID holds the table of ids against the keys in the manifests.
func TestID(t *testing.T) {
	var ids map[string]struct{ Chromium json.RawMessage }
	read(t, "../../extension/ids.json", &ids)
	for edition, path := range map[string]string{"release": "../../manifest.json", "demo": "../../extension/demo/manifest.json"} {
		var manifest struct{ Key string }
		read(t, path, &manifest)
		spki, err := base64.StdEncoding.DecodeString(manifest.Key)
		require.NoError(t, err)
		public, err := x509.ParsePKIXPublicKey(spki)
		require.NoError(t, err)
		id, err := crx3.ID(public)
		require.NoError(t, err)
		assert.Contains(t, string(ids[edition].Chromium), `"`+id+`"`, edition)
	}
	_, err := crx3.ID("not a key")
	assert.Error(t, err)
}

func read(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into))
}

func TestPack(t *testing.T) {
	own := key(t, "own", 2048)
	crx := pack(t, own)
	read, err := crx3.Read(crx)
	require.NoError(t, err)
	id, err := crx3.ID(&own.PublicKey)
	require.NoError(t, err)
	assert.Equal(t, crx3.Package{ID: id, Archive: archive}, read)
	assert.Equal(t, crx, pack(t, own), "the same twice")

	sum := sha256.Sum256(crx)
	assert.Equal(t, golden, hex.EncodeToString(sum[:]), "the same on every machine")
}

// golden is the SHA-256 of the package of archive by the key "own".
const golden = "507cdacc560914607cfd520d6a3fb0c85f467e55c093154bc6b18c69537d539c"

func TestPackRefusesAShortKey(t *testing.T) {
	_, err := crx3.Pack(archive, key(t, "short", 1024))
	assert.ErrorContains(t, err, "1024 bits")
}

// header is the header of a package.
func header(crx []byte) []byte { return crx[12 : 12+binary.LittleEndian.Uint32(crx[8:])] }

// begin is what stands before a header.
func begin(size int) []byte {
	return binary.LittleEndian.AppendUint32([]byte("Cr24\x03\x00\x00\x00"), uint32(size))
}

// field is a field of a protocol buffer.
func field(number uint64, value []byte) []byte {
	tag := binary.AppendUvarint(nil, number<<3|2)
	return append(binary.AppendUvarint(tag, uint64(len(value))), value...)
}

// TestRead names what is not a package, and what is one of somebody else.
func TestRead(t *testing.T) {
	own, other := pack(t, key(t, "own", 2048)), pack(t, key(t, "other", 2048))
	changed := func(at int) []byte {
		crx := bytes.Clone(own)
		crx[at] ^= 1
		return crx
	}
	with := func(header []byte) []byte { return append(append(begin(len(header)), header...), archive...) }
	for name, c := range map[string]struct {
		crx  []byte
		want error
	}{
		"nothing":                            {nil, crx3.ErrFormat},
		"a ZIP archive":                      {archive, crx3.ErrFormat},
		"version 2":                          {append([]byte("Cr24\x02\x00\x00\x00"), own[8:]...), crx3.ErrFormat},
		"cut off in the header":              {own[:len(own)-len(archive)-1], crx3.ErrFormat},
		"a header longer than any":           {begin(1<<20 + 1), crx3.ErrFormat},
		"a header of four gigabytes":         {begin(1<<32 - 1), crx3.ErrFormat},
		"cut off in the archive":             {own[:len(own)-1], crx3.ErrSignature},
		"more behind the archive":            {append(bytes.Clone(own), 0), crx3.ErrSignature},
		"another octet in the archive":       {changed(len(own) - 1), crx3.ErrSignature},
		"another octet in the signature":     {changed(12 + len(header(own)) - 60), crx3.ErrSignature},
		"another ID":                         {changed(12 + len(header(own)) - 1), crx3.ErrSignature},
		"the proof of another's package":     {append(append(begin(len(header(other))), header(other)...), "PK\x03\x04 other"...), crx3.ErrSignature},
		"no header":                          {with(nil), crx3.ErrFormat},
		"an ID that nobody proves":           {with(field(10000, field(1, make([]byte, 16)))), crx3.ErrSignature},
		"a short ID":                         {with(field(10000, field(1, make([]byte, 15)))), crx3.ErrFormat},
		"a proof without a key":              {with(append(field(2, field(2, []byte("signature"))), field(10000, field(1, make([]byte, 16)))...)), crx3.ErrSignature},
		"a number where a message should be": {with([]byte{2 << 3, 1}), crx3.ErrFormat},
		"a field longer than the header":     {with([]byte{2<<3 | 2, 9}), crx3.ErrFormat},
		"an endless length":                  {with(append([]byte{2<<3 | 2}, bytes.Repeat([]byte{0xff}, 11)...)), crx3.ErrFormat},
		"an RSA proof among those of ECDSA":  {with(append([]byte{3<<3 | 2}, header(own)[1:]...)), crx3.ErrSignature},
	} {
		t.Run(name, func(t *testing.T) {
			read, err := crx3.Read(c.crx)
			assert.ErrorIs(t, err, c.want)
			assert.Empty(t, read)
		})
	}
}

// more is a package with a field put before its header's others.
func more(crx []byte, number uint64, value []byte) []byte {
	header := append(field(number, value), header(crx)...)
	return append(append(begin(len(header)), header...), archive...)
}

// TestReadStore: a store may add a proof of its own, by ECDSA, and what this does
// not know.
func TestReadStore(t *testing.T) {
	own := pack(t, key(t, "own", 2048))
	store, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	spki, err := x509.MarshalPKIXPublicKey(&store.PublicKey)
	require.NoError(t, err)
	const signed = 18 // the length of SignedData: one field of 16 octets
	sum := sha256.Sum256(bytes.Join([][]byte{
		[]byte("CRX3 SignedData\x00"), {signed, 0, 0, 0}, header(own)[len(header(own))-signed:], archive,
	}, nil))
	signature, err := ecdsa.SignASN1(rand.Reader, store, sum[:])
	require.NoError(t, err)
	proof := append(field(1, spki), field(2, signature)...)

	_, err = crx3.Read(more(own, 3, proof))
	assert.NoError(t, err)
	_, err = crx3.Read(more(own, 4, []byte("unknown")))
	assert.NoError(t, err)

	proof[len(proof)-1] ^= 1
	_, err = crx3.Read(more(own, 3, proof))
	assert.ErrorIs(t, err, crx3.ErrSignature, "one proof that holds does not make up for one that does not")
}

// TestReadTwoIDs: of a field that is there twice, readers of protocol buffers take
// the last, so a package cannot show us one ID and Chromium another.
func TestReadTwoIDs(t *testing.T) {
	own := key(t, "own", 2048)
	spki, err := x509.MarshalPKIXPublicKey(&own.PublicKey)
	require.NoError(t, err)
	sum := sha256.Sum256(spki)
	mine, others := field(1, sum[:16]), field(1, make([]byte, 16))
	for _, c := range []struct {
		signed []byte
		want   error
	}{
		{append(bytes.Clone(others), mine...), nil},
		{append(bytes.Clone(mine), others...), crx3.ErrSignature},
		{append(bytes.Clone(mine), field(1, nil)...), crx3.ErrFormat},
	} {
		sum := sha256.Sum256(bytes.Join([][]byte{[]byte("CRX3 SignedData\x00"), {byte(len(c.signed)), 0, 0, 0}, c.signed, archive}, nil))
		signature, err := rsa.SignPKCS1v15(nil, own, crypto.SHA256, sum[:])
		require.NoError(t, err)
		header := append(field(2, append(field(1, spki), field(2, signature)...)), field(10000, c.signed)...)
		_, err = crx3.Read(append(append(begin(len(header)), header...), archive...))
		assert.ErrorIs(t, err, c.want)
	}
}

// FuzzRead: what is no package is refused with one of the two errors.
func FuzzRead(f *testing.F) {
	own := pack(f, key(f, "own", 2048))
	f.Add(own)
	f.Add(own[:200])
	f.Add([]byte("Cr24\x03\x00\x00\x00\x00\x00\x00\x00PK"))
	f.Fuzz(func(t *testing.T, crx []byte) {
		read, err := crx3.Read(crx)
		if err == nil {
			assert.Len(t, read.ID, 32)
			assert.True(t, bytes.HasSuffix(crx, read.Archive))
			return
		}
		if !errors.Is(err, crx3.ErrFormat) && !errors.Is(err, crx3.ErrSignature) {
			t.Errorf("an error of another kind: %v", err)
		}
	})
}
