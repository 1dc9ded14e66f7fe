// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package filename_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/internal/filename"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSafe(t *testing.T) {
	for _, tt := range []struct{ why, name, want string }{
		{"an ordinary name stays", "Звіт за III квартал (остаточний).pdf", "Звіт за III квартал (остаточний).pdf"},
		{"a path", "../../etc/passwd", "passwd"},
		{"a path of Windows", `C:\Users\a\.ssh\config`, "config"},
		{"both kinds", `a/b\c.txt`, "c.txt"},
		{"a hidden file", ".bashrc", "bashrc"},
		{"nothing", "", "document"},
		{"nothing but dots", "...", "document"},
		{"a folder", "a/", "document"},
		{"an ending that only looks so", "рахунок\u202efdp.exe", "рахунокfdp.exe"},
		{"characters that nobody sees", "a\u200bb\u00adc\ufeff.txt", "abc.txt"},
		{"a mark that picks another glyph", "a\ufe0f.txt", "a.txt"},
		{"controls, and line ends", "a\x00b\x1b[1m\r\nc.txt", "ab[1m c.txt"},
		{"what no file system has", "a\xffb.txt", "a_b.txt"},
		{"what Windows reserves", `зразок: "а" <1>|2?*.txt`, "зразок_ _а_ _1__2__.txt"},
		{"a device", "con.txt", "_con.txt"},
		{"a device with a number", "COM1", "_COM1"},
		{"a device in disguise", "nul .tar.gz", "_nul .tar.gz"},
		{"no device", "console.txt", "console.txt"},
		{"spaces and dots that Windows drops", "a.txt. . ", "a.txt"},
		{"one form of a letter", "и\u0306.txt", "й.txt"},
		{"an ending is short", "a." + strings.Repeat("b", 20), "a." + strings.Repeat("b", 20)},
	} {
		assert.Equal(t, tt.want, filename.Safe(tt.name), tt.why)
	}
	long := filename.Safe(strings.Repeat("є", 300) + ".pdf")
	assert.True(t, strings.HasSuffix(long, "є.pdf"), long)
	assert.LessOrEqual(t, len(long), 255)
	assert.LessOrEqual(t, utf8.RuneCountInString(filename.Safe(strings.Repeat("a", 300))), filename.MaxCharacters)
	assert.LessOrEqual(t, len(filename.Safe(strings.Repeat("😀", 300)+".pdf")), 255, "of characters that take four octets there are fewer")
}

func TestWithEnding(t *testing.T) {
	assert.Equal(t, "a.PDF", filename.WithEnding("a.PDF", ".pdf"))
	assert.Equal(t, "a.jpeg", filename.WithEnding("a.jpeg", ".jpg", ".jpeg"))
	assert.Equal(t, "a.exe.pdf", filename.WithEnding("a.exe", ".pdf"))
	assert.Equal(t, "a.pdf", filename.WithEnding("a", ".pdf"))
	long := filename.WithEnding(strings.Repeat("a", filename.MaxCharacters), ".pdf")
	assert.Equal(t, filename.MaxCharacters, len(long))
	assert.True(t, strings.HasSuffix(long, "a.pdf"))
}

func TestNames(t *testing.T) {
	var names filename.Names
	for _, tt := range []struct{ name, want string }{
		{"звіт.pdf", "звіт.pdf"},
		{"звіт.pdf", "звіт (2).pdf"},
		{"ЗВІТ.PDF", "ЗВІТ (3).PDF"},
		{"звіт (4).pdf", "звіт (4).pdf"},
		{"звіт.pdf", "звіт (5).pdf"},
		{"звіт.txt", "звіт.txt"},
		{"без закінчення", "без закінчення"},
		{"без закінчення", "без закінчення (2)"},
	} {
		assert.Equal(t, tt.want, names.Take(tt.name))
	}
	long := strings.Repeat("є", filename.MaxCharacters-4) + ".pdf"
	var same filename.Names
	seen := map[string]bool{}
	for range 200 {
		name := same.Take(long)
		require.False(t, seen[filename.Key(name)], name)
		require.LessOrEqual(t, utf8.RuneCountInString(name), filename.MaxCharacters)
		seen[filename.Key(name)] = true
	}
}

// TestNamesThatAreAlike: names that differ only where a number takes the room do not have every
// number tried for each of them.
func TestNamesThatAreAlike(t *testing.T) {
	const count = 1000
	stem := strings.Repeat("a", filename.MaxCharacters-len("0000.pdf"))
	allocated := testing.AllocsPerRun(1, func() {
		var names filename.Names
		seen := map[string]bool{}
		for i := range count {
			for range 2 {
				seen[names.Take(fmt.Sprintf("%s%04d.pdf", stem, i))] = true
			}
		}
		assert.Len(t, seen, 2*count)
	})
	assert.Less(t, allocated, 100.0*count)
}

// FuzzSafe: whatever a name is, what comes of it is a file in the folder, and stays as it is.
func FuzzSafe(f *testing.F) {
	for _, name := range []string{"a.txt", "../a", `..\..\a`, "con", "a\u202eb", ".", "a:b", "\x00", strings.Repeat("є", 200), "a. .", "aux.", "COM¹.txt", "и\u0306"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		safe := filename.Safe(name)
		require.Equal(t, safe, filename.Safe(safe), "%q", safe)
		local, err := filepath.Localize(safe)
		require.NoError(t, err, "%q", safe)
		require.Equal(t, filepath.Base(local), local)
		require.NotRegexp(t, "^\\.|[. ]$|[\x00-\x1f<>:\"/\\\\|?*\u202a-\u202e]", safe)
		require.LessOrEqual(t, len(safe), 255)
		var names filename.Names
		require.Equal(t, safe, names.Take(safe))
		again := names.Take(safe)
		require.NotEqual(t, filename.Key(safe), filename.Key(again))
		require.LessOrEqual(t, len(again), 255)
	})
}

// TestSafeNamesAreFiles: the system here takes them.
func TestSafeNamesAreFiles(t *testing.T) {
	folder := t.TempDir()
	for i, name := range []string{"../a", "con", strings.Repeat("є", 300) + ".pdf", strings.Repeat("😀", 300), "a\x00b", "\u202e"} {
		name = fmt.Sprint(i) + filename.Safe(name)
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), nil, 0o600))
	}
}
