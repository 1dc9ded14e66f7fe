// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/validation"
)

// judging is how long the signatures of one callback may take to verify, with the
// asking whether certificates are revoked.
const judging = 15 * time.Second

// Callback takes what a phone made, from Diia: an [http.HandlerFunc] for POST at
// the address that was registered there. It answers {"success": true} to what is
// accepted, once for each request. A callback that is late, came before, or is for
// nobody, changes nothing; one that is refused for what it holds ends its request.
//
// Whether a callback comes from Diia shows in its trace alone, which only Diia and
// the phone know, and who signed in the signature. A cabinet that knows Diia's
// addresses lets no others in.
func (d *Desk) Callback(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "no such method", http.StatusMethodNotAllowed)
		return
	}
	status := http.StatusOK
	err := d.accept(w, r)
	if err != nil {
		status = statusOf(err)
		if d.Refused != nil {
			d.Refused(err)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]bool{"success": err == nil})
}

func statusOf(err error) int {
	switch {
	case errors.Is(err, ErrReplayed):
		return http.StatusConflict
	case errors.Is(err, ErrUnknown):
		return http.StatusNotFound
	case errors.Is(err, errStore):
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

// errStore: the store did not do what it was asked.
var errStore = errors.New("diia: the store of requests")

// accept verifies a callback and keeps what came of it. The request is over then,
// whether the error is nil or not, unless nothing was claimed.
func (d *Desk) accept(w http.ResponseWriter, r *http.Request) error {
	a, err := parseHeaders(r.Header)
	if err != nil {
		return err
	}
	if _, err := d.requests().awaits(r.Context(), a.Trace); err != nil {
		return unclaimed(err)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxCallback))
	if err != nil {
		return fmt.Errorf("%w: it did not arrive whole", ErrCallback)
	}
	malformed := a.parseBody(r.Header.Get("Content-Type"), body)
	key, record, err := d.requests().claim(r.Context(), a.Trace, d.forgotten())
	if err != nil {
		return unclaimed(err)
	}
	// The claim cannot be taken back, so whoever hangs up now does not stop this.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), judging)
	defer cancel()
	var outcome ended
	if err = malformed; err == nil {
		outcome, err = d.judge(ctx, record, a)
	}
	if err != nil {
		outcome = ended{Failure: failureOf(err)}
	}
	if unkept := d.settle(context.WithoutCancel(r.Context()), key, outcome); unkept != nil {
		return unkept
	}
	return err
}

// unclaimed is why a callback does not get its request.
func unclaimed(err error) error {
	if errors.Is(err, ErrUnknown) || errors.Is(err, ErrReplayed) {
		return err
	}
	return fmt.Errorf("%w: %w", errStore, err)
}

func (d *Desk) settle(ctx context.Context, key string, outcome ended) error {
	record, err := json.Marshal(outcome)
	if err != nil {
		return fmt.Errorf("diia: %w", err)
	}
	if err := d.requests().settle(ctx, key, record, d.forgotten()); err != nil {
		return fmt.Errorf("%w: %w", errStore, err)
	}
	return nil
}

// judge says what an answer is worth to its request.
func (d *Desk) judge(ctx context.Context, record []byte, a answer) (ended, error) {
	var r begun
	if err := r.parse(record); err != nil {
		return ended{}, err
	}
	if r.Action != a.Action {
		return ended{}, fmt.Errorf("%w: about another action", ErrCallback)
	}
	if r.Action == Auth {
		visitor, err := d.judgeAuth(ctx, r.Identifier, a.Signatures[0].Signature)
		if err != nil {
			return ended{}, err
		}
		return settled(visitor, nil), nil
	}
	return d.judgeSigning(ctx, r.Documents, a.Signatures)
}

// judgeAuth verifies the signature of a sign-in, in either reading of what it is
// over.
func (d *Desk) judgeAuth(ctx context.Context, identifier string, signature []byte) (visitor relying.Visitor, err error) {
	for _, content := range d.readings(identifier) {
		visitor, err = d.Verifier.Detached(ctx, signature, bytes.NewReader(content))
		refused, ok := errors.AsType[*relying.VerdictError](err)
		if !ok || refused.Verdict.SubIndication != validation.HashFailure {
			break
		}
	}
	return visitor, err
}

// judgeSigning verifies one signature of each document, all by one certificate.
func (d *Desk) judgeSigning(ctx context.Context, documents []Document, items []item) (ended, error) {
	if len(items) != len(documents) {
		return ended{}, fmt.Errorf("%w: %d signatures of %d documents", ErrCallback, len(items), len(documents))
	}
	var signer relying.Visitor
	var signatures [][]byte
	for _, document := range documents {
		i := slices.IndexFunc(items, func(s item) bool { return s.Name == document.Name })
		if i < 0 {
			return ended{}, fmt.Errorf("%w: a document without a signature", ErrCallback)
		}
		visitor, err := d.Verifier.Detached(ctx, items[i].Signature, bytes.NewReader(document.Content))
		switch {
		case err != nil:
			return ended{}, err
		case signer.Certificate == nil:
			signer = visitor
		case !signer.Certificate.Equal(visitor.Certificate):
			return ended{}, fmt.Errorf("%w: documents signed with different certificates", ErrCallback)
		}
		signatures = append(signatures, items[i].Signature)
	}
	return settled(signer, signatures), nil
}
