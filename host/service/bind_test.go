// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// named is a document of a page.
type named struct{ name, content string }

// bound has the page's person sign documents into an ASiC-E, which it joins.
func (v *visit) bound(level string, documents []named) []byte {
	v.t.Helper()
	answer := v.call("sign", v.intoContainer("asic-e", level, documents))
	result, ok := answer["result"].(map[string]any)
	require.True(v.t, ok, answer)
	assert.Equal(v.t, level, result["level"])
	around := v.written[written("p", 0)]
	var out bytes.Buffer
	for i, size := range result["container"].(map[string]any)["parts"].([]any) {
		n := integer(v.t, size)
		out.Write(around[:n])
		around = around[n:]
		if i < len(documents) {
			out.WriteString(documents[i].content)
		}
	}
	require.Empty(v.t, around)
	return out.Bytes()
}

func (v *visit) intoContainer(container, level string, documents []named) frame {
	var list []frame
	for _, d := range documents {
		v.blobs[d.name] = []byte(d.content)
		list = append(list, document(d.name, v.blobs[d.name]))
	}
	return frame{"documents": list, "level": level, "container": container}
}

// TestBind: the documents of a page come together in a container, at every level, and
// none of them travels back.
func TestBind(t *testing.T) {
	documents := []named{{"звіт.txt", "Звіт"}, {"порожній", ""}, {"додатки/великий.bin", strings.Repeat("великий ", 200_000)}}
	for sample, who := range samples {
		for _, level := range []string{"B-B", "B-T", "B-LT", "B-LTA"} {
			t.Run(sample+" "+level, func(t *testing.T) {
				t.Parallel()
				serveIn(t, &surroundings{services: everybody}, func(b *browser) {
					v := b.visit(sample, map[string][]byte{})
					v.written = map[string][]byte{}
					v.greet("https://cabinet.example")
					container := v.bound(level, documents)
					assert.Less(b.t, len(v.written[written("p", 0)]), 1<<18)
					verifier := &validation.Verifier{Trust: trust(), At: today, NoRevocation: level == "B-B" || level == "B-T"}
					report, err := asic.Verify(b.t.Context(), verifier, bytes.NewReader(container), int64(len(container)))
					require.NoError(b.t, err)
					require.True(b.t, report.Passed(), "%+v", report.Signatures[0].Errors)
					assert.Empty(b.t, report.Container.Oddities)
					assert.Len(b.t, report.Signatures[0].Documents, len(documents))
					assert.EqualValues(b.t, level, report.Signatures[0].Level)
					assert.Equal(b.t, authorities().Subscriber(who).SignCert.Raw, report.Signatures[0].Certificate.Raw)
				})
			})
		}
	}
}

// TestBoundForOthers: other people's programs find the container and its signature in
// order.
func TestBoundForOthers(t *testing.T) {
	var container []byte
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greetOwn()
		container = v.bound("B-B", []named{{"звіт.txt", "Звіт"}, {"фото.jpg", strings.Repeat("\xff", 600<<10)}})
	})
	unzip := interop.NewTool(t, "unzip")
	unzip.Write("a.asice", container)
	require.Contains(t, unzip.Run("-t a.asice"), "No errors detected")
	openssl := interop.NewTool(t, "openssl")
	unzip.Run("-j a.asice META-INF/ASiCManifest001.xml META-INF/signature001.p7s")
	openssl.Write("manifest.xml", unzip.Read("ASiCManifest001.xml"))
	openssl.Write("signature.p7s", unzip.Read("signature001.p7s"))
	require.Contains(t, openssl.Run("cms -verify -noverify -binary -inform DER -in signature.p7s -content manifest.xml -out out"), "successful")
}

