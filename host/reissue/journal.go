// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/strictjson"
)

// version is the form of journals. One of another form was written by another
// program, and is not touched.
const version = 1

// journal is all that a re-issue has to remember. It holds no secret; names and
// codes of the owner stand in their certificates. What was made and is not on a
// carrier stands in it whole, so that one write is one step.
//
// It is read as if a stranger had written it: see check. Whatever it says, only
// a carrier that a person opens with its PIN makes a key, only a consent signs,
// and a certificate counts by its chain.
type journal struct {
	Version int       `json:"version"`
	ID      string    `json:"id"`
	State   State     `json:"state"`
	Began   time.Time `json:"began"`
	Changed time.Time `json:"changed"`

	Old      certificate   `json:"old"`
	Above    []certificate `json:"above"` // the old one, its issuer first
	Onto     Place         `json:"onto"`
	Kind     key.Kind      `json:"kind"`
	Label    string        `json:"label"`
	Road     Road          `json:"road"`
	Cautions []Caution     `json:"cautions,omitempty"`

	Public      publicKey        `json:"public,omitzero"`       // from Generated on
	Request     []byte           `json:"request,omitempty"`     // from Requested on
	Signed      []byte           `json:"signed,omitempty"`      // from Requested on
	Transaction *cmp.Transaction `json:"transaction,omitempty"` // until the authority has nothing more to hear
	Issued      []certificate    `json:"issued,omitempty"`      // from Issued on: the new one, and those above it
	KeyLeft     bool             `json:"key_left,omitempty"`    // of Abandoned
}

// Limits on journals.
const (
	maxJournal = 1 << 20 // octets
	maxAbove   = 16      // certificates above one
	maxNames   = 8       // of a carrier
	maxText    = 1 << 10 // octets of a name, label or reference
)

// parseJournal reads a journal strictly. The error is [ErrDamaged].
func parseJournal(id string, data []byte) (*journal, error) {
	j := new(journal)
	if err := strictjson.Decode(data, j); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, id, err)
	}
	if err := j.check(); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, id, err)
	}
	if j.ID != id {
		return nil, fmt.Errorf("%w: %s: of another re-issue", ErrDamaged, id)
	}
	return j, nil
}

// marshal writes a journal that can be read again: of one that could not, as
// after an answer without end, the one before is worth more.
func (j *journal) marshal() ([]byte, error) {
	data, err := json.Marshal(j)
	if err == nil && len(data) > maxJournal {
		err = fmt.Errorf("reissue: a journal of %d octets", len(data))
	}
	if err == nil {
		_, err = parseJournal(j.ID, data)
	}
	return data, err
}

// check says what is wrong with a journal, by the state that it says it is in.
func (j *journal) check() error {
	id, err := hex.DecodeString(j.ID)
	begun := !j.State.before(Generated) && j.State != Abandoned
	requested := !j.State.before(Requested) && j.State != Abandoned
	issued := !j.State.before(Issued) && j.State != Abandoned
	switch {
	case j.Version != version:
		return fmt.Errorf("version %d", j.Version)
	case err != nil || len(id) != key.IDSize || hex.EncodeToString(id) != j.ID:
		return errors.New("no identifier")
	case !slices.Contains(states, j.State), !slices.Contains(key.Kinds(), j.Kind), j.Road != CMP && j.Road != Files:
		return errors.New("state, kind or road unknown")
	case slices.ContainsFunc(j.Cautions, func(c Caution) bool { return !slices.Contains(cautions, c) }):
		return errors.New("caution unknown")
	case j.Old.Certificate == nil, len(j.Above) > maxAbove, len(j.Issued) > maxAbove:
		return errors.New("no old certificate, or too many above one")
	case !j.Onto.sound(), len(j.Label) > maxText:
		return errors.New("no carrier, or no label")
	case begun && j.Public.PublicKey == nil:
		return errors.New("no new key")
	case requested && (len(j.Request) == 0 || len(j.Signed) == 0):
		return errors.New("no request")
	case j.Transaction != nil && j.Transaction.State != cmp.StateWaiting && j.Transaction.State != cmp.StateIssued:
		return errors.New("a transaction that is over")
	case issued && (len(j.Issued) == 0 || !pki.SamePublicKey(j.Issued[0].Certificate, j.Public.PublicKey)):
		return errors.New("no certificate of the new key")
	}
	return nil
}

