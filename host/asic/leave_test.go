// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"bytes"
	"hash/crc32"
	"iter"
	"maps"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func sum(content string) asic.Sum {
	return asic.Sum{Size: int64(len(content)), CRC32: crc32.ChecksumIEEE([]byte(content)), SHA256: pki.SHA256.Sum([]byte(content))}
}

// around makes a container without its documents, and tells where they belong.
func around(t *testing.T, documents []document) (parts [][]byte) {
	t.Helper()
	var out bytes.Buffer
	w, err := asic.NewWriter(&out, asic.Extended)
	require.NoError(t, err)
	for _, d := range documents {
		require.NoError(t, w.Leave(d.name, d.mediaType, sum(d.content)))
		parts = append(parts, bytes.Clone(out.Bytes()))
		out.Reset()
	}
	addSignature(t, w, testpki.ECDSAPerson)
	require.NoError(t, w.Close())
	return append(parts, out.Bytes())
}

// TestLeave: what stands around documents, with them, is the container that Add makes.
func TestLeave(t *testing.T) {
	documents := []document{contract, {"порожній", "", ""}, {"великий", "text/plain", strings.Repeat("великий ", 1<<20)}}
	parts := around(t, documents)
	var joined bytes.Buffer
	for i, d := range documents {
		joined.Write(parts[i])
		joined.WriteString(d.content)
	}
	signed := joined.Len()
	joined.Write(parts[len(documents)])

	assert.Less(t, len(bytes.Join(parts, nil)), 1<<16, "no document is written")
	assert.Equal(t, extended(t, documents, testpki.ECDSAPerson)[:signed], joined.Bytes()[:signed])
	report := verify(t, joined.Bytes())
	require.True(t, report.Passed(), "%v", report.Signatures[0].Errors)
	require.Len(t, report.Signatures[0].Documents, len(documents))

	unzip := interop.NewTool(t, "unzip")
	unzip.Write("a.asice", joined.Bytes())
	require.Contains(t, unzip.Run("-t a.asice"), "No errors detected")
}

// TestLeftDocumentsAreTheirs: another document of the same length does not pass for one
// that was left out.
func TestLeftDocumentsAreTheirs(t *testing.T) {
	other := strings.ToUpper(contract.content)
	parts := around(t, []document{contract})
	report := verify(t, []byte(string(parts[0])+other+string(parts[1])))
	require.False(t, report.Passed())
	require.NotEmpty(t, report.Signatures[0].Documents[0].Fault)
}

func TestFit(t *testing.T) {
	for name, documents := range map[string]iter.Seq2[string, int64]{
		"two": maps.All(map[string]int64{"а.txt": 1, "б.txt": 2}),
		"most": func(yield func(string, int64) bool) {
			_ = yield("а.txt", 2<<30) && yield("б.txt", 2<<30-1<<20)
		},
	} {
		assert.NoError(t, asic.Fit(asic.Extended, documents), name)
	}
	for why, documents := range map[string]iter.Seq2[string, int64]{
		"the entry that tells the kind": maps.All(map[string]int64{"mimetype": 1}),
		"the folder of signatures":      maps.All(map[string]int64{"meta-inf/a.txt": 1}),
		"a folder":                      maps.All(map[string]int64{"а/": 0}),
		"out of the folder":             maps.All(map[string]int64{"../а": 1}),
		"no name":                       maps.All(map[string]int64{"": 1}),
		"one name on some file systems": maps.All(map[string]int64{"А.txt": 1, "а.TXT": 1}),
		"ZIP64":                         maps.All(map[string]int64{"а": 2 << 30, "б": 2 << 30}),
	} {
		assert.Error(t, asic.Fit(asic.Extended, documents), why)
	}
	require.Error(t, asic.Fit(asic.Simple, maps.All(map[string]int64{"а": 1, "б": 1})), "more than one document")
}
