// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
)

// A clerk is a desk in a town whose authorities answer about time and status.
type clerk struct {
	*fakeDesk
	town *cadestest.Town
}

func (c *clerk) Now() time.Time    { return c.town.Now() }
func (c *clerk) Trust() *pki.Trust { return c.town.Trust() }

func (c *clerk) Verifier(extra []*x509.Certificate) *validation.Verifier {
	return &validation.Verifier{Trust: c.Trust(), Certificates: extra, Status: c.town.Status(), At: c.Now()}
}

// newReader is a page that verifies, in a town of its own.
func newReader(t testing.TB) (*page, *cadestest.Town) {
	t.Helper()
	c := &clerk{newFake(), cadestest.NewTown(t, testpki.ServicesOptions{})}
	p := &page{t: t, desk: c.fakeDesk, Dialect: newDialect(c, Options{})}
	p.does("Initialize")
	return p, c.town
}

// codeOf is the code of a call.
func (p *page) codeOf(method string, params ...any) Code {
	p.t.Helper()
	_, code, _ := p.call(method, params...)
	return code
}

// fieldsOf are those of a result of a class.
func (p *page) fieldsOf(class string, result json.RawMessage) map[string]any {
	p.t.Helper()
	var o struct {
		ClassName   string
		ClassFields map[string]any
	}
	require.NoError(p.t, json.Unmarshal(result, &o))
	require.Equal(p.t, class, o.ClassName)
	return o.ClassFields
}

// within are the fields of an object in a field.
func within(fields map[string]any, name string) map[string]any {
	return fields[name].(map[string]any)["classFields"].(map[string]any)
}

// b64 is what pages send signatures as.
func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// said is a value of a result.
func said[T any](p *page, result json.RawMessage) (v T) {
	p.t.Helper()
	require.NoError(p.t, json.Unmarshal(result, &v))
	return v
}
