// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/tsp"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// An expectation is what a file of other programs must come to.
type expectation struct {
	File    string `json:"file"`
	Content string `json:"content,omitempty"` // of a detached one: a file
	Text    string `json:"text,omitempty"`    // or what it says
	By      string `json:"by"`                // who is trusted, see verifierBy
	At      string `json:"at,omitempty"`      // else the time of By
	// Source says what those who made the file say of it, and Why why our
	// verdict is another.
	Source string `json:"source,omitempty"`
	Why    string `json:"why,omitempty"`

	Signatures []expectedVerdict `json:"signatures"`
}

type expectedVerdict struct {
	Verdict  string            `json:"verdict"` // indication and sub-indication
	Level    string            `json:"level,omitempty"`
	Intact   bool              `json:"intact,omitempty"`
	Hash     string            `json:"hash,omitempty"`
	Claimed  string            `json:"claimed,omitempty"`
	Proven   string            `json:"proven,omitempty"` // best time
	Errors   []validation.Code `json:"errors,omitempty"`
	Warnings []validation.Code `json:"warnings,omitempty"`
	Stamps   []string          `json:"stamps,omitempty"`   // kind, verdict, codes
	Statuses []string          `json:"statuses,omitempty"` // source and standing
	Counters []expectedVerdict `json:"counters,omitempty"`
}

func expectedOf(v validation.Verdict) expectedVerdict {
	e := expectedVerdict{
		Verdict: strings.TrimSpace(string(v.Indication) + " " + string(v.SubIndication)),
		Level:   string(v.Level), Intact: v.Intact, Errors: codes(v.Errors), Warnings: codes(v.Warnings),
	}
	if v.Hash != nil {
		e.Hash = v.Hash.Name()
	}
	if !v.ClaimedTime.IsZero() {
		e.Claimed = v.ClaimedTime.Format(time.RFC3339)
	}
	if v.Proven {
		e.Proven = v.BestTime.Format(time.RFC3339)
	}
	for _, s := range v.TimeStamps {
		words := []string{string(s.Kind), string(s.Indication), string(s.SubIndication)}
		for _, code := range slices.Concat(codes(s.Errors), codes(s.Warnings)) {
			words = append(words, string(code))
		}
		e.Stamps = append(e.Stamps, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
	}
	for _, s := range v.Statuses {
		standing := "good"
		switch {
		case s.Unknown:
			standing = "unknown"
		case s.Revoked:
			standing = "revoked"
		}
		e.Statuses = append(e.Statuses, s.Source+" "+standing)
	}
	for _, counter := range v.CounterSignatures {
		e.Counters = append(e.Counters, expectedOf(counter))
	}
	return e
}

// TestExpected gives every file of interop/signatures and interop/pki the
// verdict in testdata/expected.json. The file also says, for each, what its
// source asserts, and argues every difference.
func TestExpected(t *testing.T) {
	data, err := os.ReadFile("testdata/expected.json")
	require.NoError(t, err)
	var all []expectation
	require.NoError(t, json.Unmarshal(data, &all))
	seen := map[string]bool{}
	for _, e := range all {
		seen[e.File] = true
		t.Run(strings.TrimSpace(path.Base(e.File)+" "+e.By+" "+e.Content+e.Text), func(t *testing.T) {
			report := verifyExpected(t, e)
			var got []expectedVerdict
			for _, v := range report.Signatures {
				got = append(got, expectedOf(v))
			}
			require.Equal(t, e.Signatures, got)
		})
	}
	for _, folder := range []string{"signatures", "pki/uapki-generated", "pki/dss-cades", "pki/ua-messages", "pki/jkurwa"} {
		entries, err := os.ReadDir(interop.Path(t, folder))
		require.NoError(t, err)
		for _, entry := range entries {
			switch ext := path.Ext(entry.Name()); {
			case strings.HasPrefix(ext, ".p7") && ext != ".p7b", ext == ".pkcs7", strings.HasPrefix(entry.Name(), "cryptonite-cms"):
				require.True(t, seen[folder+"/"+entry.Name()], "no expectation of %s", entry.Name())
			}
		}
	}
}

func verifyExpected(t *testing.T, e expectation) *validation.Report {
	t.Helper()
	message := interop.Read(t, e.File)
	v := verifierBy(t, e.By, message)
	if e.At != "" {
		at, err := time.Parse(time.RFC3339, e.At)
		require.NoError(t, err)
		v.At = at
	}
	var content io.Reader
	switch {
	case e.Content != "":
		content = bytes.NewReader(interop.Read(t, e.Content))
	case e.Text != "":
		content = strings.NewReader(e.Text)
	}
	report, err := v.Verify(context.Background(), bytes.NewReader(message), content, nil)
	require.NoError(t, err)
	return report
}

// verifierBy is one of those whom files are judged by.
func verifierBy(t *testing.T, name string, message []byte) *validation.Verifier {
	t.Helper()
	switch name {
	case "director": // the tax service's test director of 2020
		return directorVerifier(t)
	case "diia": // Diia's test seal of 2023
		return diiaVerifier(t)
	case "uapki": // UAPKI's test authorities, with what is in the file alone
		v := uapkiVerifier(t)
		v.NoRevocation = false
		return v
	case "uapki and lists": // with their lists beside
		v := uapkiVerifier(t)
		v.NoRevocation = false
		v.Evidence = []validation.Evidence{{Lists: [][]byte{interop.Read(t, uapki+"root.crl"), interop.Read(t, uapki+"ca.crl")}}}
		return v
	case "itself": // the roots that the message holds
		return &validation.Verifier{Trust: cadestest.Trust(ownRoots(t, message)...), At: uapkiTime}
	case "nobody, signer supplied":
		return &validation.Verifier{Certificates: certificates(t, "pki/dss-cades/signCert.cer"), NoRevocation: true}
	case "signer": // the one supplied, as if a root
		v := verifierBy(t, "nobody, signer supplied", message)
		v.Trust = cadestest.Trust(v.Certificates...)
		return v
	case "nobody":
		return nobodyVerifier(t)
	}
	require.Fail(t, "nobody called "+name)
	return nil
}

// ownRoots are the self-issued certificates of a message, its attributes and
// its time-stamps.
func ownRoots(t *testing.T, message []byte) []*x509.Certificate {
	t.Helper()
	reader, err := cms.NewReader(bytes.NewReader(message))
	require.NoError(t, err)
	sd, err := reader.SignedData()
	require.NoError(t, err)
	all := slices.Clone(sd.Certificates)
	for _, si := range sd.SignerInfos {
		for _, attribute := range slices.Concat(si.SignedAttrs, si.UnsignedAttrs) {
			for _, value := range attribute.Values {
				if attribute.Type.EqualASN1OID(cms.OIDCertificateValues) {
					certs, err := cades.ParseCertificateValues(value)
					require.NoError(t, err)
					all = append(all, certs...)
				} else if token, err := tsp.ParseToken(value); err == nil {
					all = append(all, token.Certificates()...)
				}
			}
		}
	}
	return slices.DeleteFunc(all, func(c *x509.Certificate) bool { return !pki.EqualNames(c.RawIssuer, c.RawSubject) })
}
