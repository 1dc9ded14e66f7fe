// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/validation"
)

// MaxToken is the longest token accepted, in octets: a statement, a signature
// and the certificates that come with it need a tenth.
const MaxToken = 256 << 10

// Verifier verifies what visitors of one cabinet sign. Its fields are set once;
// then it may be used by many goroutines.
type Verifier struct {
	Trust      *pki.Trust // roots, and certificates to build chains from
	Origin     string     // of the cabinet's pages, "https://cabinet.example"
	TopOrigins []string   // pages that may show the cabinet in a frame; none by default
	Keys       []Key      // the first signs login challenges, all are believed
	// Spent remembers which challenges were answered. Servers that answer for one
	// cabinet share one, and Keys; it is a [store.NewMemory] where there is one server.
	Spent store.Store
	// RemoteLogins accepts logins signed with keys that providers keep and answer
	// for with a CMS of their own, as those of «хмарне сховище» do. They are
	// statements like all others, but of the content type id-data, so that nothing
	// but its content tells a login from a document. THE COST: a visitor who signs
	// a statement as a document has signed in whoever made it. On pages Pidpys
	// refuses to; its command line, and other programs, sign any file.
	RemoteLogins bool
	Now          func() time.Time // nil is time.Now

	// Status tells whether certificates are revoked; package status has one
	// that asks their responders. Nil: revocation is not looked at.
	Status validation.Status
	// Certificates help to find who stamped the time, where a time-stamp does
	// not bring that along. They are not trusted.
	Certificates []*x509.Certificate
}

// Visitor is who signed in: the person or organisation of a certificate.
type Visitor struct {
	pki.Person
	Certificate *x509.Certificate
	Chain       []*x509.Certificate // from the certificate up to the root
	Qualified   pki.Qualification   // what kind of signature the certificate claims
	Hash        *pki.Hash           // the signature's
	Time        time.Time           // when the visitor's computer says it signed
}

// Errors of signing in. A signature that does not hold is a *VerdictError.
var (
	ErrMalformed   = errors.New("relying: malformed token")
	ErrContentType = errors.New("relying: a signature of something else than a login")
	ErrOtherOrigin = errors.New("relying: signed for another origin")
	ErrChallenge   = errors.New("relying: challenge not given to this session, expired or already answered")
	ErrSession     = errors.New("relying: no session that a challenge could belong to")
	ErrKey         = errors.New("relying: no key to sign challenges with, or one that is too short")
	ErrTime        = errors.New("relying: signed too long ago or in the future")
	ErrTaxNumber   = errors.New("relying: the signed number is not the certificate's")
	// ErrStore is a fault of the cabinet, not of its visitor, who may try again. What
	// it wraps is for the cabinet's log: it may hold addresses.
	ErrStore = errors.New("relying: no login is accepted while the store of answered challenges fails")
	// ErrUnbound: nothing signed says which certificate is meant, so another
	// one of the same key, with other rights, could be put in its place.
	ErrUnbound = errors.New("relying: the signature does not bind its certificate")
)

// VerdictError says that a signature was not accepted: it is wrong, or nobody
// trusted vouches for its certificate, or the certificate is not valid now, or
// revoked, or nobody could say whether it is.
type VerdictError struct {
	Verdict validation.Verdict
}

func (e *VerdictError) Error() string {
	return fmt.Sprintf("relying: signature not accepted: %s %s", e.Verdict.Indication, e.Verdict.SubIndication)
}

func (v *Verifier) now() time.Time {
	if v.Now == nil {
		return time.Now()
	}
	return v.Now()
}

func (v *Verifier) judge() *validation.Verifier {
	return &validation.Verifier{
		Trust: v.Trust, Certificates: v.Certificates, At: v.now(), Status: v.Status, NoRevocation: v.Status == nil,
	}
}

// Document verifies the signatures of a document at the present time. content
// is the document when the signature is detached, else nil; an attached one is
// written to out unless that is nil. Documents of any size are read in constant
// memory. What was written to out is to be trusted only if the report passed.
//
// The error is about reading, writing or ctx. A wrong signature is no error:
// see [validation.Report.Passed]. Whether the signer may sign for the cabinet's
// visitor is the cabinet's to decide, by the codes of each verdict's signer; of
// a verdict of [cades.LevelCMS] those codes prove little, see there.
func (v *Verifier) Document(ctx context.Context, signature, content io.Reader, out io.Writer) (*validation.Report, error) {
	return v.judge().Verify(ctx, signature, content, out)
}

// Detached verifies a detached signature, DER, of a content by one signer, as
// servers of phones hand it over, and says whose it is. The content is plain
// octets to the signature (id-data), of any size. What the signer meant by signing
// it is the caller's to know: a signature of a challenge is a login only where
// nobody else could have had that challenge signed.
//
// The error is one of this package, a [*VerdictError] above all, or that of
// reading the content or of ctx.
func (v *Verifier) Detached(ctx context.Context, signature []byte, content io.Reader) (Visitor, error) {
	return v.stranger(ctx, signature, content, nil, idData)
}

// token verifies an attached signature by one signer of a content of one of those
// types and returns the content, at most limit octets long.
func (v *Verifier) token(ctx context.Context, der []byte, limit int, contentTypes ...x509.OID) ([]byte, Visitor, error) {
	content := &bounded{limit: limit}
	visitor, err := v.stranger(ctx, der, nil, content, contentTypes...)
	switch {
	case errors.Is(err, errTooLong):
		return nil, Visitor{}, fmt.Errorf("%w: its content is too long", ErrMalformed)
	case err != nil:
		return nil, Visitor{}, err
	}
	return content.buffer.Bytes(), visitor, nil
}

// stranger verifies one signature by somebody not known yet: a detached one of
// the content, or, where that is nil, an attached one, whose content goes to out.
func (v *Verifier) stranger(ctx context.Context, der []byte, content io.Reader, out io.Writer, contentTypes ...x509.OID) (Visitor, error) {
	if len(der) > MaxToken {
		return Visitor{}, fmt.Errorf("%w: longer than %d octets", ErrMalformed, MaxToken)
	}
	judge := v.judge()
	judge.MaxSigners = 1 // whoever sends it is a stranger yet, and each signature costs a chain
	report, err := judge.Verify(ctx, bytes.NewReader(der), content, out)
	switch {
	case err != nil:
		return Visitor{}, fmt.Errorf("relying: %w", err)
	case len(report.Signatures) != 1 || report.Detached && content == nil:
		return Visitor{}, fmt.Errorf("%w: not one signature and its content", ErrMalformed)
	}
	verdict := report.Signatures[0]
	switch {
	case !report.Passed():
		return Visitor{}, &VerdictError{verdict}
	case content != nil && !report.Detached:
		return Visitor{}, fmt.Errorf("%w: a content within", ErrMalformed)
	case verdict.Level == cades.LevelCMS:
		return Visitor{}, ErrUnbound
	case !slices.ContainsFunc(contentTypes, report.ContentType.Equal):
		return Visitor{}, ErrContentType
	}
	return Visitor{
		Person:      verdict.Signer,
		Certificate: verdict.Certificate,
		Chain:       verdict.Chain,
		Qualified:   pki.Qualified(verdict.Certificate),
		Hash:        verdict.Hash,
		Time:        verdict.ClaimedTime,
	}, nil
}

var errTooLong = errors.New("too long")

// bounded is a buffer that refuses more than it was told to hold.
type bounded struct {
	buffer bytes.Buffer // not embedded: its ReadFrom knows no bound
	limit  int
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(p) > b.limit-b.buffer.Len() {
		return 0, errTooLong
	}
	return b.buffer.Write(p)
}
