// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/registry"
)

// A form is a way to put a question.
type form struct {
	slots    int
	servers  bool
	from, to int // which of a key's identifiers are asked about
}

// forms are tried in turn until every key has its certificate: what most
// providers are asked in the field, the same with the identifiers of
// Kupyna-256, and the form of another client with all.
//
// The short forms say every word as known clients do in the field, so they ask
// for the servers' certificates, which are of no use here.
var forms = []form{
	{slots: keyid.Short, servers: true, from: 0, to: 1},
	{slots: keyid.Short, servers: true, from: 1, to: 2},
	{slots: keyid.Long, from: 0, to: 2},
}

// together is how many keys a request asks about: a person's two.
const together = 2

// inquire asks one authority in every form, until all keys have certificates,
// by this authority or another. Whoever keeps the search hears of every match.
// An error says that the authority gave no answer of the protocol, or not to
// all.
func (f *Finder) inquire(ctx context.Context, a registry.Authority, s *search, matched func(complete bool)) error {
	var last error
	answered := false
	for pair := range slices.Chunk(s.keys, together) {
		for _, form := range forms {
			missing := s.missing(pair)
			request := form.request(missing)
			if len(request.IDs) == 0 {
				continue
			}
			answer, err := f.post(ctx, a, request)
			switch {
			case err == nil:
				answered = true
				s.take(prove(ctx, f.Trust(), missing, answer, f.Now()), matched)
			case confused(err):
				last = err
			default:
				return err
			}
		}
	}
	if answered {
		return nil
	}
	return last
}

// request asks about keys in this form.
func (m form) request(keys []Key) keyid.Request {
	r := keyid.Request{Slots: m.slots, Chain: true, Servers: m.servers}
	for _, k := range keys {
		r.IDs = append(r.IDs, k.ids[min(m.from, len(k.ids)):min(m.to, len(k.ids))]...)
	}
	return r
}

// confused reports whether an authority answered with something that it may
// not answer to another form of the question.
func confused(err error) bool {
	var status *outbound.StatusError
	return errors.As(err, &status) || errors.Is(err, keyid.ErrMalformed)
}

// post carries a request and its answer. No content type is sent, as the
// clients that are known in the field send none.
func (f *Finder) post(ctx context.Context, a registry.Authority, request keyid.Request) ([]*x509.Certificate, error) {
	message, err := request.Marshal()
	if err != nil {
		return nil, err
	}
	send := f.Client.Post
	if f.testOnlyPost != nil {
		send = f.testOnlyPost
	}
	answer, err := send(ctx, keyid.URL(a.CMP), "", message, keyid.MaxResponse)
	if err != nil {
		return nil, err
	}
	response, err := keyid.ParseResponse(answer)
	return response.Certificates, err
}
