// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// maxJournals bounds how many journals are read.
const maxJournals = 1000

// identifier is the name of a re-issue's folder.
var identifier = regexp.MustCompile(`^[0-9a-f]{40}$`)

// Unfinished lists the re-issues that were begun and are not over, the last one
// first. The list is good also beside an error, which is about journals that
// cannot be read: [ErrDamaged].
func (o *Office) Unfinished() ([]*Plan, error) {
	all, err := o.journals()
	all = slices.DeleteFunc(all, func(j *journal) bool { return j.State.Over() })
	plans := make([]*Plan, len(all))
	for i, j := range all {
		plans[i] = j.plan()
	}
	return plans, err
}

// A Replacement is what became of a key that was re-issued.
type Replacement struct {
	Certificate *x509.Certificate // of the new key
	Onto        Place
	Since       time.Time
}

// Replaced tells whether a key was re-issued by this user here. It still signs
// until the authority revokes its certificate, and decrypts ever after.
func (o *Office) Replaced(public crypto.PublicKey) (Replacement, bool) {
	all, _ := o.journals() // one that cannot be read says nothing of any key
	for _, j := range all {
		if j.State == Replaced && pki.SamePublicKey(j.Old.Certificate, public) {
			return Replacement{j.issued(), j.Onto, j.Changed}, true
		}
	}
	return Replacement{}, false
}

// journals are all that can be read, the last one begun first.
func (o *Office) journals() ([]*journal, error) {
	names, err := o.identifiers()
	if err != nil {
		return nil, err
	}
	var all []*journal
	var damaged []error
	for _, name := range names {
		switch j, err := o.load(name); {
		case err == nil:
			all = append(all, j)
		case !errors.Is(err, ErrNoPlan):
			damaged = append(damaged, err)
		}
	}
	slices.SortStableFunc(all, func(a, b *journal) int { return b.Began.Compare(a.Began) })
	return all, errors.Join(damaged...)
}

func (o *Office) identifiers() ([]string, error) {
	folder, err := os.Open(o.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reissue: %w", err)
	}
	defer folder.Close()
	names, err := folder.Readdirnames(-1)
	if err != nil {
		return nil, fmt.Errorf("reissue: %w", err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !identifier.MatchString(name) })
	slices.Sort(names)
	return names[:min(len(names), maxJournals)], nil
}

// load reads a journal. Errors are [ErrNoPlan] and [ErrDamaged].
func (o *Office) load(id string) (*journal, error) {
	if o.Folder == "" || !identifier.MatchString(id) {
		return nil, ErrNoPlan
	}
	folder := filepath.Join(o.Folder, id)
	if !exists(folder, journalName) {
		return nil, ErrNoPlan
	}
	return parseJournal(id, read(folder, journalName))
}
