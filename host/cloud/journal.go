// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/hardware/lockfile"
	"github.com/pidpys/pidpys/host/internal/shelf"
	"github.com/pidpys/pidpys/host/strictjson"
)

// A journal remembers what was begun at providers and has not ended, so that it
// can be released though the process was killed. What is in it is no secret: who
// waited for what, nothing of documents. That it cannot be written hinders nobody.
//
// Every operation has a file of its own, NAME.json, and before that NAME.lock, on
// which the process that waits has a lock: the system lets it go with the process.
// Names are never used twice, so that a lock whose file is gone is of no use to
// anybody.
type journal struct {
	shelf *shelf.Shelf // Folder empty: nothing is remembered
	now   func() time.Time
	log   *logrus.Logger
}

// Limits on what is remembered.
const (
	maxNote  = 8 << 10 // octets
	maxNotes = 256
	keepNote = 24 * time.Hour // no provider waits for anybody so long

	noteSuffix = ".json"
	lockSuffix = ".lock"
)

var (
	noteFile = regexp.MustCompile(`^[A-Z2-7]{26}\.json$`)
	lockFile = regexp.MustCompile(`^[A-Z2-7]{26}\.lock$`)
)

// A record is what a file says.
type record struct {
	Provider  string    `json:"provider"`
	User      string    `json:"user,omitempty"`
	Operation string    `json:"operation"`
	Began     time.Time `json:"began"`
}

// A note is one file, for as long as its lock is held. A nil one is of nothing.
type note struct {
	record
	journal *journal
	name    string
	lock    *lockfile.Lock
}

func newJournal(c Config) *journal {
	return &journal{now: c.Now, log: c.Log, shelf: &shelf.Shelf{
		Folder: c.Folder, Names: noteFile, MaxFile: maxNote, MaxFiles: maxNotes, MaxOctets: maxNotes * maxNote,
	}}
}

// write makes a note of an operation; nil where there is nothing to release, or
// nowhere to write.
func (j *journal) write(provider, user, operation string) *note {
	if j.shelf.Folder == "" || operation == "" {
		return nil
	}
	n := &note{record{provider, user, operation, j.now().UTC()}, j, rand.Text(), nil}
	err := os.MkdirAll(j.shelf.Folder, 0o700)
	if err == nil {
		n.lock, err = lockfile.Try(j.path(n.name + lockSuffix))
	}
	if err != nil {
		j.log.WithError(err).Warn("what is begun at providers cannot be noted")
		return nil
	}
	data, _ := json.Marshal(n.record) // never fails
	j.shelf.Write(n.name+noteSuffix, data)
	return n
}

// leftovers are the notes about a provider that no process waits for. On the way,
// those that are older than a day, or of no use, are erased.
func (j *journal) leftovers(provider string) []*note {
	var left []*note
	for _, name := range j.names() {
		lock, err := lockfile.Try(j.path(name + lockSuffix))
		if err != nil {
			continue
		}
		n := &note{journal: j, name: name, lock: lock}
		data, _ := j.shelf.Read(name + noteSuffix)
		n.record, err = parseRecord(data)
		switch age := j.now().Sub(n.Began).Abs(); {
		case err != nil || age > keepNote:
			n.erase()
		case n.Provider == provider:
			left = append(left, n)
		default:
			n.leave()
		}
	}
	return left
}

func (j *journal) names() []string {
	if j.shelf.Folder == "" {
		return nil
	}
	entries, _ := os.ReadDir(j.shelf.Folder) // none, if there is no folder
	var names []string
	for _, e := range entries {
		name, isNote := strings.CutSuffix(e.Name(), noteSuffix)
		switch {
		case isNote && noteFile.MatchString(e.Name()) && len(names) < maxNotes:
			names = append(names, name)
		case lockFile.MatchString(e.Name()):
			j.sweep(e)
		}
	}
	return names
}

// sweep removes a lock that nobody can hold any more, which a process may leave
// that is killed in the wrong moment.
func (j *journal) sweep(lock os.DirEntry) {
	if info, err := lock.Info(); err == nil && j.now().Sub(info.ModTime()) > keepNote {
		_ = os.Remove(j.path(lock.Name()))
	}
}

func (j *journal) path(file string) string { return filepath.Join(j.shelf.Folder, file) }

// parseRecord reads a file as if a stranger had written it.
func parseRecord(data []byte) (r record, err error) {
	if err = strictjson.Decode(data, &r); err == nil && (r.Operation == "" || !fitUser(r.User)) {
		err = errors.New("cloud: a note of no operation of anybody")
	}
	return r, err
}

// erase forgets an operation that has nothing to release any more.
func (n *note) erase() {
	if n == nil {
		return
	}
	_ = os.Remove(n.journal.path(n.name + noteSuffix))
	n.leave()
	_ = os.Remove(n.journal.path(n.name + lockSuffix))
}

// leave lets another release the operation.
func (n *note) leave() {
	if n != nil {
		_ = n.lock.Unlock()
	}
}
