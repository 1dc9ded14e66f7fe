// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"bytes"
	"encoding/base64"
	"math/big"
	"net/http"
	"net/http/httptest"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
)

type timestampAnswer struct {
	Timestamp string `json:"timestamp"`
}

// timestamp: section 11.10 of CSC 1, section 11.13 of CSC 2.
func (s *Server) timestamp(c *call) (any, *refusal) {
	request, refused := readStamp(c.in)
	if refused != nil {
		return nil, refused
	}
	message, err := request.Marshal()
	if err != nil {
		return nil, failed()
	}
	path := testpki.TSPPath
	if h, err := pki.HashByOID(request.Imprint.Hash.OID); err == nil && h.HashFunc() != 0 {
		path = testpki.TSPPathEC
	}
	asked := httptest.NewRequestWithContext(c.http.Context(), http.MethodPost, path, bytes.NewReader(message))
	asked.Header.Set("Content-Type", tsp.QueryType)
	answered := httptest.NewRecorder()
	s.options.TSA.ServeHTTP(answered, asked)
	token, err := tsp.ParseResponse(answered.Body.Bytes())
	if err != nil {
		return nil, failed()
	}
	return timestampAnswer{base64.StdEncoding.EncodeToString(token.Raw)}, nil
}

// readStamp reads what is to be stamped.
func readStamp(in parameters) (*tsp.Request, *refusal) {
	encoded, refused := in.text("hash")
	if refused != nil {
		return nil, refused
	}
	digest, err := base64.StdEncoding.DecodeString(encoded)
	switch {
	case encoded == "":
		return nil, invalid("Empty hash parameter")
	case err != nil:
		return nil, invalid("Invalid Base64 hash string parameter")
	}
	name, refused := in.text("hashAlgo")
	if refused != nil {
		return nil, refused
	}
	hash := hashByName(name)
	switch {
	case hash == nil:
		return nil, invalid("Invalid parameter hashAlgo")
	case len(digest) != hash.Size():
		return nil, invalid("Invalid digest value length")
	}
	request, err := tsp.NewRequest(hash, digest)
	if err != nil {
		return nil, invalid("Invalid parameter hash")
	}
	request.Nonce = nil
	if in.has("nonce") {
		text, refused := in.text("nonce")
		nonce, valid := new(big.Int).SetString(text, 16)
		if refused != nil || !valid || nonce.Sign() < 0 {
			return nil, invalid("Invalid parameter nonce")
		}
		request.Nonce = nonce
	}
	return request, nil
}
