// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// visit is a page and a person who agrees to everything, with one key file.
type visit struct {
	*browser
	blobs map[string][]byte
	key   string
	asked frame // the question of consent
}

func (b *browser) visit(key string, blobs map[string][]byte) *visit {
	v := &visit{browser: b, blobs: blobs, key: key}
	v.blobs["key"] = sample(key)
	b.read = func(_ string, p readParams) []byte {
		blob, ok := v.blobs[p.Blob]
		if !ok {
			return nil
		}
		return cut(blob, p)
	}
	return v
}

func (v *visit) greet(origin string) {
	v.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
		"version": "1", "protocol": 1, "origin": origin, "language": "uk", "browser": "b"}})
	require.Contains(v.t, v.next("extension"), "result")
}

// call makes a call of the page, agrees, and returns the page's answer.
func (v *visit) call(method string, params frame) frame {
	v.open(method, params)
	v.choose()
	v.agree()
	return v.next("page")
}

func (v *visit) open(method string, params frame) {
	v.say(frame{"id": "p", "method": method, "params": params, "role": "page"})
	v.say(frame{"id": v.next("extension")["id"], "result": frame{}, "role": "extension"})
}

func (v *visit) choose() {
	file := frame{"name": v.key, "size": len(v.blobs["key"]), "blob": "key"}
	params := frame{"file": file}
	if cert, ok := v.blobs["cert"]; ok {
		params["certificates"] = []frame{{"name": "a.cer", "size": len(cert), "blob": "cert"}}
	}
	v.say(frame{"id": "k", "method": "keys", "params": params, "role": "window"})
	v.say(frame{"id": v.next("window")["id"], "result": frame{"secret": testpki.Password}, "role": "window"})
	require.Contains(v.t, v.next("window"), "result")
}

func (v *visit) agree() {
	v.asked = v.next("window")
	params, _ := v.asked["params"].(map[string]any)
	require.Equal(v.t, "consent", params["kind"], v.asked)
	v.say(frame{"id": v.asked["id"], "result": frame{"key": params["key"], "approved": true}, "role": "window"})
}

func document(name string, octets []byte) frame {
	return frame{"name": name, "size": len(octets), "blob": name}
}

func octets(t *testing.T, value any) []byte {
	t.Helper()
	all, err := base64.StdEncoding.DecodeString(value.(string))
	require.NoError(t, err)
	return all
}

// verified verifies a signature with the test authorities and returns its
// content.
func verified(t *testing.T, signature []byte, content io.Reader) (*validation.Report, []byte) {
	t.Helper()
	var out bytes.Buffer
	verifier := validation.Verifier{Trust: trust(), At: today, NoRevocation: true}
	report, err := verifier.Verify(t.Context(), bytes.NewReader(signature), content, &out)
	require.NoError(t, err)
	require.True(t, report.Passed(), "%+v", report.Signatures)
	return report, out.Bytes()
}

