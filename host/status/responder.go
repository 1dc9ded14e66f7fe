// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package status

import (
	"errors"
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/ocsp"
)

// maxAgeOfAnswer is how old may be what a responder knows that answers just
// now, which the nonce proves: those that are fed by lists know what these say.
const maxAgeOfAnswer = 7 * 24 * time.Hour

// byKeptResponse looks on the disk. That nothing is there is no cause of
// anything.
func (r *round) byKeptResponse(q Question) (Answer, []error) {
	kept, _ := r.shelf().Read(responseName(q))
	if kept == nil {
		return Answer{}, []error{}
	}
	response, err := ocsp.ParseResponse(kept)
	if err == nil {
		var answer Answer
		if answer, err = FromResponse(response, q.Certificate, q.Issuer, nil, r.Responses, r.now); err == nil {
			answer.Kept = true
			return answer, nil
		}
	}
	return Answer{}, []error{fmt.Errorf("kept response: %w", err)}
}

// byResponder asks the responders that the certificate names.
func (r *round) byResponder(q Question) (Answer, []error) {
	causes := []error{}
	if r.Network == nil {
		return Answer{}, append(causes, ErrOffline)
	}
	if r.Vouch != nil {
		r.Vouch(q) // for the lists too, which come after
	}
	for _, url := range few(q.Certificate.OCSPServer) {
		answer, err := r.ask(q, url)
		if err == nil {
			return answer, nil
		}
		causes = append(causes, err)
	}
	return Answer{}, causes
}

func (r *round) ask(q Question, url string) (Answer, error) {
	id, err := ocsp.NewCertID(q.Issuer, q.Certificate.SerialNumber, ocsp.HashFor(q.Issuer))
	if err != nil {
		return Answer{}, err
	}
	request := &ocsp.Request{IDs: []ocsp.CertID{id}, Nonce: ocsp.NewNonce()}
	message, err := request.Marshal()
	if err != nil {
		return Answer{}, err
	}
	sent, err := r.Network.Post(r.ctx, url, ocsp.RequestType, message, ocsp.MaxResponse)
	if err != nil {
		return Answer{}, err
	}
	response, err := ocsp.ParseResponse(sent)
	if err != nil {
		return Answer{}, err
	}
	freshness := r.Responses
	switch err := request.CheckNonce(response); {
	case err == nil:
		freshness.MaxAge = max(freshness.MaxAge, maxAgeOfAnswer)
	case !errors.Is(err, ocsp.ErrNoNonce): // without one its own times decide
		return Answer{}, err
	}
	answer, err := FromResponse(response, q.Certificate, q.Issuer, nil, freshness, r.now)
	if err == nil {
		r.shelf().Write(responseName(q), sent)
	}
	return answer, err
}
