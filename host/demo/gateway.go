// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/validation"
)

// errNoReport says that a container is not that of a report.
var errNoReport = errors.New("demo: a part is not what a report has there")

// takeReport plays the gateway of the tax service: it takes the request's body as
// a report that was signed, encrypted to the cabinet and signed again.
func (d *cabinet) takeReport(w http.ResponseWriter, r *http.Request, visitor relying.Visitor) {
	data, ok := held(w, r)
	if !ok {
		return
	}
	received, err := d.receive(r.Context(), data)
	if err != nil {
		deny(w, http.StatusBadRequest, "this is no report")
		return
	}
	passed := received.outer.Passed() && received.inner.Passed()
	d.Observe(Event{Visitor: &visitor, Report: received.inner, Passed: passed})
	answer(w, struct {
		Passed  bool       `json:"passed"`
		File    string     `json:"file"`
		Email   string     `json:"email"`
		Content []byte     `json:"content"`
		Report  reportView `json:"report"` // on the signature of the report itself
	}{passed, received.header.Value("FILENAME"), received.header.Value("RCV_EMAIL"), received.content, view(received.inner)})
}

// received is a report with what was around it.
type received struct {
	header       dps.Transport
	outer, inner *validation.Report
	content      []byte
}

// receive takes a report out of its layers.
func (d *cabinet) receive(ctx context.Context, data []byte) (r received, err error) {
	parts, err := dps.Parse(data)
	if err != nil {
		return r, err
	}
	if len(parts) != 2 || !parts[0].IsTransport() {
		return r, errNoReport
	}
	if r.header, err = dps.ParseTransport(parts[0]); err != nil {
		return r, err
	}
	var sealed []byte
	if sealed, r.outer, err = d.signedPart(ctx, parts[1]); err != nil {
		return r, err
	}
	if parts, err = dps.Parse(sealed); err != nil {
		return r, err
	}
	if len(parts) != 2 || kindOf(parts[0]) != dps.Certificate || kindOf(parts[1]) != dps.Encrypted {
		return r, errNoReport
	}
	opened, _, err := d.opened(parts[1].Data)
	if err != nil {
		return r, err
	}
	if parts, err = dps.Parse(opened); err != nil {
		return r, err
	}
	r.content, r.inner, err = d.signedPart(ctx, parts[0])
	return r, err
}

// signedPart verifies a signed part and gives what is inside.
func (d *cabinet) signedPart(ctx context.Context, p dps.Part) ([]byte, *validation.Report, error) {
	if kindOf(p) != dps.Signed {
		return nil, nil, errNoReport
	}
	var content bytes.Buffer
	report, err := d.Verifier.Document(ctx, bytes.NewReader(p.Data), nil, &content)
	return content.Bytes(), report, err
}

func kindOf(p dps.Part) dps.Kind {
	_, kind := p.Kind()
	return kind
}
