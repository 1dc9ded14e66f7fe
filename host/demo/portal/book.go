// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package portal

import (
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/registration"
)

// maxEntries bounds the memory of applications and that of accounts.
const maxEntries = 10_000

// An applicant is somebody whose key was read and who has no account yet. The book
// guards what changes.
type applicant struct {
	id      string
	visitor relying.Visitor
	expires time.Time

	application *registration.Application
	email       string // that the newest letter went to, or will go to
	sent        bool
	account     *account // once the address is confirmed
}

// An account is a cabinet, and who holds it.
type account struct {
	registration.Application
	Email string
	Since time.Time
}

// book is what the portal keeps.
type book struct {
	now func() time.Time

	mu         sync.Mutex
	applicants map[string]*applicant // by id
	accounts   map[string]*account   // by their names
}

func newBook(now func() time.Time) *book {
	if now == nil {
		now = time.Now
	}
	return &book{now: now, applicants: map[string]*applicant{}, accounts: map[string]*account{}}
}

// begin keeps an application as long as a link to it is good, unless its account is taken.
func (b *book) begin(visitor relying.Visitor, application *registration.Application, email string) (*applicant, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.accounts[application.Account] != nil {
		return nil, false
	}
	now := b.now()
	for id, a := range b.applicants {
		if now.After(a.expires) || len(b.applicants) >= maxEntries {
			delete(b.applicants, id)
		}
	}
	a := &applicant{
		id: registration.NewApplicationID(), visitor: visitor, expires: now.Add(registration.LinkLife), application: application, email: email,
	}
	b.applicants[a.id] = a
	return a, true
}

// complete adds to an application what its person tells, who then waits for a letter.
func (b *book) complete(a *applicant, told map[registration.Field]string, email string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := a.application.Complete(told); err != nil {
		return err
	}
	a.email, a.sent, a.expires = email, false, b.now().Add(registration.LinkLife)
	return nil
}

// keeps reports whether an application is neither given up nor so old that it made room.
func (b *book) keeps(a *applicant) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.applicants[a.id] == a
}

// forget drops an application that came to nothing: links to it open nothing any more.
func (b *book) forget(a *applicant) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a.account == nil {
		delete(b.applicants, a.id)
	}
}

// current is an application as it is now; nobody changes the copy.
func (b *book) current(a *applicant) applicant {
	b.mu.Lock()
	defer b.mu.Unlock()
	now, application := *a, *a.application
	now.application = &application // whose data are replaced, and never changed
	return now
}

// posted notes that the letter is on its way, if none is to another address since.
func (b *book) posted(a *applicant, email string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a.sent = a.email == email
}

// addressOf is the applicant of that id, and the address to be confirmed.
func (b *book) addressOf(id string) (*applicant, string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.applicants[id]
	if a == nil {
		return nil, "", false
	}
	return a, a.email, true
}

// open makes the account of an applicant whose address is confirmed, unless
// somebody was first.
func (b *book) open(a *applicant, email string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a.account != nil { // by another letter
		return true
	}
	if b.accounts[a.application.Account] != nil || len(b.accounts) >= maxEntries {
		return false
	}
	a.account = &account{Application: *a.application, Email: email, Since: b.now()}
	b.accounts[a.application.Account] = a.account
	return true
}

// accountOf is what an application came to, or nil. The application is kept on, so that a
// link to it can be told from one that is not of this portal.
func (b *book) accountOf(a *applicant) *account {
	b.mu.Lock()
	defer b.mu.Unlock()
	return a.account
}

// held are the accounts that the owner of a key could have, by category: the one that he
// holds, and whether there is one that another holds.
func (b *book) held(visitor relying.Visitor) (mine *account, others bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, category := range []registration.Category{registration.Natural, registration.Legal, registration.NonResident} {
		application, err := registration.Apply(category, visitor)
		if err != nil {
			continue
		}
		switch a := b.accounts[application.Account]; {
		case a == nil:
		case a.Holder == application.Holder:
			return a, false
		default:
			others = true
		}
	}
	return nil, others
}
