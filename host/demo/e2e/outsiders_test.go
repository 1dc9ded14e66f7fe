// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/internal/interop"
)

// A signed document is what the cabinet's server was given: the signature lies
// apart.
type signed struct{ content, signature []byte }

// signDocument has the cabinet ask for a signature of a file of the person's,
// and the person agree in the window as agree does.
func (v *visit) signDocument(agree func(*browser.Window)) signed {
	v.Helper()
	content := []byte("Договір\r\nпро все\r\n")
	v.do(v.page, `
		const send = window.fetch
		window.fetch = (path, init) => {
			if (init?.body instanceof FormData) window.sent = init.body.get('signature')
			return send(path, init)
		}`)
	require.NoError(v, v.page.SetFiles(v.ctx, "#file", v.file("договір.txt", content)))
	agree(v.window())
	report := v.verified().Report
	require.True(v, report.Passed())
	require.True(v, report.Detached)
	v.wait(v.page, "document.querySelector('#results .good')")
	octets := "sent.arrayBuffer().then((sent) => btoa(Array.from(new Uint8Array(sent), (octet) => String.fromCharCode(octet)).join('')))"
	return signed{content, ask[[]byte](v, v.page, octets)}
}

// acceptedByPidpys has the program verify a document on the command line, as
// another person would.
func (v *visit) acceptedByPidpys(s signed) {
	v.Helper()
	verify := exec.Command(v.kit.Host.Path, "verify", "--content", v.file("договір.txt", s.content), v.file("договір.txt.p7s", s.signature))
	verify.Env = append(os.Environ(), "PIDPYS_DEMO_AUTHORITY="+v.house.Authority, "XDG_STATE_HOME="+v.TempDir(), "XDG_CACHE_HOME="+v.TempDir())
	out, err := verify.CombinedOutput()
	require.NoError(v, err, "%s", out)
	require.Contains(v, string(out), "TOTAL-PASSED")
}

// acceptedByOpenSSL has OpenSSL verify it up to the root of a subscriber.
func acceptedByOpenSSL(t *testing.T, s signed, subscriber string) {
	t.Helper()
	chain := world.house.PKI.Subscriber(subscriber).Chain
	openssl := interop.NewTool(t, "openssl")
	openssl.WritePEM("root.pem", "CERTIFICATE", chain[len(chain)-1].Raw)
	openssl.Write("document", s.content)
	openssl.Write("message.p7s", s.signature)
	const verify = "cms -verify -binary -inform DER -CAfile root.pem -purpose any -cades -in message.p7s -content document -out out"
	openssl.Run(verify)
	require.Equal(t, s.content, openssl.Read("out"))

	openssl.Write("document", []byte("Дозвіл"))
	_, err := openssl.Try(verify)
	require.Error(t, err, "it looks at all")
}

// acceptedByBouncyCastle has Bouncy Castle verify the value of DSTU 4145, and
// refuse it for other octets.
func acceptedByBouncyCastle(t *testing.T, s signed) {
	t.Helper()
	reader, err := cms.NewReader(bytes.NewReader(s.signature))
	require.NoError(t, err)
	message, err := reader.SignedData()
	require.NoError(t, err)
	si := &message.SignerInfos[0]
	signer := cades.NewCertificates(message, nil).Signer(si)
	require.NotNil(t, signer)
	hash, err := si.DigestAlgorithm.Hash()
	require.NoError(t, err)

	java := interop.BouncyCastleOf(t, "../../cades")
	java.Write("certificate", signer.Certificate.Raw)
	java.Write("data", si.SignedOctets())
	java.Write("others", s.content)
	java.Write("value", si.Signature)
	java.Write("values", fmt.Appendf(nil, "%[1]s certificate data value\n%[1]s certificate others value\n", hash))
	assert.Equal(t, "good value\nBAD value\n", java.Run("verify values"))
}
