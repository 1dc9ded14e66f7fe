// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package payload_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/macos/payload"
)

var date = time.Unix(1700000000, 0)

// sample is a tree with a folder in a folder, in no order.
var sample = []payload.File{
	{Path: "pidpys", Mode: 0o755, Data: []byte("123456789")},
	{Path: "extension/lib/sites.js", Mode: 0o644, Data: []byte("sites")},
	{Path: "extension/manifest.json", Mode: 0o644, Data: []byte("{}")},
	{Path: "empty", Mode: 0o600},
}

func planted(t *testing.T, files []payload.File) payload.Tree {
	t.Helper()
	tree, err := payload.NewTree(files, date)
	require.NoError(t, err)
	return tree
}

func TestTree(t *testing.T) {
	tree := planted(t, sample)
	assert.Equal(t, 7, tree.Count(), "four files, two folders and the one that holds them all")
	assert.Equal(t, 16, tree.Size())
	assert.Equal(t, 1, planted(t, nil).Count())
}

func TestTreeRefuses(t *testing.T) {
	for name, files := range map[string][]payload.File{
		"a path from the root":      {{Path: "/etc/passwd"}},
		"a path that leaves":        {{Path: "../passwd"}},
		"no path":                   {{Path: ""}},
		"the root":                  {{Path: "."}},
		"a path with an end inside": {{Path: "a\x00b"}},
		"a file twice":              {{Path: "a"}, {Path: "a"}},
		"a folder that is a file":   {{Path: "a"}, {Path: "a/b"}},
		"a file that is a folder":   {{Path: "a/b"}, {Path: "a"}},
		"a folder's folder, a file": {{Path: "a/b/c"}, {Path: "a/b"}},
	} {
		_, err := payload.NewTree(files, date)
		assert.Error(t, err, name)
	}
	_, err := payload.NewTree(nil, time.Unix(-1, 0))
	assert.Error(t, err)
	_, err = payload.NewTree(nil, time.Unix(1<<32, 0))
	assert.Error(t, err)
}

// TestArchive reads the archive by the words of POSIX.1-1988, section 10.1.2.
func TestArchive(t *testing.T) {
	archive, err := planted(t, sample).Archive()
	require.NoError(t, err)
	r, err := gzip.NewReader(bytes.NewReader(archive))
	require.NoError(t, err)
	rest, err := io.ReadAll(r)
	require.NoError(t, err)
	var listing []string
	inodes := map[int]bool{}
	for {
		header := string(rest[:76])
		require.Equal(t, "070707", header[:6])
		number := func(from, to int) int {
			n, err := strconv.ParseInt(header[from:to], 8, 64)
			require.NoError(t, err)
			return int(n)
		}
		nameSize, size := number(59, 65), number(65, 76)
		name := strings.TrimSuffix(string(rest[76:76+nameSize]), "\x00")
		data := rest[76+nameSize : 76+nameSize+size]
		rest = rest[76+nameSize+size:]
		if name == "TRAILER!!!" {
			break
		}
		assert.False(t, inodes[number(12, 18)], "each its own inode")
		inodes[number(12, 18)] = true
		assert.Equal(t, int(date.Unix()), number(48, 59))
		listing = append(listing, fmt.Sprintf("%o %s %s", number(18, 24), name, data))
	}
	assert.Empty(t, rest)
	assert.Equal(t, []string{
		"40755 . ", "100600 ./empty ", "40755 ./extension ", "100755 ./pidpys 123456789",
		"40755 ./extension/lib ", "100644 ./extension/manifest.json {}", "100644 ./extension/lib/sites.js sites",
	}, listing)

	again, err := planted(t, sample).Archive()
	require.NoError(t, err)
	assert.Equal(t, archive, again)
}
