// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

func notedIn(folder string) func(*cloud.Config) {
	return func(c *cloud.Config) { c.Folder = folder }
}

// notes are the files of a journal, but for the locks.
func notes(t *testing.T, folder string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(folder, "*.json"))
	require.NoError(t, err)
	return all
}

// TestNoted: what is waited for is noted before the first look, for this user
// alone, and forgotten when it ends.
func TestNoted(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "cloud")
	d := newDesk(testpki.ECDSAPerson)
	d.about.User = key.UserOptional
	d.look = func(context.Context, int) (cloud.State, error) {
		files, err := os.ReadDir(folder)
		require.NoError(t, err)
		require.Len(t, files, 2, "and its lock")
		for _, file := range files {
			info, err := file.Info()
			require.NoError(t, err)
			if runtime.GOOS != "windows" {
				assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), file.Name())
			}
		}
		data, err := os.ReadFile(notes(t, folder)[0])
		require.NoError(t, err)
		var said map[string]any
		require.NoError(t, json.Unmarshal(data, &said))
		assert.Equal(t, "desk", said["provider"])
		assert.Equal(t, "olena", said["user"])
		assert.Equal(t, "operation-1", said["operation"])
		assert.Len(t, said, 4, "and when it began")
		return cloud.Done, nil
	}
	s := source(t, d, notedIn(folder))
	store, err := s.Open(t.Context(), key.ProviderRef(cloud.Scheme, "desk", "olena"), keytest.NewAsker(nil))
	require.NoError(t, err)
	require.NoError(t, store.Close())
	require.NoError(t, s.Close())
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, left)
}

// leave begins an operation and goes, when the provider cannot be told.
func leave(t *testing.T, folder, provider string) {
	t.Helper()
	d := newDesk(testpki.ECDSAPerson)
	d.about.ID = provider
	d.about.User = key.UserOptional
	d.look = always("", key.ErrDeclined)
	d.cancel = func(context.Context, cloud.Operation) error { return key.ErrProviderUnreachable }
	s := source(t, d, notedIn(folder))
	_, err := s.Open(t.Context(), key.ProviderRef(cloud.Scheme, provider, "olena"), keytest.NewAsker(nil))
	require.ErrorIs(t, err, key.ErrDeclined)
	require.NoError(t, s.Close())
}

// next opens the desk after somebody left it, and waits for what is done beside.
func next(t *testing.T, d *desk, change ...func(*cloud.Config)) {
	t.Helper()
	s := source(t, d, change...)
	store, err := s.Open(t.Context(), ref, keytest.NewAsker(nil))
	require.NoError(t, err)
	require.NoError(t, store.Close())
	synctest.Wait()
	require.NoError(t, s.Close())
}

// TestLeftover: what could not be released is released when the provider is next
// used, as the person who began it; another provider's waits for its own.
func TestLeftover(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		leave(t, folder, "desk")
		leave(t, folder, "another")
		require.Len(t, notes(t, folder), 2)
		d := newDesk(testpki.ECDSAPerson)
		d.enter = func(ctx context.Context, user string, ask key.Asker) error {
			if user == "" {
				return nil
			}
			_, authorizes := ask.(key.Authorizer)
			assert.False(t, authorizes)
			_, err := ask.Secret(ctx, key.Question{})
			assert.ErrorIs(t, err, key.ErrCancelled, "nobody is there to answer")
			_, err = ask.Text(ctx, key.Question{})
			assert.ErrorIs(t, err, key.ErrCancelled)
			assert.ErrorIs(t, ask.Confirm(ctx, key.Question{}), key.ErrCancelled)
			ask.Show(ctx, key.Notice{})
			return nil
		}
		next(t, d, notedIn(folder))
		assert.Equal(t, []string{"operation-1"}, d.gone())
		assert.ElementsMatch(t, []string{"", "olena"}, d.users)
		assert.Zero(t, d.sessions)
		assert.Len(t, notes(t, folder), 1)
	})
}

// TestLeftoverStays: as long as the provider cannot be told, for a day.
func TestLeftoverStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		leave(t, folder, "desk")
		unreachable := newDesk(testpki.ECDSAPerson)
		unreachable.cancel = func(ctx context.Context, _ cloud.Operation) error {
			<-ctx.Done()
			return ctx.Err()
		}
		s := source(t, unreachable, notedIn(folder))
		began := time.Now()
		store, err := s.Open(t.Context(), ref, keytest.NewAsker(nil))
		require.NoError(t, err)
		require.NoError(t, store.Close())
		assert.Zero(t, time.Since(began), "nobody waits for what another left")
		require.NoError(t, s.Close())
		assert.Zero(t, time.Since(began), "the end of the program ends it")
		require.Len(t, notes(t, folder), 1)

		closed := newDesk(testpki.ECDSAPerson)
		closed.enter = func(_ context.Context, user string, _ key.Asker) error {
			if user != "" {
				return key.ErrAuthorization
			}
			return nil
		}
		next(t, closed, notedIn(folder))
		require.Len(t, notes(t, folder), 1)

		time.Sleep(25 * time.Hour)
		d := newDesk(testpki.ECDSAPerson)
		next(t, d, notedIn(folder))
		assert.Empty(t, d.gone())
		assert.Empty(t, notes(t, folder))
	})
}

