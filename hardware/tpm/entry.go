// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/strictjson"
)

// An entry is a key of the TPM, or a key file sealed by it, and what is kept
// beside.
type entry struct {
	keyfile
	id           string
	public       crypto.PublicKey // nil if sealed
	label        string
	created      time.Time
	name         []byte // of the parent
	certificates []*x509.Certificate
}

func (e *entry) ref() key.Ref { return key.NewRef(Scheme, e.id) }

// A record is what is kept of an entry beside its key file, as JSON.
type record struct {
	Label        string    `json:"label"`
	Created      time.Time `json:"created"`
	Parent       string    `json:"parent"`       // its name, in hexadecimal
	Certificates [][]byte  `json:"certificates"` // DER
}

// The bounds of an entry.
const (
	maxLabel        = 256 // octets
	maxCertificates = 16
	maxRecord       = 256 << 10 // octets
)

func (e *entry) record() ([]byte, error) {
	r := record{Label: e.label, Created: e.created, Parent: hex.EncodeToString(e.name), Certificates: [][]byte{}}
	for _, c := range e.certificates {
		r.Certificates = append(r.Certificates, c.Raw)
	}
	data, err := json.Marshal(r)
	if err == nil && len(data) > maxRecord {
		err = errors.New("tpm: the certificates are too long to keep")
	}
	return data, err
}

// parseEntry reads the two files of an entry, as if a stranger had written them.
func parseEntry(id string, text, data []byte) (*entry, error) {
	k, err := parseKeyfile(text)
	if err != nil {
		return nil, err
	}
	e := &entry{keyfile: *k, id: id}
	if e.public, err = e.publicKey(); err != nil {
		return nil, err
	}
	if e.sealed != (e.public == nil) {
		return nil, errObject
	}
	return e, e.recall(data)
}

// errRecord is a record that was not written here.
var errRecord = errors.New("no record of ours")

func (e *entry) recall(data []byte) error {
	var r record
	if err := strictjson.Decode(data, &r); err != nil {
		return fmt.Errorf("%w: %w", errRecord, err)
	}
	name, err := hex.DecodeString(r.Parent)
	if err != nil || len(name) == 0 || len(r.Label) > maxLabel || !utf8.ValidString(r.Label) || len(r.Certificates) > maxCertificates {
		return errRecord
	}
	e.label, e.created, e.name = r.Label, r.Created, name
	for _, der := range r.Certificates {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return fmt.Errorf("%w: %w", errRecord, err)
		}
		e.certificates = append(e.certificates, c)
	}
	return nil
}

// certify adds certificates, each once and no more than there is room for, the new
// ones first.
func (e *entry) certify(certificates []*x509.Certificate) {
	var all []*x509.Certificate
	for _, c := range slices.Concat(certificates, e.certificates) {
		if len(all) < maxCertificates && !slices.ContainsFunc(all, c.Equal) {
			all = append(all, c)
		}
	}
	e.certificates = all
}
