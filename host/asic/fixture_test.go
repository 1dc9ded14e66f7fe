// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// now is the time of all that the tests make themselves.
var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var authorities = testpki.New(func() time.Time { return now })

func verifier() *validation.Verifier {
	return &validation.Verifier{Trust: authorities.Trust(), At: now, NoRevocation: true}
}

// sign is a detached message of subscribers over a content.
func sign(t testing.TB, name string, content []byte, others ...string) []byte {
	t.Helper()
	sd := message(t, name, content, true)
	for _, other := range others {
		sd.SignerInfos = append(sd.SignerInfos, message(t, other, content, true).SignerInfos...)
		sd.AddCertificate(authorities.Subscriber(other).SignCert)
	}
	der, err := sd.Marshal(nil)
	require.NoError(t, err)
	return der
}

func message(t testing.TB, name string, content []byte, detached bool) *cms.SignedData {
	t.Helper()
	who := authorities.Subscriber(name)
	signer := cades.Signer{Certificate: who.SignCert, Chain: who.Chain, SigningTime: now, Detached: detached}
	h, err := signer.ContentHash()
	require.NoError(t, err)
	prepared, err := signer.Prepare(h.Sum(content))
	require.NoError(t, err)
	value, err := who.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	sd, err := prepared.Finish(value)
	require.NoError(t, err)
	return sd
}

// A document is what goes into a container.
type document struct{ name, mediaType, content string }

var contract = document{"договір № 1.pdf", "application/pdf", "%PDF-1.7 договір"}

// extended is an ASiC-E with a signature of each signer.
func extended(t testing.TB, documents []document, signers ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := asic.NewWriter(&out, asic.Extended)
	require.NoError(t, err)
	for _, d := range documents {
		require.NoError(t, w.Add(d.name, d.mediaType, bytes.NewReader([]byte(d.content))))
	}
	for _, signer := range signers {
		addSignature(t, w, signer)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func addSignature(t testing.TB, w *asic.Writer, signer string) {
	t.Helper()
	manifest, err := w.Manifest()
	require.NoError(t, err)
	require.NoError(t, w.AddSignature(sign(t, signer, manifest)))
}

// simple is an ASiC-S.
func simple(t testing.TB, d document, signer string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := asic.NewWriter(&out, asic.Simple)
	require.NoError(t, err)
	require.NoError(t, w.Add(d.name, d.mediaType, bytes.NewReader([]byte(d.content))))
	require.NoError(t, w.AddSignature(sign(t, signer, []byte(d.content))))
	require.NoError(t, w.Close())
	return out.Bytes()
}

func open(t testing.TB, data []byte) *asic.Container {
	t.Helper()
	c, err := asic.Open(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return c
}

func verify(t testing.TB, data []byte) *asic.Report {
	t.Helper()
	report, err := asic.Verify(context.Background(), verifier(), bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return report
}

func codes(findings []validation.Finding) []validation.Code {
	var all []validation.Code
	for _, f := range findings {
		all = append(all, f.Code)
	}
	return all
}

// names are those of documents that are what was signed; the others come with
// what is wrong with them.
func names(documents []asic.Document) []string {
	var all []string
	for _, d := range documents {
		if d.Fault != "" {
			d.Name += ": " + string(d.Fault)
		}
		all = append(all, d.Name)
	}
	return all
}