// keeps wants a journal to be of what a person agreed to, whatever was written
// into it since. Only the network may have been given up meanwhile.
func (j *journal) keeps(plan *Plan) error {
	agreed := plan.journal
	if agreed == nil || j.Old.Equal(agreed.Old.Certificate) && j.Onto.Ref == agreed.Onto.Ref && j.Kind == agreed.Kind &&
		(j.Road == agreed.Road || j.Road == Files) {
		return nil
	}
	return fmt.Errorf("%w: %s: not what was agreed to", ErrDamaged, j.ID)
}

func (p Place) sound() bool {
	long := func(text string) bool { return len(text) > maxText }
	return p.Ref.Scheme() != "" && !long(string(p.Ref)) && !long(string(p.Form)) &&
		len(p.Names) <= maxNames && !slices.ContainsFunc(p.Names, long)
}

// keyID names the new key on the carrier.
func (j *journal) keyID() []byte {
	id, _ := hex.DecodeString(j.ID)
	return id
}

// plan is a journal as callers see it.
func (j *journal) plan() *Plan {
	p := &Plan{
		ID: j.ID, State: j.State, Began: j.Began, Old: j.Old.Certificate, Onto: j.Onto, Kind: j.Kind, Label: j.Label,
		Road: j.Road, Authority: pki.Issuer(j.Old.Certificate).DisplayName(), Cautions: slices.Clone(j.Cautions),
		NeedsOldKey: j.needsOldKey(), journal: j,
	}
	p.New = j.issued()
	return p
}

// needsOldKey: the old key signs the request, and whatever the authority is told
// by CMP.
func (j *journal) needsOldKey() bool {
	switch {
	case j.State.before(Requested):
		return true
	case j.State == Requested:
		return j.Road == CMP
	}
	return !j.State.Over() && j.Transaction != nil
}

// issued is the new certificate, or nil.
func (j *journal) issued() *x509.Certificate {
	if len(j.Issued) == 0 {
		return nil
	}
	return j.Issued[0].Certificate
}

// certificate is one in a journal, by its DER.
type certificate struct{ *x509.Certificate }

func certificates(list []*x509.Certificate) []certificate {
	all := make([]certificate, len(list))
	for i, c := range list {
		all[i] = certificate{c}
	}
	return all
}

func unwrap(list []certificate) []*x509.Certificate {
	all := make([]*x509.Certificate, len(list))
	for i, c := range list {
		all[i] = c.Certificate
	}
	return all
}

func (c certificate) MarshalJSON() ([]byte, error) { return json.Marshal(c.Raw) }

func (c *certificate) UnmarshalJSON(data []byte) (err error) {
	var der []byte
	if err := json.Unmarshal(data, &der); err != nil {
		return err
	}
	c.Certificate, err = pki.ParseCertificate(der)
	return err
}

// publicKey is one in a journal, by its SubjectPublicKeyInfo.
type publicKey struct{ crypto.PublicKey }

// IsZero is what omitzero asks.
func (k publicKey) IsZero() bool { return k.PublicKey == nil }

func (k publicKey) MarshalJSON() ([]byte, error) {
	spki, err := pki.MarshalPublicKey(k.PublicKey)
	if err != nil {
		return nil, err
	}
	return json.Marshal(spki)
}

func (k *publicKey) UnmarshalJSON(data []byte) (err error) {
	var spki []byte
	if err := json.Unmarshal(data, &spki); err != nil {
		return err
	}
	k.PublicKey, err = pki.ParsePublicKey(spki)
	return err
}
