// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
)

const openSSLConfig = `
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server]
keyUsage = critical,digitalSignature
extendedKeyUsage = 1.3.6.1.5.5.7.3.28
subjectKeyIdentifier = hash
[person]
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
`

// openSSL is an authority of OpenSSL's, its server, and a person with an old
// certificate and a new key.
type openSSL struct {
	*interop.Tool
	algorithm string // of every key
}

func newOpenSSL(t *testing.T, algorithm string) *openSSL {
	o := &openSSL{interop.NewTool(t, "openssl"), algorithm}
	o.Write("ca.cnf", []byte(openSSLConfig))
	o.root("ca")
	o.certify("server", "/CN=server", "server", "ca")
	o.certify("old", "/CN=person", "person", "ca")
	o.certify("new", "/CN=person", "person", "ca")
	o.Run("req -in new.csr -outform DER -out new.der")
	return o
}

// root makes an authority.
func (o *openSSL) root(name string) {
	o.Run("req -x509 -config ca.cnf -nodes -newkey " + o.algorithm + " -keyout " + name + ".key -subj /CN=" + name +
		" -out " + name + ".pem -extensions ca -days 30")
}

// certify has an authority issue a certificate for a new key.
func (o *openSSL) certify(name, subject, kind, ca string) {
	o.Run("req -config ca.cnf -nodes -newkey " + o.algorithm + " -keyout " + name + ".key -subj " + subject + " -out " + name + ".csr")
	o.Run("x509 -req -in " + name + ".csr -CA " + ca + ".pem -CAkey " + ca + ".key -CAcreateserial -out " + name +
		".pem -days 20 -extfile ca.cnf -extensions " + kind)
}

func (o *openSSL) certificate(t *testing.T, name string) *x509.Certificate {
	t.Helper()
	certs, err := pki.ParseCertificates(o.Read(name + ".pem"))
	require.NoError(t, err)
	return certs[0]
}

func (o *openSSL) key(t *testing.T, name string) crypto.Signer {
	t.Helper()
	block, _ := pem.Decode(o.Read(name + ".key"))
	require.NotNil(t, block)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(t, err)
	return key.(crypto.Signer)
}

var accepting = regexp.MustCompile(`ACCEPT .*:(\d+)`)

// serve runs the mock server, which issues new.pem unless told otherwise, and
// returns its URL. IT LISTENS AT ALL ADDRESSES, for its -port is a number and
// takes no host; the port is the system's choice, the keys are made for the test,
// and it goes with the test.
func (o *openSSL) serve(t *testing.T, options ...string) string {
	t.Helper()
	args := append(strings.Fields("cmp -port 0 -srv_cert server.pem -srv_key server.key -srv_trusted ca.pem -rsp_cert new.pem -rsp_capubs ca.pem"), options...)
	server := exec.Command("openssl", args...)
	server.Dir = o.Folder
	output, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if port := accepting.FindStringSubmatch(lines.Text()); port != nil {
			go func() { _, _ = io.Copy(io.Discard, output) }()
			return "http://127.0.0.1:" + port[1] + "/pkix/"
		}
	}
	t.Fatal("the mock server does not start")
	return ""
}

// client is the person's, who has the old certificate.
func (o *openSSL) client(t *testing.T, url string) *cmp.Client {
	t.Helper()
	ca := o.certificate(t, "ca")
	anchor, err := pki.AnchorOf(ca)
	require.NoError(t, err)
	return &cmp.Client{
		URL: url, Network: web{}, Signer: o.key(t, "old"), Certificate: o.certificate(t, "old"), Now: time.Now,
		Trust: cmp.ServerOf(ca, pki.NewTrust([]pki.Anchor{anchor}, nil), time.Now),
	}
}

// order is for new.pem. The mock server compares the certificate to be replaced
// with the one that it issues.
func (o *openSSL) order(t *testing.T, kind cmp.BodyType) cmp.Order {
	t.Helper()
	return cmp.Order{Old: o.certificate(t, "new"), New: o.key(t, "new"), Kind: kind, Request: o.Read("new.der")}
}

