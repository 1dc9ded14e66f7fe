// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"bytes"
	"context"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

// A turn is whose signature a report waits for. Reports are signed in this order:
// accountant, director, stamp.
type turn struct {
	Role     string `json:"role"`     // as the protocol's report calls it
	Name     string `json:"name"`     // whose it is
	Optional bool   `json:"optional"` // it may be left out
	code     string // the person's РНОКПП; empty of a stamp
}

// Signatories are who signs an organisation's reports, by its ЄДРПОУ. No certificate
// tells an accountant from a director: the tax service believes what the
// organisation told it, and so does the cabinet.
type Signatories map[string][]turn

// signatoriesOf are those of the organisations that there are.
func signatoriesOf(authorities *testpki.PKI) Signatories {
	all := Signatories{}
	for _, who := range []struct{ subscriber, role string }{
		{testpki.Accountant, "accountant"}, {testpki.Director, "director"}, {testpki.Stamp, "stamp"},
		{testpki.Neighbour, "director"},
	} {
		owner := pki.Subject(authorities.Subscriber(who.subscriber).SignCert)
		stamp := owner.Kind() == pki.KindStamp
		all[owner.EDRPOU] = append(all[owner.EDRPOU], turn{who.role, owner.DisplayName(), stamp, owner.DRFO})
	}
	return all
}

// turnsOf are whose signatures the reports of a visitor need. People sign theirs alone,
// and so does a visitor who says so: of an organisation that has nobody else.
func (d *cabinet) turnsOf(visitor relying.Visitor, alone bool) []turn {
	if turns := d.Signatories[visitor.EDRPOU]; turns != nil && !alone {
		return turns
	}
	return []turn{{"director", visitor.DisplayName(), false, visitor.DRFO}}
}

// is tells whether a person, of the organisation if there is one, is who signs now.
func (t turn) is(who pki.Person) bool {
	if t.Role == "stamp" {
		return who.Kind() == pki.KindStamp
	}
	return who.Kind() != pki.KindStamp && who.DRFO == t.code
}

// codeOf is whose reports the holder of a certificate files: the organisation's, or
// their own.
func codeOf(who pki.Person) string {
	if who.EDRPOU != "" {
		return who.EDRPOU
	}
	return who.DRFO
}

// admit takes a container with one signature more than the report had, or says what
// is wrong with it.
func (d *cabinet) admit(ctx context.Context, f *filing, container []byte) (*validation.Report, error) {
	parts, err := dps.Parse(container)
	if err != nil || len(parts) != 1 {
		return nil, refusal{code: "not-a-report"}
	}
	if _, kind := parts[0].Kind(); kind != dps.Signed {
		return nil, refusal{code: "not-a-report"}
	}
	var content bytes.Buffer
	judged, err := d.Verifier.Document(ctx, bytes.NewReader(parts[0].Data), nil, &content) // it asks authorities, so nothing is locked
	switch {
	case err != nil:
		return nil, err
	case !judged.Passed() || len(judged.Signatures) != 1:
		return judged, refusal{code: "signature-bad"}
	}
	return judged, f.sign(judged.Signatures[0].Signer, content.Bytes(), container)
}