// TestSignPDFs: what follows each PDF makes it a signed one, at every level.
func TestSignPDFs(t *testing.T) {
	documents := []named{{"перший.pdf", string(pdftest.Plain())}, {"другий.pdf", string(pdftest.Plain())}}
	for sample := range samples {
		for _, level := range []string{"B-B", "B-T", "B-LT", "B-LTA"} {
			t.Run(sample+" "+level, func(t *testing.T) {
				t.Parallel()
				serveIn(t, &surroundings{services: everybody}, func(b *browser) {
					v := b.visit(sample, map[string][]byte{})
					v.greetOwn()
					for i, file := range v.signedPDFs(level, documents) {
						assert.True(b.t, bytes.HasPrefix(file, []byte(documents[i].content)))
						verifier := &validation.Verifier{Trust: trust(), At: today, NoRevocation: level == "B-B" || level == "B-T"}
						report, err := pades.Verify(b.t.Context(), verifier, bytes.NewReader(file), int64(len(file)))
						require.NoError(b.t, err)
						require.True(b.t, report.Passed(), "%+v", report.Signatures)
						assert.EqualValues(b.t, level, report.Signatures[0].Level)
					}
				})
			})
		}
	}
}

func (v *visit) signedPDFs(level string, documents []named) [][]byte {
	v.t.Helper()
	answer := v.call("sign", v.intoContainer("pdf", level, documents))
	result, ok := answer["result"].(map[string]any)
	require.True(v.t, ok, answer)
	var made [][]byte
	for i, file := range result["files"].([]any) {
		f := file.(map[string]any)
		assert.Equal(v.t, level, f["level"])
		after := v.written[written("p", i)]
		assert.EqualValues(v.t, integer(v.t, f["size"]), len(after))
		made = append(made, append([]byte(documents[i].content), after...))
	}
	require.Len(v.t, made, len(documents))
	return made
}

// TestSignedPDFsForOthers: other people's programs open the file and find its signature
// valid.
func TestSignedPDFsForOthers(t *testing.T) {
	var file []byte
	serveIn(t, &surroundings{services: everybody}, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greetOwn()
		file = v.signedPDFs("B-LTA", []named{{"a.pdf", string(pdftest.Plain())}})[0]
	})
	qpdf := interop.NewTool(t, "qpdf")
	qpdf.Write("signed.pdf", file)
	assert.Contains(t, qpdf.Run("--check signed.pdf"), "No syntax or stream encoding errors")
	pdfsig := interop.NewTool(t, "pdfsig")
	pdfsig.Write("signed.pdf", file)
	assert.Regexp(t, `(?s)Signature #1:.*Signature is Valid`, pdfsig.Run("-nocert signed.pdf"))
}

// TestIntoNothing: what does not go into a file is refused, at once where that is known.
func TestIntoNothing(t *testing.T) {
	for why, params := range map[string]frame{
		"a container that nobody knows":   {"container": "zip"},
		"with the document inside":        {"container": "asic-e", "detached": false},
		"without the document inside":     {"container": "pdf", "detached": true},
		"each for itself":                 {"container": "pdf", "each": true},
		"a name that leads out":           {"container": "asic-e", "documents": []frame{{"name": "../a", "size": 1, "blob": "b"}}},
		"no name":                         {"container": "asic-e", "documents": []frame{{"name": "", "size": 1, "blob": "b"}}},
		"the entry that tells the kind":   {"container": "asic-e", "documents": []frame{{"name": "mimetype", "size": 1, "blob": "b"}}},
		"the folder of signatures":        {"container": "asic-e", "documents": []frame{{"name": "META-INF/a", "size": 1, "blob": "b"}}},
		"two names that Windows confuses": {"container": "asic-e", "documents": []frame{{"name": "a", "size": 1, "blob": "b"}, {"name": "A", "size": 1, "blob": "b"}}},
		"more than an archive holds":      {"container": "asic-e", "documents": []frame{{"name": "a", "size": 4 << 30, "blob": "b"}}},
	} {
		serve(t, func(b *browser) {
			v := b.visit("ecdsa-person.p12", map[string][]byte{})
			v.greetOwn()
			if params["documents"] == nil {
				params["documents"] = []frame{{"name": "a", "size": 1, "blob": "b"}}
			}
			b.say(frame{"id": "p", "method": "sign", "params": params, "role": "page"})
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, b.next("page")["error"], why)
		})
	}
}

