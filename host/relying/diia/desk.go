// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/internal/uuid"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/qr"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/store"
)

// Life is how long a request can be confirmed. Diia does not publish how long its
// links live; its own cabinet waits as long for the signature of a sign-in.
const Life = 180 * time.Second

// Limits of one request to sign. Diia's own are not published.
const (
	MaxDocuments = 256
	MaxName      = 255      // octets of a document's name
	MaxContent   = 16 << 20 // octets of all documents together
)

var (
	// ErrDocuments: no documents, longer ones than the limits allow, two of one name,
	// or a name that is not UTF-8.
	ErrDocuments = errors.New("diia: documents outside the limits")
	// ErrTooMany: more documents than [MaxDocuments].
	ErrTooMany = errors.New("diia: too many documents")
)

// A Desk is where one cabinet has its visitors sign with Дія.Підпис. Its fields
// are set once; then it may be used by many goroutines, and by many servers of
// the cabinet that share Requests.
type Desk struct {
	Acquirer *Acquirer
	// Branch is the ID of the branch in whose name people are asked, AuthOffer and
	// SigningOffer those of its offers, whose scopes are [Auth] and
	// [HashedFilesSigning]. A cabinet that only does one of the two has one.
	Branch, AuthOffer, SigningOffer string
	// Algorithm is what people sign by; empty is [DSTU].
	Algorithm Algorithm
	// Hash is what is signed, by that; nil is GOST 34.311 for DSTU and SHA-256 for
	// ECDSA. Whether Diia takes Kupyna is unverified.
	Hash *pki.Hash
	// EncodedID hashes the base64 of a sign-in's identifier and not its text. Client
	// libraries differ in it; the phone is told no more than the digest, so either
	// should do (unverified). A signature over either is accepted.
	EncodedID bool
	// ReturnLink is where a phone goes on that has the cabinet's page itself open;
	// may be empty.
	ReturnLink string
	Verifier   *relying.Verifier
	// Requests has the requests that were begun: a [store.NewMemory] of its own where
	// there is one server. Where there are several they share one.
	Requests store.Store
	Life     time.Duration    // how long requests can be confirmed; zero is [Life]
	Now      func() time.Time // nil is time.Now
	// Refused is told why a callback was refused, by many goroutines; may be nil.
	// What it is told holds no names and no secrets.
	Refused func(error)

	turns turns
}

// A Document is one to sign.
type Document struct {
	Name    string `json:"name"` // the phone shows it; no two of a request are alike
	Content []byte `json:"content"`
}

// A Request waits for a phone. Its JSON is what the page's scripts are answered.
type Request struct {
	// ID is the page's name for it. Only the session that began the request can use
	// it.
	ID       string    `json:"id"`
	Deeplink string    `json:"deeplink"`
	QR       *qr.Code  `json:"qr"` // of the deeplink
	Expires  time.Time `json:"expires"`
	Life     int       `json:"life"` // seconds until then, for pages on computers whose clocks are wrong
}

// SignIn asks whoever scans the code to sign in to a session of the cabinet:
// whatever names the visitor's browser, never empty.
func (d *Desk) SignIn(ctx context.Context, session string) (*Request, error) {
	r := begun{Action: Auth, Identifier: uuid.New()}
	r.Trace = base64.StdEncoding.EncodeToString(d.hash().Sum(d.readings(r.Identifier)[0]))
	return d.begin(ctx, session, r, OfferRequest{Offer: d.AuthOffer})
}

// Sign asks whoever scans the code to sign documents, for a session of the cabinet.
// They are kept, with the request, until the result is collected or forgotten.
func (d *Desk) Sign(ctx context.Context, session string, documents []Document) (*Request, error) {
	if err := checkDocuments(documents); err != nil {
		return nil, err
	}
	var files []HashedFile
	for _, document := range documents {
		files = append(files, HashedFile{document.Name, d.hash().Sum(document.Content)})
	}
	r := begun{Action: HashedFilesSigning, Trace: uuid.New(), Documents: documents}
	return d.begin(ctx, session, r, OfferRequest{
		Offer: d.SigningOffer, Data: &RequestData{HashedFilesSigning: HashedFiles{files}},
	})
}

func checkDocuments(documents []Document) error {
	if len(documents) > MaxDocuments {
		return ErrTooMany
	}
	if len(documents) == 0 {
		return fmt.Errorf("%w: none", ErrDocuments)
	}
	names, octets := map[string]bool{}, 0
	for _, document := range documents {
		octets += len(document.Content)
		switch {
		case document.Name == "" || len(document.Name) > MaxName:
			return fmt.Errorf("%w: a name of %d octets", ErrDocuments, len(document.Name))
		case !utf8.ValidString(document.Name): // JSON would change it, and could make two alike
			return fmt.Errorf("%w: a name that is not UTF-8", ErrDocuments)
		case names[document.Name]:
			return fmt.Errorf("%w: two of one name", ErrDocuments)
		case octets > MaxContent:
			return fmt.Errorf("%w: more than %d octets", ErrDocuments, MaxContent)
		}
		names[document.Name] = true
	}
	return nil
}

// begin asks Diia and remembers for whom.
func (d *Desk) begin(ctx context.Context, session string, r begun, offer OfferRequest) (*Request, error) {
	if session == "" {
		return nil, relying.ErrSession
	}
	offer.ID, offer.ReturnLink, offer.Algorithm = r.Trace, d.ReturnLink, d.algorithm()
	r.Expires = d.now().Add(d.life()) // counted from before Diia knows of it
	var err error
	if r.Deeplink, err = d.Acquirer.Deeplink(ctx, d.Branch, offer); err != nil {
		return nil, err
	}
	code, err := qr.Of(r.Deeplink)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	record, err := r.marshal()
	if err != nil {
		return nil, err
	}
	id := rand.Text()
	if err := d.requests().put(ctx, keyOf(session, id), r.Trace, record, r.Expires); err != nil {
		return nil, fmt.Errorf("diia: keeping a request: %w", err)
	}
	return &Request{id, r.Deeplink, code, r.Expires, int(r.Expires.Sub(d.now()) / time.Second)}, nil
}

// keyOf is a request's name in the store: made of the session's as well, so that
// no other session finds it.
func keyOf(session, id string) string {
	sum := sha256.Sum256([]byte(id))
	sum = sha256.Sum256(append(sum[:], session...))
	return hex.EncodeToString(sum[:])
}

// readings are what a signature of a sign-in may be over: the identifier as text,
// and base64 of that. The first is the one whose digest the phone gets.
func (d *Desk) readings(identifier string) [2][]byte {
	text := []byte(identifier)
	encoded := base64.StdEncoding.AppendEncode(nil, text)
	if d.EncodedID {
		return [2][]byte{encoded, text}
	}
	return [2][]byte{text, encoded}
}

func (d *Desk) algorithm() Algorithm {
	if d.Algorithm == "" {
		return DSTU
	}
	return d.Algorithm
}

func (d *Desk) hash() *pki.Hash {
	switch {
	case d.Hash != nil:
		return d.Hash
	case d.algorithm() == ECDSA:
		return pki.SHA256
	}
	return pki.GOST34311
}

func (d *Desk) requests() requests { return requests{d.Requests} }

// forgotten is when a request that can be confirmed now is surely forgotten.
func (d *Desk) forgotten() time.Time { return d.now().Add(d.life() + Keep) }

func (d *Desk) life() time.Duration {
	if d.Life == 0 {
		return Life
	}
	return d.Life
}

func (d *Desk) now() time.Time {
	if d.Now == nil {
		return time.Now()
	}
	return d.Now()
}
