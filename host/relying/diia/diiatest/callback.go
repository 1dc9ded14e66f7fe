// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diiatest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/testpki"
)

// How a callback that was not accepted is repeated.
const (
	tries = 3
	pause = time.Second
)

// confirmed signs a request and hands it over.
func (s *Server) confirmed(q *request) {
	sent, err := s.result(q)
	if err != nil {
		return // a key that does not sign what was asked for: nothing comes of it
	}
	if q.fault != Late {
		s.deliver(q, sent)
		return
	}
	s.wait.Go(func() {
		if s.rest(s.Life + time.Second) {
			s.deliver(q, sent)
		}
	})
}

// deliver posts a callback until it is accepted, and, if that is the fault, once
// more.
func (s *Server) deliver(q *request, sent callback) {
	for try := range tries {
		if try > 0 && !s.rest(pause) {
			return
		}
		if s.post(q, sent) {
			break
		}
	}
	if q.fault == Duplicate {
		s.post(q, sent)
	}
}

// rest waits, and reports whether to go on.
func (s *Server) rest(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.leave.Done():
		return false
	}
}

// A callback is the body of one.
type callback struct {
	contentType string
	body        []byte
}

// post reports whether a callback was accepted.
func (s *Server) post(q *request, sent callback) bool {
	ctx, cancel := context.WithTimeout(s.leave, time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Callback, bytes.NewReader(sent.body))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", sent.contentType)
	request.Header.Set(diia.TraceHeader, q.ID)
	request.Header.Set(diia.ActionHeader, string(q.action))
	response, err := s.HTTP.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	var answer struct {
		Success bool `json:"success"`
	}
	err = json.NewDecoder(io.LimitReader(response.Body, maxRequest)).Decode(&answer)
	return err == nil && answer.Success
}

// result is the callback for a request.
func (s *Server) result(q *request) (callback, error) {
	var signatures [][]byte
	for _, file := range q.files {
		signature, err := s.sign(q, file.Hash)
		if err != nil {
			return callback{}, err
		}
		signatures = append(signatures, signature)
	}
	var value any
	if q.action == diia.Auth {
		value = map[string]any{"requestId": q.ID, "signature": signatures[0]}
	} else {
		type item struct {
			Name      string `json:"name"`
			Signature []byte `json:"signature"`
		}
		var items []item
		for i, file := range q.files {
			items = append(items, item{file.Name, signatures[i]})
		}
		value = map[string]any{"signedItems": items}
	}
	text, err := json.Marshal(value)
	if err != nil {
		return callback{}, err
	}
	if q.fault == BrokenBody {
		text = text[:len(text)/2]
	}
	return s.form(base64.StdEncoding.AppendEncode(nil, text)), nil
}

// form puts the field of a callback into a form of the kind that is sent.
func (s *Server) form(field []byte) callback {
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	part, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="encodeData"`}, "Content-Type": {"text/plain"},
	})
	if err == nil {
		_, err = part.Write(field)
	}
	if err == nil {
		err = parts.Close()
	}
	if err != nil {
		panic("diiatest: internal error: " + err.Error())
	}
	return callback{string(s.Form) + "; boundary=" + parts.Boundary(), body.Bytes()}
}

// sign makes a detached signature over a digest with the phone's key.
func (s *Server) sign(q *request, digest []byte) ([]byte, error) {
	var by *testpki.Subscriber
	switch {
	case q.fault == ForeignCertificate:
		by = s.Stranger
	case q.Algorithm == diia.ECDSA:
		by = s.ECDSA
	default:
		by = s.DSTU
	}
	if q.fault == WrongHash {
		digest = bytes.Repeat([]byte{0xd1}, len(digest))
	}
	return by.SignDigest(cades.Signer{SigningTime: s.Now()}, digest)
}
