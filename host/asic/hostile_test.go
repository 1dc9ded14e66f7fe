// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHostileArchives: each of these shows one program other documents than
// another, or costs whoever reads it more than it is worth.
func TestHostileArchives(t *testing.T) {
	unix := func(mode uint32) (uint16, uint32) { return 3 << 8, mode << 16 }
	with := func(e entry, change func(*entry)) entry { change(&e); return e }
	locally := func(change func(*entry)) entry { e := text("a.txt"); e.local = change; return e }
	bomb := bytes.Repeat([]byte{0}, 2<<20)
	bomblet := func(name string) entry {
		half := bomb[:1<<20]
		return entry{name: name, content: half, packed: deflated(t, half), method: 8}
	}
	for name, c := range map[string]struct {
		flaw    asic.Flaw
		entries []entry
	}{
		"the same name twice":                {asic.Duplicate, []entry{text("a.txt"), text("a.txt")}},
		"names that differ in case":          {asic.Duplicate, []entry{text("Угода.txt"), text("угода.TXT")}},
		"names that fold alike":              {asic.Duplicate, []entry{text("straße"), text("STRASSE")}},
		"names of two Unicode forms":         {asic.Duplicate, []entry{text("й.txt"), text("и\u0306.txt")}},
		"names that HFS+ takes for one":      {asic.Duplicate, []entry{text("a.txt"), text("a\u200b.txt")}},
		"names that Windows takes for one":   {asic.Duplicate, []entry{text("a.txt"), text("a.txt. .")}},
		"folders that Windows takes for one": {asic.Duplicate, []entry{text("d /a.txt"), text("d/a.txt")}},
		"a file that is a folder":            {asic.Duplicate, []entry{text("a"), text("a/b")}},
		"a folder that is a file":            {asic.Duplicate, []entry{text("a/b"), text("a")}},
		"the same folder twice":              {asic.Duplicate, []entry{{name: "a/"}, {name: "A/"}}},
		"up and away":                        {asic.UnsafeName, []entry{text("../a.txt")}},
		"up within":                          {asic.UnsafeName, []entry{text("a/../b.txt")}},
		"here":                               {asic.UnsafeName, []entry{text("./a.txt")}},
		"an absolute path":                   {asic.UnsafeName, []entry{text("/etc/passwd")}},
		"an empty folder name":               {asic.UnsafeName, []entry{text("a//b")}},
		"a drive":                            {asic.UnsafeName, []entry{text("C:a.txt")}},
		"a backslash":                        {asic.UnsafeName, []entry{text(`..\a.txt`)}},
		"no name":                            {asic.UnsafeName, []entry{text("")}},
		"only a slash":                       {asic.UnsafeName, []entry{{name: "/"}}},
		"a zero in the name":                 {asic.UnsafeName, []entry{text("a.txt\x00.pdf")}},
		"a line end in the name":             {asic.UnsafeName, []entry{text("a\n.txt")}},
		"a name that reads backwards":        {asic.UnsafeName, []entry{text("a\u202efdp.exe")}},
		"a name that may read backwards":     {asic.UnsafeName, []entry{text("a\u200fb.txt")}},
		"a name that is no UTF-8":            {asic.UnsafeName, []entry{text("\x84\xae\xa3\xae\xa2\xae\xe0.txt")}},
		"a long name":                        {asic.UnsafeName, []entry{text(strings.Repeat("a", 1025))}},
		"deep folders":                       {asic.UnsafeName, []entry{text(strings.Repeat("a/", 32) + "a")}},

		"a symbolic link":                 {asic.Link, []entry{with(text("a.txt"), func(e *entry) { e.creator, e.mode = unix(0o120777) })}},
		"a symbolic link for BeOS":        {asic.Link, []entry{with(text("a.txt"), func(e *entry) { e.creator, e.mode = 16<<8, 0o120777<<16 })}},
		"a symbolic link by an extra":     {asic.Differing, []entry{with(text("a.txt"), func(e *entry) { e.extra = extra(0x756e, make([]byte, 14)) })}},
		"a device":                        {asic.Link, []entry{with(text("a.txt"), func(e *entry) { e.creator, e.mode = unix(0o020777) })}},
		"a folder that looks like a file": {asic.Link, []entry{with(text("a.txt"), func(e *entry) { e.creator, e.mode = unix(0o040777) })}},
		"encrypted":                       {asic.Encrypted, []entry{with(text("a.txt"), func(e *entry) { e.flags = 1 })}},
		"strongly encrypted":              {asic.Encrypted, []entry{with(text("a.txt"), func(e *entry) { e.flags = 1 << 6 })}},
		"bzip2":                           {asic.Compression, []entry{with(text("a.txt"), func(e *entry) { e.method = 12 })}},

		"octets before the first entry": {asic.Hidden, []entry{with(mimetype(), func(e *entry) { e.before = []byte("#!") })}},
		"octets between entries":        {asic.Hidden, []entry{with(text("a.txt"), func(e *entry) { e.after = []byte("hidden") }), text("b.txt")}},
		"octets after the last entry":   {asic.Hidden, []entry{with(text("a.txt"), func(e *entry) { e.after = []byte("hidden") })}},
		"a descriptor nobody announced": {asic.Hidden, []entry{with(text("a.txt"), func(e *entry) { e.after = e.sums() })}},
		"a folder with octets":          {asic.Hidden, []entry{{name: "a/", content: []byte("hidden")}}},
		"an entry twice in the directory": {asic.Overlapping, []entry{text("a.txt"), with(text("a.txt"), func(e *entry) {
			e.local = func(l *entry) { l.name = "b.txt" }
			e.name = "b.txt"
			e.at = 1 // the second entry's header within the first
		})}},

		"another name before the octets":    {asic.Differing, []entry{locally(func(e *entry) { e.name = "b.txt" })}},
		"another compression":               {asic.Differing, []entry{locally(func(e *entry) { e.method = 8 })}},
		"another size":                      {asic.Differing, []entry{locally(func(e *entry) { e.size = 1 })}},
		"another check sum":                 {asic.Differing, []entry{locally(func(e *entry) { e.content = []byte("інший a.txt"); e.packed = text("a.txt").content })}},
		"encrypted locally":                 {asic.Differing, []entry{locally(func(e *entry) { e.flags = 1 })}},
		"a second name":                     {asic.Differing, []entry{with(text("a.txt"), func(e *entry) { e.extra = secondName("b.txt") })}},
		"a second name before the octets":   {asic.Differing, []entry{locally(func(e *entry) { e.extra = secondName("b.txt") })}},
		"stored in more octets than it has": {asic.Differing, []entry{{name: "a.txt", content: []byte("a"), packed: []byte("abc")}}},
		"another descriptor": {asic.Differing, []entry{with(text("a.txt"), func(e *entry) {
			e.flags = 1 << 3
			e.after = make([]byte, 12)
		})}},

		"a bomb":                 {asic.Bomb, []entry{{name: "a", content: bomb, packed: deflated(t, bomb), method: 8}}},
		"a bomb of many":         {asic.Bomb, []entry{bomblet("a"), bomblet("b"), bomblet("c"), bomblet("d")}},
		"more than is ever read": {asic.TooLarge, []entry{large("a"), large("b"), large("c")}},
	} {
		t.Run(name, func(t *testing.T) {
			entries := c.entries
			if name != "octets before the first entry" {
				entries = append([]entry{mimetype()}, entries...)
			}
			_, err := openBytes(build(entries...))
			var flaw *asic.ArchiveError
			require.ErrorAs(t, err, &flaw)
			assert.Equal(t, c.flaw, flaw.Flaw, "%v", err)
			assert.NotContains(t, err.Error(), "\x00")
		})
	}
}