// TestOthersWait: what another window of this person waits for is not released.
func TestOthersWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		waiting := newDesk(testpki.ECDSAPerson)
		waiting.look = from(61)
		ended := make(chan error)
		go func() {
			store, err := source(t, waiting, notedIn(folder)).Open(t.Context(), ref, keytest.NewAsker(nil))
			ended <- errors.Join(err, store.Close())
		}()
		synctest.Wait()
		d := newDesk(testpki.ECDSAPerson)
		next(t, d, notedIn(folder))
		assert.Empty(t, d.gone())
		require.NoError(t, <-ended)
		assert.Empty(t, notes(t, folder))
	})
}

// TestStrangeNotes: files that are no notes are erased if they have a note's name,
// and else left alone.
func TestStrangeNotes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		name := func(c string) string { return strings.Repeat(c, 26) }
		future := `{"provider":"desk","operation":"x","began":"2999-01-01T00:00:00Z"}`
		for file, text := range map[string]string{
			name("A") + ".json": "no JSON",
			name("B") + ".json": `{"provider":"desk","operation":"x","began":"2000-01-01T00:00:00Z","more":1}`,
			name("C") + ".json": future,
			name("D") + ".json": strings.Repeat(" ", 1<<20),
			name("F") + ".json": `{"provider":"desk","operation":"","began":"2000-01-01T00:00:00Z"}`,
			name("G") + ".json": `{"provider":"desk","user":"a\nb","operation":"x","began":"2000-01-01T00:00:00Z"}`,
			"stranger.json":     future,
			name("8") + ".json": future,
		} {
			require.NoError(t, os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600))
		}
		d := newDesk(testpki.ECDSAPerson)
		next(t, d, notedIn(folder))
		assert.Empty(t, d.gone())
		assert.ElementsMatch(t, []string{filepath.Join(folder, "stranger.json"), filepath.Join(folder, name("8")+".json")}, notes(t, folder))
	})
}

// TestNowhereToNote: that nothing can be noted hinders nobody.
func TestNowhereToNote(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, folder := range []string{"", file, filepath.Join(file, "below")} {
		d := newDesk(testpki.ECDSAPerson)
		open(t, d, notedIn(folder))
	}
}

const killedFolder = "PIDPYS_TEST_CLOUD_JOURNAL"

// TestBeKilled is the process that [TestKilled] kills while it waits.
func TestBeKilled(t *testing.T) {
	folder := os.Getenv(killedFolder)
	if folder == "" {
		t.Skip("a part of TestKilled")
	}
	d := newDesk(testpki.ECDSAPerson)
	d.look = func(ctx context.Context, n int) (cloud.State, error) {
		fmt.Println("\nwaiting")
		<-ctx.Done()
		return "", ctx.Err()
	}
	_, err := source(t, d, notedIn(folder)).Open(t.Context(), ref, keytest.NewAsker(nil))
	require.NoError(t, err)
}

// TestKilled: what a process waited for is released once it was killed, and not
// before.
func TestKilled(t *testing.T) {
	folder := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^TestBeKilled$", "-test.v")
	cmd.Env = append(os.Environ(), killedFolder+"="+folder)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "waiting" {
	}
	require.Equal(t, "waiting", lines.Text())

	release := func() []string {
		d := newDesk(testpki.ECDSAPerson)
		s := source(t, d, notedIn(folder))
		store, err := s.Open(t.Context(), ref, keytest.NewAsker(nil))
		require.NoError(t, err)
		require.NoError(t, store.Close())
		require.NoError(t, s.Close())
		return d.gone()
	}
	assert.Empty(t, release(), "it is waited for")
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // which says that it was killed
	assert.Equal(t, []string{"operation-1"}, release())
	assert.Empty(t, release())
	assert.Empty(t, notes(t, folder))
}

// FuzzNote: whatever lies in the folder is a note, or is none.
func FuzzNote(f *testing.F) {
	f.Add([]byte(`{"provider":"desk","user":"olena","operation":"1","began":"2026-11-21T12:00:00Z"}`))
	f.Add([]byte(`{"provider":"desk","operation":"","began":"2026-11-21T12:00:00Z"}`))
	f.Add([]byte("{}{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, operation, err := cloud.ParseNote(data); err == nil {
			require.NotEmpty(t, operation)
		}
	})
}

// TestOldLocks: what a process left that was killed in the wrong moment is swept
// away in a day.
func TestOldLocks(t *testing.T) {
	folder := t.TempDir()
	old, young := strings.Repeat("A", 26)+".lock", strings.Repeat("B", 26)+".lock"
	for _, file := range []string{old, young, "stranger.lock"} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, file), nil, 0o600))
	}
	yesterday := time.Now().Add(-25 * time.Hour)
	for _, file := range []string{old, "stranger.lock"} {
		require.NoError(t, os.Chtimes(filepath.Join(folder, file), yesterday, yesterday))
	}
	s := source(t, newDesk(testpki.ECDSAPerson), notedIn(folder))
	store, err := s.Open(t.Context(), ref, keytest.NewAsker(nil))
	require.NoError(t, err)
	require.NoError(t, store.Close())
	require.NoError(t, s.Close())
	assert.NoFileExists(t, filepath.Join(folder, old))
	assert.FileExists(t, filepath.Join(folder, young))
	assert.FileExists(t, filepath.Join(folder, "stranger.lock"))
}
