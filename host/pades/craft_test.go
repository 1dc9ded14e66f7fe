// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
)

// A craft is a signature made as no honest program makes it, though with a
// message that is right for what it says to cover.
type craft struct {
	dictionary func(pdf.Dict)                       // changes the dictionary
	ranges     func(start, end, size int64) []int64 // instead of [0 start end size-end]
	message    func(*cms.SignedData) []byte         // instead of marshalling it
	end        string                               // stands after the new revision, and is signed
}

const craftRoom = 8 << 10

// make signs the file of [pdftest.Page] at B-B.
func (c craft) make(t testing.TB, w *town, s *testpki.Subscriber, file []byte) []byte {
	t.Helper()
	f, err := pdf.Open(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	u, err := f.Update()
	require.NoError(t, err)
	contents, ranges := &pdf.Hole{Width: 2 + 2*craftRoom}, &pdf.Hole{Width: 80}
	dict := pdf.Dict{
		"Type": pdf.Name("Sig"), "Filter": pdf.Name("Adobe.PPKLite"), "SubFilter": pdf.Name("ETSI.CAdES.detached"),
		"M": pdf.String{Octets: []byte(w.now.Format("D:20060102150405Z"))}, "Contents": contents, "ByteRange": ranges,
	}
	if c.dictionary != nil {
		c.dictionary(dict)
	}
	field := u.Add(pdf.Dict{"FT": pdf.Name("Sig"), "T": pdf.String{Octets: []byte("Crafted")}, "V": u.Add(dict)})
	root, catalog, err := f.Newest().Catalog()
	require.NoError(t, err)
	catalog = maps.Clone(catalog)
	catalog["AcroForm"] = pdf.Dict{"Fields": pdf.Array{field}, "SigFlags": int64(3)}
	u.Replace(root, catalog)
	more, err := u.Marshal()
	require.NoError(t, err)
	file = append(append(bytes.Clone(file), more...), c.end...)

	start, end, size := contents.At, contents.At+int64(contents.Width), int64(len(file))
	numbers := []int64{0, start, end, size - end}
	if c.ranges != nil {
		numbers = c.ranges(start, end, size)
	}
	if ranges.At > 0 {
		copy(file[ranges.At:], fmt.Sprint(numbers))
	}
	var content []byte
	for i := 0; i+1 < len(numbers); i += 2 {
		from := min(max(numbers[i], 0), size)
		content = append(content, file[from:min(from+max(numbers[i+1], 0), size)]...)
	}
	if start == 0 { // the dictionary has no place for a message
		return file
	}
	signer := cades.Signer{Certificate: s.SignCert, Chain: s.Chain, Detached: true, OmitSigningTime: true}
	h, err := signer.ContentHash()
	require.NoError(t, err)
	prepared, err := signer.Prepare(h.Sum(content))
	require.NoError(t, err)
	value, err := s.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	signed, err := prepared.Finish(value)
	require.NoError(t, err)
	message, err := signed.Marshal(nil)
	require.NoError(t, err)
	if c.message != nil {
		message = c.message(signed)
	}
	padded := append(message, make([]byte, craftRoom-len(message))...)
	copy(file[start:], "<"+hex.EncodeToString(padded)+">")
	return file
}

// attack appends a revision to a file as an attacker would, who knows where the
// cross-references are.
func attack(t testing.TB, file []byte, objects map[int]string) []byte {
	t.Helper()
	return pdftest.Append(pdftest.Table, file, objects, fmt.Sprintf("/Root 1 0 R/Prev %d", lastXRef(t, file)))
}

func lastXRef(t testing.TB, file []byte) int {
	t.Helper()
	all := regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF`).FindAllSubmatch(file, -1)
	require.NotEmpty(t, all)
	at, err := strconv.Atoi(string(all[len(all)-1][1]))
	require.NoError(t, err)
	return at
}

// withEntry adds a cross-reference to the last table of a file.
func withEntry(file []byte, number, at int) []byte {
	first := []byte("0 1\n0000000000 65535 f \n")
	i := bytes.LastIndex(file, first) + len(first)
	return slices.Insert(bytes.Clone(file), i, fmt.Appendf(nil, "%d 1\n%010d 00000 n \n", number, at)...)
}