func openBytes(data []byte) (*asic.Container, error) {
	return asic.Open(bytes.NewReader(data), int64(len(data)))
}

// large claims to be of two gigabytes, at a ratio that is allowed.
func large(name string) entry {
	packed := make([]byte, 11<<20)
	return entry{name: name, packed: packed, method: 8, size: 2 << 30}
}

func secondName(name string) []byte {
	return extra(0x7075, append([]byte{1, 0, 0, 0, 0}, name...))
}

func extra(id uint16, field []byte) []byte {
	e := binary.LittleEndian.AppendUint16(nil, id)
	e = binary.LittleEndian.AppendUint16(e, uint16(len(field)))
	return append(e, field...)
}

// TestDamagedEntries: what cannot be read, or not to its end, is not taken for
// what could.
func TestDamagedEntries(t *testing.T) {
	long := []byte(strings.Repeat("зміст ", 1000))
	packed := deflated(t, long)
	for name, c := range map[string]struct {
		flaw asic.Flaw
		entry
	}{
		"octets after the compressed ones": {asic.Hidden, entry{content: long, packed: append(bytes.Clone(packed), "hidden"...)}},
		"cut off":                          {asic.Damaged, entry{content: long, packed: packed[:len(packed)/2]}},
		"larger than it says":              {asic.Damaged, entry{content: long, packed: packed, size: 100}},
		"smaller than it says":             {asic.Damaged, entry{content: long, packed: packed, size: 20000}},
		"another check sum":                {asic.Damaged, entry{content: []byte(strings.Repeat("ззміт ", 1000)), packed: packed}},
		"garbage":                          {asic.Damaged, entry{content: long, packed: []byte("garbage")}},
	} {
		t.Run(name, func(t *testing.T) {
			c.name, c.method = "a.txt", 8
			container, err := openBytes(build(mimetype(), c.entry))
			require.NoError(t, err)
			r, err := container.Objects[0].Open()
			require.NoError(t, err)
			read, err := io.ReadAll(r)
			var flaw *asic.ArchiveError
			require.ErrorAs(t, err, &flaw)
			assert.Equal(t, c.flaw, flaw.Flaw, "%v", err)
			assert.Equal(t, "a.txt", flaw.Entry)
			assert.LessOrEqual(t, len(read), 20000)
		})
	}
}

