// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestDistrustAttacks appends another page content that no cross-reference
// leads to, and cross-references that make viewers search for objects.
func TestDistrustAttacks(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	signed := w.sign(t, w.Subscriber(testpki.ECDSAPerson), pdftest.Plain(), cades.LevelBB)
	const shadow = "4 0 obj\n<</Length 2>>\nstream\nn \nendstream\nendobj\n"
	const listed = "60 0 obj\nnull\nendobj\n"
	at := len(signed) + len(shadow)
	appended := func(table string, size int) []byte {
		start := at + len(listed)
		return fmt.Appendf(bytes.Clone(signed), "%s%s%strailer\n<</Root 1 0 R/Size %d/Prev %d>>\nstartxref\n%d\n%%%%EOF\n",
			shadow, listed, table, size, lastXRef(t, signed), start)
	}
	cases := map[string]struct {
		table string
		size  int
		later pades.Later
	}{
		"as it should be":                 {fmt.Sprintf("xref\n60 1\n%010d 00000 n \n", at), 61, pades.LaterSignatures},
		"an object 0":                     {fmt.Sprintf("xref\n0 1\n%010d 00000 n \n60 1\n%010d 00000 n \n", at, at), 61, pades.LaterChanges},
		"an object that is not there":     {fmt.Sprintf("xref\n60 2\n%010d 00000 n \n0000000020 00000 n \n", at), 62, pades.LaterChanges},
		"an object of another generation": {fmt.Sprintf("xref\n60 1\n%010d 00001 n \n", at), 61, pades.LaterChanges},
		"an object beyond the file":       {fmt.Sprintf("xref\n60 2\n%010d 00000 n \n9999999999 00000 n \n", at), 62, pades.LaterChanges},
		"short entries":                   {fmt.Sprintf("xref\n60 2\n%010d 00000 n\n%010d 00000 f\n", at, 0), 62, pades.LaterChanges},
		"short numbers":                   {fmt.Sprintf("xref\n60 1\n%d 0 n \n", at), 61, pades.LaterChanges},
		"fewer objects than there are":    {fmt.Sprintf("xref\n60 1\n%010d 00000 n \n", at), 5, pades.LaterChanges},
		"too many objects":                {fmt.Sprintf("xref\n60 1\n%010d 00000 n \n", at), 1 << 24, pades.LaterChanges},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			report := verify(t, w.offline(), appended(c.table, c.size))
			require.Len(t, report.Signatures, 1)
			assert.Equal(t, c.later, report.Signatures[0].Later)
			assert.True(t, report.Signatures[0].Intact)
		})
	}
}

// TestLinearizedAttack has a file whose first octets have cross-references of
// another document, for when the file is as long as its first object says.
func TestLinearizedAttack(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	const length = 60_000
	first := fmt.Sprintf("9 0 obj\n<</Linearized 1/L %d/O 3/E 100/N 1/T 100/H[10 10]>>\nendobj\n", length)
	hidden := "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 10/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
	file := pdftest.Plain()
	file = append([]byte("%PDF-1.7\n"+first+hidden), file[len("%PDF-1.7\n"):]...)
	more := int64(len(first) + len(hidden))
	signed := w.sign(t, s, shifted(t, file, more), cades.LevelBB)
	require.Less(t, len(signed), length)
	require.True(t, verify(t, w.offline(), signed).Passed())
	grown := append(bytes.Clone(signed), "%"+strings.Repeat(" ", length)...)
	room := length - len(attack(t, signed, map[int]string{60: "null"}))
	grown = attack(t, append(grown[:len(signed)+room-1], '\n'), map[int]string{60: "null"})
	require.Len(t, grown, length)
	_, err := pades.Verify(t.Context(), w.offline(), bytes.NewReader(grown), length)
	require.ErrorIs(t, err, pades.ErrMalformed)
}

// shifted corrects the cross-references of a file of one revision, into which
// octets were put before its objects.
func shifted(t testing.TB, file []byte, more int64) []byte {
	t.Helper()
	entry := regexp.MustCompile(`([0-9]{10}) 00000 n `)
	file = entry.ReplaceAllFunc(file, func(found []byte) []byte {
		at, err := strconv.ParseInt(string(found[:10]), 10, 64)
		require.NoError(t, err)
		return fmt.Appendf(nil, "%010d 00000 n ", at+more)
	})
	end := bytes.LastIndex(file, []byte("startxref"))
	return fmt.Appendf(file[:end:end], "startxref\n%d\n%%%%EOF\n", int64(lastXRef(t, file))+more)
}
