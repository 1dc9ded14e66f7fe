// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

// signedByPdfsig has poppler sign a file with the subscriber's key, in the form
// there was before PAdES.
func signedByPdfsig(t *testing.T, s *testpki.Subscriber, file []byte, options string) []byte {
	t.Helper()
	openssl, keys, pdfsig := interop.NewTool(t, "openssl"), interop.NewTool(t, "pk12util"), interop.NewTool(t, "pdfsig")
	key, err := x509.MarshalPKCS8PrivateKey(s.SignKey)
	require.NoError(t, err)
	openssl.WritePEM("key.pem", "PRIVATE KEY", key)
	openssl.WritePEM("cert.pem", "CERTIFICATE", s.SignCert.Raw)
	openssl.Run("pkcs12 -export -inkey key.pem -in cert.pem -name signer -passout pass:words -out key.p12")
	keys.Write("key.p12", openssl.Read("key.p12"))
	keys.Write("none", []byte("\n"))
	keys.Run("-i key.p12 -d sql:. -k none -W words")
	for _, name := range []string{"cert9.db", "key4.db", "pkcs11.txt"} {
		pdfsig.Write(name, keys.Read(name))
	}
	pdfsig.Write("in.pdf", file)
	pdfsig.Run("-nssdir sql:. -nick signer " + options + " in.pdf out.pdf")
	out, err := os.ReadFile(filepath.Join(pdfsig.Folder, "out.pdf"))
	require.NoError(t, err)
	return out
}

// TestPdfsigSigns verifies what another program signed, before and after
// signatures of our own. It knows only RSA, and adds no field to a form that
// stands in the catalog. To a form with other fields it would add what these
// are written with.
func TestPdfsigSigns(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.RSAPerson)
	for name, c := range map[string]struct {
		objects map[int]string
		options string
		later   pades.Later
	}{
		"added":      {forms["an empty form"], "-add-signature", pades.LaterSignatures},
		"in a field": {forms["a place for the approval"], "-sign Board.Approval", pades.LaterDrawn},
	} {
		for _, form := range pdftest.Forms() {
			t.Run(name+" "+string(form), func(t *testing.T) {
				before := w.sign(t, s, document(form, c.objects), cades.LevelBB)
				theirs := signedByPdfsig(t, s, before, c.options)
				report := verify(t, w.offline(), w.sign(t, s, theirs, cades.LevelBB))
				require.Len(t, report.Signatures, 3)
				assert.Equal(t, "adbe.pkcs7.detached", report.Signatures[1].Kind)
				for i, later := range []pades.Later{c.later, pades.LaterSignatures, pades.LaterNothing} {
					assert.Equal(t, validation.TotalPassed, report.Signatures[i].Indication, "%v", report.Signatures[i].Errors)
					assert.Equal(t, later, report.Signatures[i].Later)
				}
			})
		}
	}
}