// web is a network without rules.
type web struct{}

func (web) Post(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", contentType)
	request.Close = true // the mock server breaks connections off
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return io.ReadAll(io.LimitReader(answer.Body, limit))
}

const (
	ecKeys  = "ec -pkeyopt ec_paramgen_curve:P-256"
	rsaKeys = "rsa:2048"
)

// TestOpenSSL: its mock server, asked by this client.
func TestOpenSSL(t *testing.T) {
	o := newOpenSSL(t, ecKeys)
	o.root("stranger")
	o.certify("impostor", "/CN=server", "server", "stranger")
	o.certify("other", "/CN=person", "person", "ca")
	t.Run("issues", o.issues)
	t.Run("lets wait", o.letsWait)
	t.Run("needs no confirmation", o.needsNoConfirmation)
	t.Run("refuses", o.refuses)
	t.Run("is not believed", o.isNotBelieved)
	t.Run("issues to RSA keys", newOpenSSL(t, rsaKeys).issues)
}

func (o *openSSL) issues(t *testing.T) {
	url := o.serve(t)
	for _, kind := range []cmp.BodyType{cmp.KUR, cmp.P10CR} {
		for verdict, state := range map[bool]cmp.State{true: cmp.StateConfirmed, false: cmp.StateDeclined} {
			t.Run(kind.String()+" "+string(state), func(t *testing.T) {
				client := o.client(t, url)
				transaction, err := client.Update(t.Context(), o.order(t, kind))
				require.NoError(t, err)
				assert.Equal(t, cmp.StateIssued, transaction.State)
				assert.True(t, o.certificate(t, "new").Equal(transaction.Certificate))

				require.NoError(t, client.Confirm(t.Context(), transaction, verdict))
				assert.Equal(t, state, transaction.State)
				require.NoError(t, client.Confirm(t.Context(), transaction, verdict), "said once is enough")
			})
		}
	}
}

func (o *openSSL) letsWait(t *testing.T) {
	for _, kind := range []cmp.BodyType{cmp.KUR, cmp.P10CR} {
		t.Run(kind.String(), func(t *testing.T) {
			client := o.client(t, o.serve(t, "-poll_count", "3", "-check_after", "600"))
			transaction, err := client.Update(t.Context(), o.order(t, kind))
			require.NoError(t, err)
			for range 2 {
				require.True(t, transaction.Waiting())
				require.ErrorIs(t, client.Confirm(t.Context(), transaction, true), cmp.ErrState)
				require.NoError(t, client.Poll(t.Context(), transaction))
				assert.WithinDuration(t, time.Now().Add(10*time.Minute), transaction.CheckAfter, time.Minute)

				// Another process goes on.
				journal, err := json.Marshal(transaction)
				require.NoError(t, err)
				transaction = new(cmp.Transaction)
				require.NoError(t, json.Unmarshal(journal, transaction))
				client = o.client(t, client.URL)
			}
			require.NoError(t, client.Poll(t.Context(), transaction))
			assert.Equal(t, cmp.StateIssued, transaction.State)
			assert.True(t, o.certificate(t, "new").Equal(transaction.Certificate))
			require.ErrorIs(t, client.Poll(t.Context(), transaction), cmp.ErrState)
			require.NoError(t, client.Confirm(t.Context(), transaction, true))
		})
	}
}

func (o *openSSL) needsNoConfirmation(t *testing.T) {
	client := o.client(t, o.serve(t, "-grant_implicitconf"))
	order := o.order(t, cmp.KUR)
	order.ImplicitConfirm = true
	transaction, err := client.Update(t.Context(), order)
	require.NoError(t, err)
	client.Network = nil // nothing is sent any more
	require.ErrorIs(t, client.Confirm(t.Context(), transaction, false), cmp.ErrConfirmed, "too late")
	require.NoError(t, client.Confirm(t.Context(), transaction, true))
	assert.Equal(t, cmp.StateConfirmed, transaction.State)
	require.ErrorIs(t, client.Confirm(t.Context(), transaction, false), cmp.ErrConfirmed)

	client = o.client(t, o.serve(t))
	transaction, err = client.Update(t.Context(), order)
	require.NoError(t, err)
	require.NoError(t, client.Confirm(t.Context(), transaction, true), "offered, not granted")
}

