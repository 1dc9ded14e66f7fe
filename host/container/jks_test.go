// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	"crypto/x509"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
)

var jksPassword = []byte("пароль")

// jksOf writes a store of one key for signing and one for key agreement under
// one alias, changed before it is sealed.
func jksOf(t testing.TB, change func(*jksStore)) []byte {
	t.Helper()
	info, err := marshalIITKey(testKey(t, 12345), testKey(t, 54321))
	require.NoError(t, err)
	return jksWith(t, info, change)
}

func jksWith(t testing.TB, info []byte, change func(*jksStore)) []byte {
	t.Helper()
	s := jksStore{version: 2, entries: []jksEntry{{
		tag: jksKey, alias: []byte("sign"), date: 1,
		chain: []jksCertificate{{[]byte("X.509"), selfSigned(t, 1).Raw}},
	}}}
	change(&s)
	file, err := s.seal([][]byte{info}, Passwords{File: jksPassword, Keys: jksPassword}, zeros{})
	require.NoError(t, err)
	return file
}

// zeros are random numbers for those who do not mind.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestJKSInTheField(t *testing.T) {
	for name, test := range map[string]struct {
		change       func(*jksStore)
		certificates int
	}{
		"as the JDK writes it":     {func(*jksStore) {}, 1},
		"version 1, without types": {func(s *jksStore) { s.version = 1 }, 1},
		"another type":             {func(s *jksStore) { s.entries[0].chain[0].kind = []byte("X509") }, 1},
		"no chain":                 {func(s *jksStore) { s.entries[0].chain = nil }, 0},
		"a certificate that nobody reads": {func(s *jksStore) {
			s.entries[0].chain = append(s.entries[0].chain, jksCertificate{[]byte("PGP"), []byte{1, 2}})
		}, 1},
		"trusted certificates before and behind": {func(s *jksStore) {
			trusted := func(serial int64) jksEntry {
				return jksEntry{tag: jksTrusted, alias: []byte("ca"), chain: []jksCertificate{{[]byte("X.509"), selfSigned(t, serial).Raw}}}
			}
			s.entries = []jksEntry{trusted(2), s.entries[0], trusted(3)}
		}, 3},
		"one certificate twice": {func(s *jksStore) {
			s.entries[0].chain = append(s.entries[0].chain, s.entries[0].chain...)
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			file := jksOf(t, test.change)
			assert.Len(t, Certificates(file), test.certificates)
			f, data, err := recognise(append(file, "behind it"...))
			require.NoError(t, err)
			entries, err := f.open(data, newOpening(Passwords{File: jksPassword}, newBudget()))
			require.NoError(t, err)
			require.Len(t, entries, 2)
			for _, e := range entries {
				assert.Equal(t, "sign", e.Alias)
				assert.Len(t, e.Certificates, test.certificates)
			}
			assert.Equal(t, []key.Usage{key.Sign, key.Agree}, []key.Usage{entries[0].Usage, entries[1].Usage})
		})
	}
}

// Some of PrivatBank's stores write the base point of the agreement key with
// leading zeros.
func TestWideBasePoint(t *testing.T) {
	agree := testKey(t, 54321)
	info, err := marshalIITKey(testKey(t, 12345), agree)
	require.NoError(t, err)
	point := reversed(agree.Curve.Params().Generator)
	start := bytes.LastIndex(info, point) - 2
	wide := slices.Concat(info[:start], []byte{4, byte(len(point) + 1), 0}, point, info[start+2+len(point):])
	wide = widen(t, wide, start)
	file := jksWith(t, wide, func(*jksStore) {})
	f, data, err := recognise(file)
	require.NoError(t, err)
	entries, err := f.open(data, newOpening(Passwords{File: jksPassword}, newBudget()))
	require.NoError(t, err)
	require.Len(t, entries, 2)
	assert.True(t, agree.PublicKey.Equal(entries[1].Key.Public()))
}

// widen adds one to the length of every value around an offset.
func widen(t *testing.T, der []byte, offset int) []byte {
	t.Helper()
	der = slices.Clone(der)
	for at := 0; at < offset; {
		h, err := header(der[at:])
		require.NoError(t, err)
		end := at + h.Size() + int(h.Length)
		if end <= offset {
			at = end
			continue
		}
		switch h.Size() {
		case 2:
			der[at+1]++
		case 3:
			der[at+2]++
		case 4:
			binary.BigEndian.PutUint16(der[at+2:], binary.BigEndian.Uint16(der[at+2:])+1)
		}
		at += h.Size()
	}
	return der
}

