// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"bytes"
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/demo/forms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/dps"
)

// Limits of what is kept.
const (
	maxFilers  = 1000 // all goes where one more comes
	maxFilings = 50   // of one filer; the oldest goes first
)

// A filing is a report on its way: filled in, signed in turn, sent, answered.
type filing struct {
	id      string
	form    forms.Form
	filer   forms.Filer
	period  forms.Period
	file    string // its name
	xml     []byte
	turns   []turn
	gateway string // where it goes

	mu       sync.Mutex // never held while somebody is waited for
	content  []byte     // xml, or the container that those have made of it who signed
	signed   []signed
	sending  bool
	sent     time.Time // zero: it is not
	number   string    // the gateway's
	receipts receipts
}

// signed says that somebody signed.
type signed struct {
	Role string    `json:"role"`
	Name string    `json:"name"`
	Time time.Time `json:"time"`
}

// sign takes a container in which somebody signed some content, if that is what there
// is to sign, and it was their turn.
func (f *filing) sign(who pki.Person, content, container []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !bytes.Equal(content, f.content) {
		return refusal{code: "other-report"}
	}
	if codeOf(who) != f.filer.Code {
		return refusal{"other-organization", []string{who.DisplayName(), who.DisplayOrganization(), codeOf(who), f.filer.Name, f.filer.Code}}
	}
	i := len(f.signed)
	if i == len(f.turns) || f.sending || !f.sent.IsZero() {
		return refusal{code: "signed-already"}
	}
	if next := f.turns[i]; !next.is(who) {
		if slices.ContainsFunc(f.turns, func(t turn) bool { return t.is(who) }) {
			return refusal{"wrong-order", []string{who.DisplayName(), next.Name}}
		}
		return refusal{"no-signatory", []string{who.DisplayName(), next.Name}}
	}
	f.content = container
	f.signed = append(f.signed, signed{f.turns[i].Role, who.DisplayName(), time.Now()})
	return nil
}

// wanting is who has to sign before the report can be sent, or nobody.
func (f *filing) wanting() (next turn, wanted bool) {
	for _, t := range f.turns[len(f.signed):] {
		if !t.Optional {
			return t, true
		}
	}
	return turn{}, false
}

// begin reserves the filing for one sending.
func (f *filing) begin() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	// Who signs alone may sign and encrypt at once, so that the signature is not seen here.
	if next, wanted := f.wanting(); wanted && len(f.turns) > 1 {
		return refusal{"unsigned", []string{next.Name}}
	}
	if f.sending || !f.sent.IsZero() {
		return refusal{code: "sent-already"}
	}
	f.sending = true
	return nil
}

// end says how the sending went: what the gateway answered, or that it did not take it.
func (f *filing) end(answer dps.Answer, err error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sending = false
	if err = refusedBy("gateway", answer, err); err != nil {
		return err
	}
	f.sent, f.number = time.Now(), answer.ID
	f.receipts.keep(answer.Receipts)
	return nil
}

// receive takes the receipts that there are now.
func (f *filing) receive(came []dps.Enclosed) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.receipts.keep(came) {
		return refusal{code: "no-receipt"}
	}
	return nil
}

// document is what whoever's turn it is signs.
func (f *filing) document() []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.content
}

// receipt is a container that is kept, or nil.
func (f *filing) receipt(id int) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.receipts.find(id); r != nil {
		return r.Content
	}
	return nil
}

// judge notes what Pidpys found of a receipt.
func (f *filing) judge(id int, doubt string, number int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.receipts.judge(id, doubt, number)
}

// A book holds the filings of all filers, the newest of each last: whoever signs in
// for an organisation finds what others of it began.
type book struct {
	mu      sync.Mutex
	filings map[string][]*filing // by the filer's code
	numbers map[string]int       // how many reports a filer began
}

func newBook() *book { return &book{filings: map[string][]*filing{}, numbers: map[string]int{}} }

// begin fills in a form.
func (b *book) begin(form forms.Form, who forms.Filer, gateway string, turns []turn) (*filing, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.filings) == maxFilers && b.filings[who.Code] == nil {
		clear(b.filings)
		clear(b.numbers)
	}
	now := time.Now()
	period := forms.LastPeriod(now)
	report, err := form.Fill(who, period, b.numbers[who.Code]+1, now)
	if err != nil {
		return nil, err
	}
	xml, err := report.Marshal()
	if err != nil {
		return nil, err
	}
	file, err := report.Head.FileName()
	if err != nil {
		return nil, err
	}
	f := &filing{
		id: rand.Text(), form: form, filer: who, period: period, file: file, xml: xml, content: xml, turns: turns, gateway: gateway,
	}
	b.numbers[who.Code]++
	filings := append(b.filings[who.Code], f)
	b.filings[who.Code] = filings[max(0, len(filings)-maxFilings):]
	return f, nil
}

// of are the filings of a filer.
func (b *book) of(code string) []*filing {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.filings[code])
}