func (o *openSSL) refuses(t *testing.T) {
	strange := o.order(t, cmp.KUR)
	strange.Old = o.certificate(t, "old")
	for name, c := range map[string]struct {
		options []string
		order   cmp.Order
		want    cmp.RejectedError
	}{
		"in an answer": {
			[]string{"-pkistatus", "2", "-failurebits", "536", "-statusstring", "Ви\x1b[31m не\u202e той\nхто треба"}, o.order(t, cmp.KUR),
			cmp.RejectedError{Status: cmp.Rejection, Failures: cmp.BadTime | cmp.BadCertID | cmp.BadPOP, Text: "Ви[31m не той хто треба"},
		},
		"in an error":      {[]string{"-send_error"}, o.order(t, cmp.P10CR), cmp.RejectedError{Status: cmp.Rejection, Failures: cmp.BadRequest}},
		"strange old one":  {nil, strange, cmp.RejectedError{Status: cmp.Rejection, Failures: cmp.BadRequest, Text: "wrong certid"}},
		"a mere warning":   {[]string{"-pkistatus", "4"}, o.order(t, cmp.KUR), cmp.RejectedError{Status: cmp.RevocationWarning}},
		"nobody it trusts": {[]string{"-srv_trusted", "stranger.pem"}, o.order(t, cmp.KUR), cmp.RejectedError{Status: cmp.Rejection, Failures: cmp.BadRequest, Text: "no suitable sender cert"}},
	} {
		t.Run(name, func(t *testing.T) {
			client := o.client(t, o.serve(t, c.options...))
			transaction, err := client.Update(t.Context(), c.order)
			assert.Nil(t, transaction)
			var refusal *cmp.RejectedError
			require.ErrorAs(t, err, &refusal)
			assert.Equal(t, c.want.Status, refusal.Status)
			assert.Equal(t, c.want.Failures, refusal.Failures)
			assert.Contains(t, refusal.Text, c.want.Text)
			assert.NotContains(t, err.Error(), "certid", "no words of others")
		})
	}
}

func (o *openSSL) isNotBelieved(t *testing.T) {
	for name, c := range map[string]struct {
		options []string
		want    error
	}{
		"unprotected":          {[]string{"-send_unprotected"}, cmp.ErrUnprotected},
		"an unprotected error": {[]string{"-send_error", "-send_unprot_err"}, cmp.ErrUnprotected},
		"a stranger's server":  {strings.Fields("-srv_cert impostor.pem -srv_key impostor.key"), cmp.ErrServer},
		"a person as a server": {strings.Fields("-srv_cert other.pem -srv_key other.key"), cmp.ErrServer},
		"a password":           {[]string{"-srv_cert", "", "-srv_key", "", "-srv_ref", "person", "-srv_secret", "pass:secret"}, cmp.ErrProtection},
		"another certificate":  {[]string{"-rsp_cert", "other.pem"}, cmp.ErrWrongKey},
	} {
		t.Run(name, func(t *testing.T) {
			client := o.client(t, o.serve(t, c.options...))
			transaction, err := client.Update(t.Context(), o.order(t, cmp.P10CR))
			require.ErrorIs(t, err, c.want)
			if c.want != cmp.ErrWrongKey {
				assert.Nil(t, transaction)
				return
			}
			require.ErrorIs(t, client.Confirm(t.Context(), transaction, true), cmp.ErrWrongKey)
			require.NoError(t, client.Confirm(t.Context(), transaction, false))
			assert.Equal(t, cmp.StateDeclined, transaction.State)
		})
	}
}
