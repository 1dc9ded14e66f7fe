// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package shelf_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/shelf"
)

func newShelf(t *testing.T) *shelf.Shelf {
	t.Helper()
	return &shelf.Shelf{
		Folder: filepath.Join(t.TempDir(), "kept"), Names: regexp.MustCompile(`^[0-9]+\.txt$`),
		MaxFile: 100, MaxFiles: 3, MaxOctets: 150,
	}
}

func read(s *shelf.Shelf, name string) []byte {
	data, _ := s.Read(name)
	return data
}

func TestKeeps(t *testing.T) {
	s := newShelf(t)
	assert.Nil(t, read(s, "1.txt"), "not even a folder")
	s.Write("1.txt", []byte("one"))
	s.Write("1.txt", []byte("another"))
	assert.Equal(t, "another", string(read(s, "1.txt")))
	_, written := s.Read("1.txt")
	assert.WithinDuration(t, time.Now(), written, time.Minute)
	info, err := os.Stat(s.Folder)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	info, err = os.Stat(filepath.Join(s.Folder, "1.txt"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	s.Write("2.txt", make([]byte, 101))
	assert.Nil(t, read(s, "2.txt"), "too long to be kept")

	s.Folder = ""
	s.Write("1.txt", []byte("one"))
	assert.Nil(t, read(s, "1.txt"))
}

func TestUnusualFiles(t *testing.T) {
	s := newShelf(t)
	s.Write("1.txt", []byte("one"))
	require.NoError(t, os.WriteFile(filepath.Join(s.Folder, "2.txt"), make([]byte, 101), 0o600))
	require.NoError(t, os.Symlink("1.txt", filepath.Join(s.Folder, "3.txt")))
	require.NoError(t, os.Mkdir(filepath.Join(s.Folder, "4.txt"), 0o700))
	for _, name := range []string{"2.txt", "3.txt", "4.txt", "../kept/1.txt", "5.txt", ""} {
		assert.Nil(t, read(s, name), name)
	}
}

func TestDropsTheOldest(t *testing.T) {
	s := newShelf(t)
	s.Write("0.txt", []byte("0"))
	stranger := filepath.Join(s.Folder, "stranger")
	abandoned := filepath.Join(s.Folder, "9.txt.ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	for _, file := range []string{stranger, abandoned} {
		require.NoError(t, os.WriteFile(file, nil, 0o600))
	}
	age := func(file string, hours int) {
		at := time.Now().Add(-time.Duration(hours) * time.Hour)
		require.NoError(t, os.Chtimes(file, at, at))
	}
	age(stranger, 100)
	age(abandoned, 100)
	for i := range 4 {
		name := fmt.Sprintf("%d.txt", i)
		s.Write(name, make([]byte, 40))
		age(filepath.Join(s.Folder, name), 10-i)
	}
	assert.Nil(t, read(s, "0.txt"))
	assert.NotNil(t, read(s, "1.txt"))
	assert.FileExists(t, stranger)
	assert.NoFileExists(t, abandoned)
	s.Write("4.txt", make([]byte, 90))
	assert.NotNil(t, read(s, "3.txt"))
	assert.Nil(t, read(s, "2.txt"), "too many octets")
}

func TestEverybodyAtOnce(t *testing.T) {
	s := newShelf(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 20 {
				s.Write("1.txt", fmt.Appendf(nil, "%d%d%d", i, i, i))
				if data := read(s, "1.txt"); data != nil {
					assert.Len(t, data, 3)
					assert.Equal(t, data[0], data[2])
				}
			}
		})
	}
	all.Wait()
}