// TestUnfitPDFs: what takes no signature inside is told before anybody is asked for a key.
func TestUnfitPDFs(t *testing.T) {
	plain := string(pdftest.Plain())
	for content, what := range map[string]string{
		"Звіт":      "no-pdf",
		"":          "no-pdf",
		plain[:100]: "damaged-pdf",
		strings.Replace(plain, "/Root 1 0 R", "/Root 1 0 R/Encrypt 1 0 R", 1): "encrypted-pdf",
	} {
		serve(t, func(b *browser) {
			v := b.visit("ecdsa-person.p12", map[string][]byte{})
			v.greetOwn()
			v.open("sign", v.intoContainer("pdf", "B-B", []named{{"a.pdf", plain}, {"b.pdf", content}}))
			told := map[string]any{"code": "unfit-pdf", "params": map[string]any{"what": what, "document": "b.pdf"}}
			assert.Equal(b.t, told, v.next("page")["error"])
			shown := v.next("window")["params"].(map[string]any)
			assert.Equal(b.t, []any{"error", told["code"], told["params"]}, []any{shown["kind"], shown["code"], shown["params"]})
		})
		serve(t, func(b *browser) {
			v := b.visit("ecdsa-person.p12", map[string][]byte{})
			v.greet("https://cabinet.example")
			v.open("sign", v.intoContainer("pdf", "B-B", []named{{"b.pdf", content}}))
			assert.Equal(b.t, map[string]any{"code": "failed"}, v.next("page")["error"], "a page of a site learns no more")
		})
	}
}

// TestBoundChanges: a file that another program writes to after it was shown is not signed.
func TestBoundChanges(t *testing.T) {
	for _, container := range []string{"asic-e", "pdf"} {
		serve(t, func(b *browser) {
			v := b.visit("ecdsa-person.p12", map[string][]byte{})
			v.greetOwn()
			v.open("sign", v.intoContainer(container, "B-B", []named{{"a.pdf", string(pdftest.Plain())}, {"б.pdf", string(pdftest.Plain())}}))
			v.choose()
			asked := v.next("window")
			v.blobs["б.pdf"] = bytes.ToUpper(v.blobs["б.pdf"])
			key := asked["params"].(map[string]any)["key"]
			v.say(frame{"id": asked["id"], "result": frame{"key": key, "approved": true}, "role": "window"})
			assert.Equal(b.t, map[string]any{"code": "document-changed", "params": map[string]any{"document": "б.pdf"}}, v.next("page")["error"])
			assert.Empty(b.t, v.written)
		})
	}
}

// TestBoundIdentity: nothing that would sign the person in elsewhere is put into a file.
func TestBoundIdentity(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greetOwn()
		code := pki.Subject(authorities().Subscriber(testpki.ECDSAPerson).SignCert).DRFO
		answer := v.call("sign", v.intoContainer("asic-e", "B-B", []named{{"a.txt", "Звіт"}, {"b.txt", code}}))
		assert.Equal(b.t, map[string]any{"code": "identity-content", "params": map[string]any{"document": "b.txt"}}, answer["error"])
	})
}

// TestPDFNeedsTheKeyItself: a signature in a PDF needs the key itself.
func TestPDFNeedsTheKeyItself(t *testing.T) {
	serveIn(t, &surroundings{providers: map[string]*keeper{"хмара": {Title: "Хмара", Sample: "ecdsa-person.p12", CMS: true}}}, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greetOwn()
		v.open("sign", v.intoContainer("pdf", "B-B", []named{{"a.pdf", string(pdftest.Plain())}}))
		v.say(frame{"id": "o", "method": "operation", "role": "window"})
		provider := v.next("window")["result"].(map[string]any)["providers"].([]any)[0].(map[string]any)["provider"]
		v.say(frame{"id": "k", "method": "keys", "role": "window", "params": frame{"provider": provider}})
		answer := v.next("window")
		assert.Equal(b.t, map[string]any{"code": "no-signing-key"}, answer["error"], answer)
	})
}