func TestHostileJKS(t *testing.T) {
	start := func(version, count uint32, rest ...byte) []byte {
		file := []byte(jksMagic)
		file = binary.BigEndian.AppendUint32(file, version)
		file = binary.BigEndian.AppendUint32(file, count)
		return append(file, rest...)
	}
	keyEntry := []byte{0, 0, 0, 1, 0, 1, 'a', 0, 0, 0, 0, 0, 0, 0, 0}
	many := jksOf(t, func(s *jksStore) {
		for range maxBags {
			s.entries = append(s.entries, jksEntry{tag: jksTrusted, chain: s.entries[0].chain})
		}
	})
	_, err := Open(many, Passwords{File: jksPassword})
	require.NoError(t, err, "trusted certificates are no keys")
	for name, test := range map[string]struct {
		file []byte
		want error
	}{
		"magic alone":                  {[]byte(jksMagic), key.ErrTruncated},
		"version 3":                    {start(3, 1), key.ErrUnsupported},
		"four billion entries":         {start(2, 1<<32-1), key.ErrTooLarge},
		"a thousand, and then none":    {start(2, 1000), key.ErrTruncated},
		"an entry of unknown kind":     {start(2, 1, append([]byte{0, 0, 0, 9}, keyEntry[4:]...)...), key.ErrDamaged},
		"a key of four billion octets": {start(2, 1, append(slices.Clone(keyEntry), 255, 255, 255, 255)...), key.ErrDamaged},
		"four billion certificates":    {start(2, 1, append(slices.Clone(keyEntry), 0, 0, 0, 0, 255, 255, 255, 255)...), key.ErrTooLarge},
		"no entry":                     {emptyJKS(t), key.ErrNoSigningKey},
		"a key that is none":           {jksWith(t, []byte{5, 0}, func(*jksStore) {}), key.ErrKeyPassword},
		"text that is no password":     {jksOf(t, func(*jksStore) {}), key.ErrWrongPassword},
	} {
		t.Run(name, func(t *testing.T) {
			password := jksPassword
			if name == "text that is no password" {
				password = []byte("\xff")
			}
			_, err := Open(test.file, Passwords{File: password})
			assert.ErrorIs(t, err, test.want)
		})
	}
}

// emptyJKS is a store of nothing, in order.
func emptyJKS(t *testing.T) []byte {
	file, err := jksStore{version: 2}.seal(nil, Passwords{File: jksPassword, Keys: jksPassword}, zeros{})
	require.NoError(t, err)
	return file
}

func TestTooManyKeysInJKS(t *testing.T) {
	var entries []Entry
	for i := range maxBags + 1 {
		entries = append(entries, Entry{Key: testKey(t, int64(i+2)), Alias: string(rune('a' + i))})
	}
	file, err := MarshalJKS(entries, Passwords{File: jksPassword}, JKSOptions{})
	require.NoError(t, err)
	_, err = Open(file, Passwords{File: jksPassword})
	assert.ErrorIs(t, err, key.ErrTooLarge)
}

func TestMarshalJKSRefuses(t *testing.T) {
	k := Entry{Key: testKey(t, 7), Alias: "a"}
	for name, test := range map[string]struct {
		entries   []Entry
		passwords Passwords
	}{
		"no password":                {[]Entry{k}, Passwords{}},
		"no password of the keys":    {[]Entry{k}, Passwords{File: []byte("a"), Keys: []byte{}}},
		"a password that is no text": {[]Entry{k}, Passwords{File: []byte("\xff")}},
		"three keys of one alias":    {[]Entry{k, k, k}, Passwords{File: []byte("a")}},
	} {
		_, err := MarshalJKS(test.entries, test.passwords, JKSOptions{})
		assert.Error(t, err, name)
	}
}

func TestModifiedUTF8(t *testing.T) {
	for _, test := range []struct{ text, octets string }{
		{"sign", "sign"},
		{"печатка", "печатка"},
		{"a\x00b", "a\xc0\x80b"},
		{"𝄞", "\xed\xa0\xb4\xed\xb4\x9e"},
	} {
		assert.Equal(t, test.octets, string(appendModifiedUTF8(nil, test.text)))
		assert.Equal(t, test.text, decodeModifiedUTF8([]byte(test.octets)))
	}
	assert.Equal(t, "𝄞", decodeModifiedUTF8([]byte("𝄞")), "as others write it")
	assert.Equal(t, "a\ufffd\ufffdb", decodeModifiedUTF8([]byte("a\xff\xedb")))
	assert.Equal(t, "\ufffd!", decodeModifiedUTF8([]byte("\xed\xa0\xb4!")), "half a character")
}

// A password that opens keys under a digest that does not fit: the store was
// changed.
func TestJKSDamagedOrLocked(t *testing.T) {
	chain := []*x509.Certificate{selfSigned(t, 1)}
	entries := []Entry{{Key: testKey(t, 7), Alias: "a", Certificates: chain}}
	file, err := MarshalJKS(entries, Passwords{File: []byte("store"), Keys: []byte("keys")}, JKSOptions{})
	require.NoError(t, err)
	for _, test := range []struct {
		file, keys string
		want       error
	}{
		{"store", "keys", nil},
		{"store", "", key.ErrKeyPassword},
		{"store", "other", key.ErrKeyPassword},
		{"other", "keys", key.ErrWrongPassword},
		{"other", "", key.ErrWrongPassword},
	} {
		p := Passwords{File: []byte(test.file)}
		if test.keys != "" {
			p.Keys = []byte(test.keys)
		}
		_, err := Open(file, p)
		assert.ErrorIs(t, err, test.want, "%s, %s", test.file, test.keys)
	}
	same, err := MarshalJKS(entries, Passwords{File: []byte("store")}, JKSOptions{})
	require.NoError(t, err)
	same[len(same)-1] ^= 1
	_, err = Open(same, Passwords{File: []byte("store")})
	assert.ErrorIs(t, err, key.ErrDamaged)
}