func TestSignaturesVerify(t *testing.T) {
	documents := []struct {
		name    string
		content []byte
	}{
		{"empty", nil},
		{"small", []byte("Податкова декларація")},
		{"one piece", bytes.Repeat([]byte{'p'}, 512<<10)},
		{"two pieces", bytes.Repeat([]byte("two"), 200<<10)},
	}
	for _, tt := range []struct {
		key, hash string
		detached  bool
		want      *pki.Hash
	}{
		{"director.p12", "", true, pki.GOST34311},
		{"director.p12", "kupyna256", false, pki.Kupyna256},
		{"director.p12", "sha256", true, pki.GOST34311},
		{"kupyna.p12", "gost34311", false, pki.GOST34311},
		{"ecdsa-person.p12", "", true, pki.SHA256},
		{"ecdsa-person.p12", "kupyna256", false, pki.SHA256},
		{"rsa-person.p12", "gost34311", false, pki.SHA256},
	} {
		t.Run(strings.TrimSpace(tt.key+" "+tt.hash), func(t *testing.T) {
			t.Parallel()
			serve(t, func(b *browser) {
				v := b.visit(tt.key, map[string][]byte{})
				v.greet("https://cabinet.example")
				params := frame{"detached": tt.detached}
				if tt.hash != "" {
					params["hash"] = tt.hash
				}
				var list []frame
				for _, d := range documents {
					v.blobs[d.name] = d.content
					list = append(list, document(d.name, d.content))
				}
				params["documents"] = list
				answer := v.call("sign", params)["result"].(map[string]any)
				certificate := octets(b.t, answer["certificate"])
				for i, d := range documents {
					s := answer["signatures"].([]any)[i].(map[string]any)
					report := v.joined(d.content, octets(b.t, s["prefix"]), octets(b.t, s["suffix"]), tt.detached)
					verdict := report.Signatures[0]
					assert.Equal(b.t, certificate, verdict.Certificate.Raw)
					assert.Equal(b.t, cades.LevelBB, verdict.Level)
					assert.Same(b.t, tt.want, verdict.Hash)
					digest := map[string]any{"hash": tt.want.Name(), "value": base64.StdEncoding.EncodeToString(tt.want.Sum(d.content))}
					assert.Equal(b.t, digest, s["digest"])
					asked := v.asked["params"].(map[string]any)["documents"].([]any)[i].(map[string]any)
					assert.Equal(b.t, digest, asked["digest"], "the person agreed to this digest")
				}
			})
		})
	}
}

// joined verifies what a page would save.
func (v *visit) joined(content, prefix, suffix []byte, detached bool) *validation.Report {
	if detached {
		assert.Empty(v.t, suffix)
		report, _ := verified(v.t, prefix, bytes.NewReader(content))
		return report
	}
	report, inside := verified(v.t, bytes.Join([][]byte{prefix, content, suffix}, nil), nil)
	assert.True(v.t, bytes.Equal(content, inside))
	return report
}

func TestLoginIsBoundToItsPage(t *testing.T) {
	challenge := bytes.Repeat([]byte("c"), 48)
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"challenge": challenge})
		v.greet("https://cabinet.example")
		answer := v.call("login", frame{"challenge": frame{"blob": "challenge", "size": 48}})
		report, content := verified(b.t, octets(b.t, answer["result"].(map[string]any)["token"]), nil)
		assert.Equal(b.t, login.OID, report.ContentType)
		statement, err := login.Parse(content)
		require.NoError(b.t, err)
		assert.Equal(b.t, &login.Statement{Origin: "https://cabinet.example", Challenge: challenge, Time: today}, statement)
	})
}

func TestChallengesOfWrongSize(t *testing.T) {
	for name, tt := range map[string]struct {
		challenge frame
		octets    int
	}{
		"too short":         {frame{"blob": "challenge"}, 31},
		"none":              {frame{"blob": "challenge"}, 0},
		"not what was said": {frame{"blob": "challenge", "size": 32}, 33},
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				v := b.visit("ecdsa-person.p12", map[string][]byte{"challenge": make([]byte, tt.octets)})
				v.greet("https://cabinet.example")
				answer := v.call("login", frame{"challenge": tt.challenge})
				assert.Equal(b.t, map[string]any{"code": "invalid-params"}, answer["error"])
			})
		})
	}
}

func TestTaxCabinetSignsTheTaxNumber(t *testing.T) {
	for key, who := range map[string]string{"director.p12": testpki.Director, "stamp.p12": testpki.Stamp, "ecdsa-person.p12": testpki.ECDSAPerson} {
		t.Run(who, func(t *testing.T) {
			serve(t, func(b *browser) {
				v := b.visit(key, map[string][]byte{})
				v.greet("https://tax.example")
				answer := v.call("login", frame{"profile": "tax-cabinet"})
				report, content := verified(b.t, octets(b.t, answer["result"].(map[string]any)["token"]), nil)
				person := pki.Subject(authorities().Subscriber(who).SignCert)
				want := person.DRFO
				if who == testpki.Stamp {
					want = person.EDRPOU
				}
				assert.Equal(b.t, want, string(content))
				assert.Equal(b.t, "1.2.840.113549.1.7.1", report.ContentType.String())
			})
		})
	}
}

