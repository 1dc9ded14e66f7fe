// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"bytes"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
)

// Web eID signs a hash and nothing else, so the server makes the signature around
// it: it prepares one of the document, has the hash signed, and finishes it.

// webEIDNames are what the protocol calls hashes.
var webEIDNames = map[*pki.Hash]string{pki.SHA256: "SHA-256", pki.SHA384: "SHA-384", pki.SHA512: "SHA-512"}

func (d *cabinet) webEIDPrepare(w http.ResponseWriter, r *http.Request, _ relying.Visitor) {
	var body struct {
		Certificate []byte `json:"certificate"`
		Content     []byte `json:"content"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 2*maxDraft)).Decode(&body); err != nil || len(body.Content) > maxDraft {
		deny(w, http.StatusBadRequest, "the request is no document and certificate, or is too long")
		return
	}
	certificate, public, err := d.readable(r.Context(), body.Certificate)
	if err != nil {
		deny(w, http.StatusBadRequest, err.Error())
		return
	}
	signer := cades.Signer{Certificate: certificate, Detached: true, SigningTime: time.Now()}
	hash, err := signer.ContentHash()
	if err != nil || webEIDNames[hash] == "" {
		deny(w, http.StatusBadRequest, "the key signs by no hash that the protocol has a name for")
		return
	}
	prepared, err := signer.Prepare(hash.Sum(body.Content))
	if err != nil {
		deny(w, http.StatusBadRequest, "no signature can be made with this certificate")
		return
	}
	d.drafts.put(d.sessions.Name(r), begunSignature{prepared, public, body.Content})
	answer(w, struct {
		Hash         []byte `json:"hash"`
		HashFunction string `json:"hashFunction"`
	}{prepared.Digest(), webEIDNames[hash]})
}

func (d *cabinet) webEIDFinish(w http.ResponseWriter, r *http.Request, visitor relying.Visitor) {
	var body struct {
		Signature []byte `json:"signature"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, relying.MaxToken)).Decode(&body); err != nil {
		deny(w, http.StatusBadRequest, "the request is no signature")
		return
	}
	draft, ok := d.drafts.take(d.sessions.Name(r))
	if !ok {
		deny(w, http.StatusBadRequest, "no signature was begun")
		return
	}
	message, err := draft.prepared.Finish(asCMS(draft.public, body.Signature))
	if err != nil {
		deny(w, http.StatusBadRequest, "this is not the key's signature of the hash")
		return
	}
	der, err := message.Marshal(nil)
	if err != nil {
		deny(w, http.StatusInternalServerError, "the signature could not be written")
		return
	}
	judged, err := d.Verifier.Document(r.Context(), bytes.NewReader(der), bytes.NewReader(draft.content), nil)
	if err != nil {
		deny(w, http.StatusInternalServerError, "the signature could not be verified")
		return
	}
	d.Observe(Event{Visitor: &visitor, Report: judged, Passed: judged.Passed()})
	answer(w, struct {
		Signature []byte     `json:"signature"`
		Report    reportView `json:"report"`
	}{der, view(judged)})
}

// drafts are signatures that lack only their values, by session: the one that
// each began last.
type drafts struct {
	mu      sync.Mutex
	waiting map[string]begunSignature
}

type begunSignature struct {
	prepared *cades.Prepared
	public   any
	content  []byte
}

// put keeps a draft; when many wait, all begin again.
func (d *drafts) put(session string, begun begunSignature) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.waiting) == maxDrafts || d.waiting == nil {
		d.waiting = map[string]begunSignature{}
	}
	d.waiting[session] = begun
}

// take gives a draft once.
func (d *drafts) take(session string) (begunSignature, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	begun, ok := d.waiting[session]
	delete(d.waiting, session)
	return begun, ok
}

// maxDrafts and maxDraft bound the memory of documents that nobody finishes to
// sign, maxDraft in octets.
const (
	maxDrafts = 64
	maxDraft  = 1 << 20
)
