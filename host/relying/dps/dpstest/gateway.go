// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dpstest

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

// Limits of what is taken and kept; the oldest submission goes first.
const (
	maxBody        = 32 << 20 // octets
	maxDocuments   = 16       // of one submission: each is opened, and its signatures verified
	maxSubmissions = 1000
)

// firstID is what the first submission is called, for numbers are long.
const firstID = 9_000_000_001

// Config is how a gateway behaves.
type Config struct {
	// PKI has the gateway's own keys, as [testpki.TaxService].
	PKI *testpki.PKI
	// Verify judges signatures of those who file: that of a validation.Verifier, or the
	// Document of a relying.Verifier.
	Verify func(ctx context.Context, signature, content io.Reader, out io.Writer) (*validation.Report, error)
	// Forms are those that it takes, with their versions.
	Forms []dps.Form
	// Second is how long the second receipt takes.
	Second time.Duration
	Now    func() time.Time // nil: time.Now
	// AcceptObject takes {"list": […]}, too, which one program sends instead of the array.
	AcceptObject bool
	// Spoil is what is wrong with every receipt; empty: nothing.
	Spoil Spoil
}

// A Gateway is the simulated service. It may be used by many goroutines.
type Gateway struct {
	Config
	keys *testpki.Subscriber
	mux  http.ServeMux

	mu          sync.Mutex
	submissions []*submission // the newest last
	count       int
}

// NewGateway makes a gateway that was sent nothing yet.
func NewGateway(c Config) *Gateway {
	if c.Now == nil {
		c.Now = time.Now
	}
	g := &Gateway{Config: c, keys: c.PKI.Subscriber(testpki.TaxService)}
	g.mux.HandleFunc("POST "+dps.PathReport, g.takeReport)
	g.mux.HandleFunc("POST "+dps.PathReceipts, g.giveReceipts)
	return g
}

// Certificate is the one to encrypt reports to.
func (g *Gateway) Certificate() *x509.Certificate { return g.keys.AgreeCert }

// Check has all that was received checked now, whatever the time: second receipts are there.
func (g *Gateway) Check() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range g.submissions {
		s.due = time.Time{}
	}
}

func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.mux.ServeHTTP(w, r) }

// reply is an answer as it travels.
type reply struct {
	Status  dps.Status `json:"status"`
	Message *string    `json:"message"`
	ID      *int       `json:"id"`
	First   []byte     `json:"kvt1Base64"`
	Name    *string    `json:"kvt1Fname"`
	List    []row      `json:"kvtList"`
}

type row struct {
	Content []byte `json:"kvtBase64"`
	Name    string `json:"kvtFname"`
	Number  int    `json:"numKvt"`
	Final   int    `json:"finalKvt"`
	State   int    `json:"status"`
}

// takeReport takes a submission: each document must be fit for a receipt, and the first
// receipt is about the first of them.
func (g *Gateway) takeReport(w http.ResponseWriter, r *http.Request) {
	body, ok := read(w, r)
	if !ok {
		return
	}
	documents, ok := g.documents(body)
	if !ok {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	var first *submission
	for _, d := range documents {
		s, failure := g.open(r.Context(), d)
		if failure != nil {
			refuse(w, failure)
			return
		}
		if first == nil {
			first = s
		}
	}
	first.refusal = g.check(first)
	content, err := g.receiptOf(first, 1, g.spoils()[0])
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	id := g.keep(first)
	name := receiptName(first.file, 1)
	answer(w, reply{Status: dps.StatusOK, ID: &id, First: content, Name: &name})
}

// document is a report as it is sent.
type document struct {
	Content []byte `json:"contentBase64"`
	Name    string `json:"fname"`
}

func (g *Gateway) documents(body []byte) ([]document, bool) {
	var list []document
	if json.Unmarshal(body, &list) != nil {
		var object struct {
			List []document `json:"list"`
		}
		if !g.AcceptObject || json.Unmarshal(body, &object) != nil {
			return nil, false
		}
		list = object.List
	}
	return list, 0 < len(list) && len(list) <= maxDocuments
}

// giveReceipts answers who shows that a submission is theirs.
func (g *Gateway) giveReceipts(w http.ResponseWriter, r *http.Request) {
	body, ok := read(w, r)
	if !ok {
		return
	}
	container, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(body)))
	if err != nil {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	asked, failure := g.open(r.Context(), document{Content: container})
	if failure != nil {
		refuse(w, failure)
		return
	}
	rows, failure := g.rows(asked)
	if failure != nil {
		refuse(w, failure)
		return
	}
	answer(w, reply{Status: dps.StatusOK, List: rows})
}

// rows are the receipts of a submission that are there.
func (g *Gateway) rows(asked *submission) ([]row, *failure) {
	s := g.find(string(asked.content), asked)
	if s == nil {
		return nil, &failure{dps.StatusNone, textNoReceipt}
	}
	last := 1
	if s.refusal == "" && !g.Now().Before(s.due) {
		last = 2
	}
	var rows []row
	for number := 1; number <= last; number++ {
		final := number == 2 || s.refusal != ""
		r := row{Name: receiptName(s.file, number), Number: number}
		switch {
		case s.refusal != "":
			r.State = -1
		case final:
			r.State = 1
		}
		if final {
			r.Final = 1
		}
		for _, spoil := range g.spoils() {
			var err error
			if r.Content, err = g.receiptOf(s, number, spoil); err != nil {
				return nil, &failure{dps.StatusRefused, err.Error()}
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// keep remembers a submission, and names it.
func (g *Gateway) keep(s *submission) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	s.id = firstID + g.count
	s.due = g.Now().Add(g.Second)
	g.count++
	if g.submissions = append(g.submissions, s); len(g.submissions) > maxSubmissions {
		g.submissions = g.submissions[1:]
	}
	return s.id
}

// find is the submission of that name, if who asks sent it.
func (g *Gateway) find(id string, asked *submission) *submission {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range g.submissions {
		if strconv.Itoa(s.id) == id && s.sender == asked.sender {
			found := *s
			found.certificate = asked.certificate // it is encrypted to who asks now
			return &found
		}
	}
	return nil
}

func read(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "", http.StatusRequestEntityTooLarge)
		return nil, false
	}
	return body, true
}

func refuse(w http.ResponseWriter, f *failure) {
	answer(w, reply{Status: f.status, Message: &f.message})
}

func answer(w http.ResponseWriter, r reply) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(r) // who is gone hears nothing
}