func TestMoreEntriesThanAllowed(t *testing.T) {
	entries := make([]entry, asic.MaxEntries+1)
	for i := range entries {
		entries[i] = entry{name: fmt.Sprint(i)}
	}
	_, err := openBytes(build(entries...))
	var flaw *asic.ArchiveError
	require.ErrorAs(t, err, &flaw)
	require.Equal(t, asic.TooMany, flaw.Flaw)
}

// TestMoreThanAnybodyNeeds: each of these costs who reads it memory or chains.
func TestMoreThanAnybodyNeeds(t *testing.T) {
	long := bytes.Repeat([]byte("<a/>"), asic.MaxManifest/8+1)
	manifest := func(i int) entry {
		return entry{name: fmt.Sprintf("META-INF/ASiCManifest%d.xml", i), content: long}
	}
	var signatures, manifests []entry
	for i := range asic.MaxAssertions + 1 {
		signatures = append(signatures, entry{name: fmt.Sprintf("META-INF/signature%d.p7s", i)})
	}
	for i := range 2 * asic.MaxManifests / asic.MaxManifest {
		manifests = append(manifests, manifest(i))
	}
	double := manifest(0)
	double.content = append(double.content, double.content...)
	for name, c := range map[string]struct {
		flaw    asic.Flaw
		entries []entry
	}{
		"signatures":      {asic.TooMany, signatures},
		"manifests":       {asic.TooLarge, manifests},
		"one manifest":    {asic.TooLarge, []entry{double}},
		"a long mimetype": {asic.TooLarge, []entry{{name: "mimetype", content: long}}},
	} {
		entries := c.entries
		if name != "a long mimetype" {
			entries = append([]entry{mimetype()}, entries...)
		}
		_, err := openBytes(build(entries...))
		var flaw *asic.ArchiveError
		require.ErrorAs(t, err, &flaw, name)
		assert.Equal(t, c.flaw, flaw.Flaw, name)
	}
}

// A broken reader fails after so many octets.
type broken struct {
	data []byte
	from int64
}

var errBroken = errors.New("the disk is gone")

func (b broken) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > b.from {
		return 0, errBroken
	}
	return copy(p, b.data[off:]), nil
}

// TestReaderErrors: the archive is not blamed for its reader.
func TestReaderErrors(t *testing.T) {
	data := build(mimetype(), text("a.txt"))
	for from := range int64(len(data)) {
		_, err := asic.Open(broken{data, from}, int64(len(data)))
		require.ErrorIs(t, err, errBroken)
		var flaw *asic.ArchiveError
		require.False(t, errors.As(err, &flaw), "%v", err)
	}
}
