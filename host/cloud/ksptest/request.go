// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest

import (
	"slices"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/strictjson"
)

// answer is what an endpoint says to the inside of a request.
func (s *Server) answer(endpoint string, request []byte) (any, *Failure) {
	switch {
	case endpoint == "sign-status":
		return s.signStatus(request)
	case s.Kind == ksp.SignServer && endpoint == "acquire-sign":
		return s.acquireSign(request)
	case s.Kind == ksp.SignServer && endpoint == "release-operation-id":
		return s.release(request)
	case s.Kind == ksp.SmartID && endpoint == "acquire-operation-id":
		return s.acquireID(request)
	case s.Kind == ksp.SmartID && endpoint == "sign":
		return s.sign(request)
	}
	return nil, refused(ksp.Unsupported)
}

// What a SignServer and a SmartID say of an operation. The former tells its
// errorCode where there is none, too.
type (
	acquired struct {
		OperationID string     `json:"operationId"`
		Status      ksp.Status `json:"status"`
		ErrorCode   ksp.Code   `json:"errorCode"`
	}
	reserved struct {
		OperationID string `json:"operationId"`
	}
	progress struct {
		Status     ksp.Status  `json:"status"`
		Signature  []byte      `json:"signature,omitempty"`
		Signatures []signature `json:"signatures,omitempty"`
	}
	signature struct {
		Hash      []byte `json:"hash"`
		Signature []byte `json:"signature"`
		*Failure
	}
)

// acquireSign takes one digest or several: which, the names of the members say.
func (s *Server) acquireSign(request []byte) (any, *Failure) {
	var in struct {
		ClientID              string   `json:"clientId"`
		OriginatorDescription string   `json:"originatorDescription"`
		OperationDescription  *string  `json:"operationDescription"`
		Hash                  []byte   `json:"hash"`
		OperationDescriptions []string `json:"operationDescriptions"`
		Hashes                [][]byte `json:"hashes"`
	}
	if strictjson.Decode(request, &in) != nil {
		return nil, refused(ksp.BadFormat)
	}
	people, failure := s.people(in.ClientID)
	if failure != nil {
		return nil, failure
	}
	one := in.OperationDescription != nil && in.Hash != nil
	many := in.OperationDescriptions != nil && in.Hashes != nil
	if one == many {
		return nil, refused(ksp.BadFormat)
	}
	o := &operation{client: in.ClientID, people: people, originator: in.OriginatorDescription, one: one}
	if one {
		o.names, o.hashes = []string{*in.OperationDescription}, [][]byte{in.Hash}
	} else {
		o.names, o.hashes = in.OperationDescriptions, in.Hashes
	}
	if len(o.names) != len(o.hashes) || !fit(o.hashes, 250) || o.originator == "" {
		return nil, refused(ksp.BadParameter)
	}
	s.begin(o, 32)
	s.ask(o)
	return acquired{o.id, ksp.Registered, 0}, nil
}

func (s *Server) acquireID(request []byte) (any, *Failure) {
	var in struct {
		ClientID string `json:"clientId"`
	}
	if strictjson.Decode(request, &in) != nil {
		return nil, refused(ksp.BadFormat)
	}
	people, failure := s.people(in.ClientID)
	if failure != nil {
		return nil, failure
	}
	o := &operation{client: in.ClientID, people: people}
	s.begin(o, 64) // 88 characters of base64
	return reserved{o.id}, nil
}

func (s *Server) sign(request []byte) (any, *Failure) {
	var in struct {
		ClientID               string   `json:"clientId"`
		OperationID            string   `json:"operationId"`
		Time                   string   `json:"time"`
		OriginatorDescription  string   `json:"originatorDescription"`
		OperationDescription   string   `json:"operationDescription"`
		Hashes                 [][]byte `json:"hashes"`
		SignatureAlgorithmName string   `json:"signatureAlgorithmName"`
		SignatureFormat        string   `json:"signatureFormat"`
		CMSFormat              int      `json:"cmsFormat"`
		CallbackURL            *string  `json:"callbackUrl"`
	}
	if strictjson.Decode(request, &in) != nil {
		return nil, refused(ksp.BadFormat)
	}
	o, failure := s.find(in.ClientID, in.OperationID)
	if failure != nil {
		return nil, failure
	}
	_, err := time.Parse("2006-01-02 15:04:05", in.Time)
	switch {
	case in.SignatureAlgorithmName != "DSTU4145" || in.SignatureFormat != "PKCS7" || in.CallbackURL != nil:
		return nil, refused(ksp.Unsupported)
	case err != nil || !fit(in.Hashes, 40) || in.CMSFormat < 0 || in.CMSFormat > 1 || in.OriginatorDescription == "":
		return nil, refused(ksp.BadParameter)
	case !s.describe(o, in.OriginatorDescription, in.OperationDescription, in.Hashes):
		return nil, refused(ksp.AlreadyRegistered)
	}
	s.ask(o)
	return progress{Status: ksp.Started}, nil
}

// referred reads a request that names an operation and nothing else.
func (s *Server) referred(request []byte) (*operation, *Failure) {
	var in struct {
		ClientID    string `json:"clientId"`
		OperationID string `json:"operationId"`
	}
	if strictjson.Decode(request, &in) != nil {
		return nil, refused(ksp.BadFormat)
	}
	return s.find(in.ClientID, in.OperationID)
}

func (s *Server) signStatus(request []byte) (any, *Failure) {
	o, failure := s.referred(request)
	if failure != nil {
		return nil, failure
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case o.status != ksp.Done:
		return progress{Status: o.status}, nil
	case o.slow > 0:
		o.slow--
		return progress{Status: ksp.Started}, nil
	case o.one:
		return progress{Status: ksp.Done, Signature: o.signatures[0].Signature}, nil
	}
	signatures := o.signatures
	if s.Fault == Duplicate {
		signatures = slices.Repeat(signatures, 2)
	}
	return progress{Status: ksp.Done, Signatures: signatures}, nil
}

func (s *Server) release(request []byte) (any, *Failure) {
	o, failure := s.referred(request)
	if failure != nil {
		return nil, failure
	}
	s.mu.Lock()
	delete(s.operations, o.id)
	prompt, status := o.prompt, o.status
	s.mu.Unlock()
	if prompt != nil {
		prompt.Withdraw()
	}
	return progress{Status: status}, nil
}

// fit reports whether digests are so many at most, and by GOST 34.311.
func fit(hashes [][]byte, most int) bool {
	for _, h := range hashes {
		if len(h) != pki.GOST34311.Size() {
			return false
		}
	}
	return len(hashes) > 0 && len(hashes) <= most
}

// people are those whom a client's id may stand for: the one it names, or all
// where the phone will say.
func (s *Server) people(client string) ([]Person, *Failure) {
	id, known := strings.CutPrefix(client, s.Prefix)
	switch {
	case client == "":
		return nil, refused(ksp.NoClient)
	case !known:
		return nil, refused(ksp.UnknownServer)
	}
	for _, p := range s.People {
		if p.ID == id {
			return []Person{p}, nil
		}
	}
	if s.Kind == ksp.SmartID && isUUID(id) {
		return s.People, nil
	}
	return nil, refused(ksp.UnknownClient)
}

// isUUID is the form of RFC 9562, section 4.
func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i, c := range text {
		if hyphen := i == 8 || i == 13 || i == 18 || i == 23; hyphen != (c == '-') {
			return false
		} else if !hyphen && !strings.ContainsRune("0123456789abcdefABCDEF", c) {
			return false
		}
	}
	return true
}