func TestCertificateComesWithItsChain(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("person.key6", map[string][]byte{"cert": sample("person.cer")})
		v.greet("https://cabinet.example")
		answer := v.call("certificate", frame{})["result"].(map[string]any)
		s := authorities().Subscriber(testpki.Person)
		assert.Equal(b.t, s.SignCert.Raw, octets(b.t, answer["certificate"]))
		chain := answer["chain"].([]any)
		require.NotEmpty(b.t, chain)
		assert.Equal(b.t, s.Chain[0].Raw, octets(b.t, chain[0]))
		assert.Equal(b.t, "person", answer["owner"].(map[string]any)["kind"])
		assert.NotContains(b.t, answer["owner"], "email")
	})
}

func TestVerifyWhatWasSigned(t *testing.T) {
	content := bytes.Repeat([]byte("document"), 200_000)
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"doc": content})
		v.greet("https://cabinet.example")
		signed := v.call("sign", frame{"documents": []frame{document("doc", content)}})["result"].(map[string]any)
		signature := octets(b.t, signed["signatures"].([]any)[0].(map[string]any)["prefix"])
		v.blobs["sig"] = signature

		verify := func() map[string]any {
			v.say(frame{"id": "v", "method": "verify", "role": "page", "params": frame{
				"signature": document("sig", signature), "content": document("doc", content)}})
			report := v.next("page")["result"].(map[string]any)
			return report["signatures"].([]any)[0].(map[string]any)
		}
		right := verify()
		assert.Equal(b.t, "INDETERMINATE", right["indication"], "nothing is known of revocation")
		assert.Equal(b.t, "TRY_LATER", right["sub_indication"])
		assert.Equal(b.t, true, right["intact"])
		assert.NotEmpty(b.t, right["chain"])
		assert.Equal(b.t, pki.Subject(authorities().Subscriber(testpki.Director).SignCert).DRFO, right["signer"].(map[string]any)["drfo"])

		v.blobs["doc"] = append([]byte("D"), content[1:]...)
		wrong := verify()
		assert.Equal(b.t, "TOTAL-FAILED", wrong["indication"])
		assert.Equal(b.t, "HASH_FAILURE", wrong["sub_indication"])
	})
}

// TestNoSignatureBecomesALogin: what would sign the person in elsewhere is
// refused, whichever document of several it is.
func TestNoSignatureBecomesALogin(t *testing.T) {
	person := pki.Subject(authorities().Subscriber(testpki.ECDSAPerson).SignCert)
	for name, content := range map[string][]byte{
		"the tax number":                []byte(person.DRFO),
		"its hash":                      pki.GOST34311.Sum([]byte(person.DRFO)),
		"base64 of it":                  []byte(base64.StdEncoding.EncodeToString([]byte(person.DRFO))),
		"the number in the name's form": []byte(person.Serial),
		"much space around it":          []byte(strings.Repeat(" \r\n", 5_000) + person.DRFO),
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				v := b.visit("ecdsa-person.p12", map[string][]byte{"harmless": []byte("harmless"), "login": content})
				v.greet("https://cabinet.example")
				v.open("sign", frame{"documents": []frame{document("harmless", v.blobs["harmless"]), document("login", content)}})
				v.choose()
				v.asked = v.next("window")
				for _, f := range v.rest() {
					assert.NotContains(b.t, f, "error", "a page that guesses learns nothing before the person agreed")
				}
				v.say(frame{"id": v.asked["id"], "result": frame{"key": v.asked["params"].(map[string]any)["key"], "approved": true}, "role": "window"})
				assert.Equal(b.t, map[string]any{"code": "refused"}, v.answerOf("p")["error"])
				assert.Equal(b.t, map[string]any{"kind": "signing"}, v.next("window")["params"])
				params := map[string]any{"document": "login"}
				assert.Equal(b.t, map[string]any{"kind": "error", "code": "identity-content", "params": params}, v.next("window")["params"])
			})
		})
	}
}
