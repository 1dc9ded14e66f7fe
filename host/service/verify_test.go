// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// signedLasting has the person sign a document at level B-T.
func (v *visit) signedLasting(content []byte) []byte {
	v.t.Helper()
	v.blobs["doc"] = content
	answer := v.call("sign", frame{"documents": []frame{document("doc", content)}, "level": "B-T"})
	require.Contains(v.t, answer, "result", answer)
	return octets(v.t, answer["result"].(map[string]any)["signatures"].([]any)[0].(map[string]any)["prefix"])
}

// report has a page verify a file, with a content if there is one.
func (v *visit) report(file []byte, content ...string) frame {
	v.t.Helper()
	v.blobs["file"] = file
	params := frame{"signature": document("file", file)}
	for _, name := range content {
		params["content"] = document(name, v.blobs[name])
	}
	v.say(frame{"id": "v", "method": "verify", "role": "page", "params": params})
	return v.next("page")
}

func TestVerifyWithServices(t *testing.T) {
	for _, key := range []string{"director.p12", "ecdsa-person.p12"} {
		t.Run(key, func(t *testing.T) {
			serveAmong(t, nil, everybody, func(b *browser) {
				v := b.visit(key, map[string][]byte{})
				v.greet("https://cabinet.example")
				signature := v.signedLasting([]byte("Звіт"))
				report := v.report(signature, "doc")["result"].(map[string]any)
				assert.Equal(b.t, "CAdES", report["kind"])
				verdict := report["signatures"].([]any)[0].(map[string]any)
				assert.Equal(b.t, "TOTAL-PASSED", verdict["indication"], verdict)
				assert.Equal(b.t, true, verdict["proven"])
				stamps := verdict["time_stamps"].([]any)
				last := stamps[len(stamps)-1].(map[string]any)
				assert.Equal(b.t, []any{"signature", "TOTAL-PASSED"}, []any{last["kind"], last["indication"]})
				status := verdict["statuses"].([]any)[0].(map[string]any)
				assert.Equal(b.t, []any{"good", "ocsp", false}, []any{status["status"], status["source"], status["embedded"]})
				words := report["explanation"].(map[string]any)
				assert.Equal(b.t, []any{"uk", "good"}, []any{words["language"], words["outcome"]})
				assert.NotEmpty(b.t, words["answer"])

				b.witness.become(nil)
				unknown := v.report(signature, "doc")["result"].(map[string]any)["signatures"].([]any)[0].(map[string]any)
				assert.Equal(b.t, []any{"INDETERMINATE", "TRY_LATER"}, []any{unknown["indication"], unknown["sub_indication"]})
			})
		})
	}
}

func TestVerifyContainer(t *testing.T) {
	serveAmong(t, nil, everybody, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		content := bytes.Repeat([]byte("Звіт"), 100_000)
		var container bytes.Buffer
		w, err := asic.NewWriter(&container, asic.Simple)
		require.NoError(b.t, err)
		require.NoError(b.t, w.Add("звіт.txt", "text/plain", bytes.NewReader(content)))
		require.NoError(b.t, w.AddSignature(v.signedLasting(content)))
		require.NoError(b.t, w.Close())

		report := v.report(container.Bytes())["result"].(map[string]any)
		assert.Equal(b.t, "ASiC-S", report["kind"])
		verdict := report["signatures"].([]any)[0].(map[string]any)
		assert.Equal(b.t, "TOTAL-PASSED", verdict["indication"], verdict)
		assert.Equal(b.t, []any{map[string]any{"name": "звіт.txt"}}, verdict["documents"])
		assert.Equal(b.t, "good", report["explanation"].(map[string]any)["outcome"])

		assert.Equal(b.t, map[string]any{"code": "invalid-params"}, v.report(container.Bytes(), "doc")["error"], "its documents are inside")

		flawed := v.report(append(bytes.Clone(container.Bytes()), "hidden"...))["result"].(map[string]any)
		assert.Equal(b.t, "ASiC", flawed["kind"])
		assert.NotEmpty(b.t, flawed["flaw"])
		assert.Equal(b.t, "bad", flawed["explanation"].(map[string]any)["outcome"])

		cut := v.report(container.Bytes()[:container.Len()/2])["result"].(map[string]any)["signatures"].([]any)[0].(map[string]any)
		assert.Equal(b.t, "FORMAT_FAILURE", cut["sub_indication"])
	})
}

func TestVerifyPDF(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		blank := v.report(pdftest.Plain())["result"].(map[string]any)
		assert.Equal(b.t, "PAdES", blank["kind"])
		assert.Empty(b.t, blank["signatures"])
		broken := v.report([]byte("%PDF-1.7\n"))["result"].(map[string]any)
		assert.Equal(b.t, "PAdES", broken["kind"])
		verdict := broken["signatures"].([]any)[0].(map[string]any)
		assert.Equal(b.t, []any{"TOTAL-FAILED", "FORMAT_FAILURE"}, []any{verdict["indication"], verdict["sub_indication"]})
	})
}

// manySigners are so many that a report on their signatures is too long for one answer.
const manySigners = 300

// signedByMany is a message that one person signed so many times.
func signedByMany(t *testing.T, content []byte, detached bool) []byte {
	t.Helper()
	person := authorities().Subscriber(testpki.ECDSAPerson)
	signer := cades.Signer{Certificate: person.SignCert, Detached: detached, SigningTime: today}
	hash, err := signer.ContentHash()
	require.NoError(t, err)
	sign := func() (*cades.Prepared, []byte) {
		prepared, err := signer.Prepare(hash.Sum(content))
		require.NoError(t, err)
		value, err := person.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
		require.NoError(t, err)
		return prepared, value
	}
	first, value := sign()
	message, err := first.Finish(value)
	require.NoError(t, err)
	for range manySigners - 1 {
		next, value := sign()
		require.NoError(t, next.FinishInto(message, value))
	}
	var inside []byte
	if !detached {
		inside = content
	}
	signature, err := message.Marshal(inside)
	require.NoError(t, err)
	return signature
}

// TestVerifyManySigners: a report too long for one answer is written.
func TestVerifyManySigners(t *testing.T) {
	signature := signedByMany(t, []byte("Звіт"), true)
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"doc": []byte("Звіт")})
		b.written = map[string][]byte{}
		v.greet("https://cabinet.example")
		result := v.report(signature, "doc")["result"].(map[string]any)
		long := b.written[written("v", 0)]
		require.Equal(b.t, map[string]any{"written": json.Number(fmt.Sprint(len(long)))}, result)
		var report struct{ Signatures []json.RawMessage }
		require.NoError(b.t, json.Unmarshal(long, &report))
		assert.Len(b.t, report.Signatures, manySigners)
	})
}

// TestVerifyEmptyFile is no signature.
func TestVerifyEmptyFile(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		report := v.report(nil)["result"].(map[string]any)
		assert.Equal(b.t, "FORMAT_FAILURE", report["signatures"].([]any)[0].(map[string]any)["sub_indication"])
	})
}
