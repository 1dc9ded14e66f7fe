// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
)

// Headers of a callback.
const (
	// TraceHeader names the request: what its OfferRequest had as ID.
	TraceHeader = "X-Document-Request-Trace-Id"
	// ActionHeader names the [Action]. Callbacks without it share documents, and
	// are not for this package.
	ActionHeader = "X-Diia-Id-Action"
)

// MaxCallback is the longest callback that is read, in octets: ample for
// [MaxDocuments] signatures of every level.
const MaxCallback = 16 << 20

// maxTrace is ample for base64 of any digest.
const maxTrace = 256

// ErrCallback: a callback of another form.
var ErrCallback = errors.New("diia: malformed callback")

// An answer is what the phone made.
type answer struct {
	Action     Action
	Trace      string
	Signatures []item // one without a name to sign in
}

// item is one signature, detached, DER.
type item struct {
	Name      string `json:"name"`
	Signature []byte `json:"signature"`
}

// parseHeaders reads what a callback is about. What is wrong is [ErrCallback].
func parseHeaders(header http.Header) (answer, error) {
	a := answer{Action: Action(header.Get(ActionHeader)), Trace: header.Get(TraceHeader)}
	if a.Trace == "" || len(a.Trace) > maxTrace || a.Action != Auth && a.Action != HashedFilesSigning {
		return answer{}, fmt.Errorf("%w: its headers", ErrCallback)
	}
	return a, nil
}

// parseBody reads the signatures. What is wrong is [ErrCallback].
func (a *answer) parseBody(contentType string, body []byte) error {
	field, err := encodeData(contentType, body)
	if err != nil {
		return err
	}
	text, err := base64.StdEncoding.AppendDecode(nil, field)
	if err != nil {
		return fmt.Errorf("%w: not base64", ErrCallback)
	}
	if a.Action == Auth {
		return a.parseAuth(text)
	}
	return a.parseSigning(text)
}

// encodeData is the one field of the form that counts. It comes in either kind of
// multipart, "form-data" or "mixed", under the same name.
func encodeData(contentType string, body []byte) ([]byte, error) {
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" && kind != "multipart/mixed" || parameters["boundary"] == "" {
		return nil, fmt.Errorf("%w: not a multipart form", ErrCallback)
	}
	form := multipart.NewReader(bytes.NewReader(body), parameters["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, fmt.Errorf("%w: no field encodeData", ErrCallback)
		}
		if part.FormName() != "encodeData" {
			continue
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, fmt.Errorf("%w: cut short", ErrCallback)
		}
		return data, nil
	}
}

// parseAuth reads {"requestId", "signature"}.
func (a *answer) parseAuth(text []byte) error {
	var auth struct {
		RequestID string `json:"requestId"`
		Signature []byte `json:"signature"`
	}
	if json.Unmarshal(text, &auth) != nil || len(auth.Signature) == 0 {
		return fmt.Errorf("%w: no signature of a sign-in", ErrCallback)
	}
	if auth.RequestID != a.Trace {
		return fmt.Errorf("%w: about another request", ErrCallback)
	}
	a.Signatures = []item{{Signature: auth.Signature}}
	return nil
}

// parseSigning reads {"signedItems": [{"name", "signature"}]}.
func (a *answer) parseSigning(text []byte) error {
	var signing struct {
		Items []item `json:"signedItems"`
	}
	if json.Unmarshal(text, &signing) != nil || len(signing.Items) == 0 || len(signing.Items) > MaxDocuments {
		return fmt.Errorf("%w: no signatures of documents", ErrCallback)
	}
	a.Signatures = signing.Items
	return nil
}
