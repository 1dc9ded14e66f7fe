// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// greetOwn says that the page is the extension's own.
func (v *visit) greetOwn() {
	v.written = map[string][]byte{}
	v.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
		"version": "1", "protocol": 1, "own": true, "language": "uk", "browser": "b"}})
	require.Contains(v.t, v.next("extension"), "result")
}

// taken is one document that was in a signature.
type taken struct{ name, mediaType, octets string }

// extracted has our own page verify a file and take out what is inside.
func (v *visit) extracted(name string, file []byte) (frame, []taken) {
	v.t.Helper()
	v.blobs["file"] = file
	v.written = map[string][]byte{}
	signature := document("file", file)
	signature["name"] = name
	v.say(frame{"id": "v", "method": "verify", "role": "page", "params": frame{"signature": signature, "extract": true}})
	answer := v.next("page")
	report, ok := answer["result"].(map[string]any)
	require.True(v.t, ok, answer)
	if _, long := report["written"]; long {
		index := 0
		if at, later := report["document"]; later {
			index = int(integer(v.t, at))
		}
		require.NoError(v.t, json.Unmarshal(v.written[written("v", index)], &report))
	}
	all := []taken{}
	for i, content := range report["contents"].([]any) {
		c := content.(map[string]any)
		octets := v.written[written("v", i)]
		require.EqualValues(v.t, fmt.Sprint(c["size"]), fmt.Sprint(len(octets)))
		all = append(all, taken{c["name"].(string), c["type"].(string), string(octets)})
	}
	return report, all
}

func integer(t *testing.T, value any) int64 {
	t.Helper()
	n, err := json.Number(fmt.Sprint(value)).Int64()
	require.NoError(t, err)
	return n
}

// ours is our own page with an ECDSA key.
func ours(t *testing.T, test func(v *visit)) {
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greetOwn()
		test(v)
	})
}

// attached has the person sign with the document inside.
func (v *visit) attached(content []byte) []byte {
	v.t.Helper()
	v.blobs["doc"] = content
	answer := v.call("sign", frame{"documents": []frame{document("doc", content)}, "detached": false})
	s := answer["result"].(map[string]any)["signatures"].([]any)[0].(map[string]any)
	require.Equal(v.t, "close-window", v.next("extension")["method"])
	v.next("window") // signing
	v.next("window") // done
	return bytes.Join([][]byte{octets(v.t, s["prefix"]), content, octets(v.t, s["suffix"])}, nil)
}

// TestExtractFromMessages: what is in a message is written as it was signed, which OpenSSL
// finds too, under a name and type that fit it.
func TestExtractFromMessages(t *testing.T) {
	const text, cyrillic, pdf, octets = "text/plain;charset=utf-8", "text/plain;charset=windows-1251", "application/pdf", "application/octet-stream"
	openssl := interop.NewTool(t, "openssl")
	for _, tt := range []struct {
		why, name string
		content   []byte
		want      taken
	}{
		{"a text", "заява.txt.p7s", []byte("Заява"), taken{"заява.txt", text, ""}},
		{"a report of the tax service", "F0103309.XML.p7s", []byte("<HNAME>\xc7\xe0\xff\xe2\xe0</HNAME>"), taken{"F0103309.XML", cyrillic, ""}},
		{"without an ending", "заява", []byte("Заява"), taken{"заява.txt", text, ""}},
		{"without a name", "", []byte("Заява"), taken{"document.txt", text, ""}},
		{"a PDF named as the message alone", "договір.p7s", pdftest.Plain(), taken{"договір.pdf", pdf, ""}},
		{"no PDF", "договір.pdf.p7s", []byte("MZ\x90\x00"), taken{"договір.pdf.bin", octets, ""}},
		{"a text that claims to be a picture", "фото.png.p7s", []byte("<svg onload=a()>"), taken{"фото.png.txt", text, ""}},
		{"a name that reads backwards", "рахунок\u202efdp.exe.p7m", []byte("MZ\x90\x00"), taken{"рахунокfdp.exe", octets, ""}},
		{"a name that is a path", `../../.bashrc.p7s`, []byte("a"), taken{"bashrc.txt", text, ""}},
		{"nothing", "порожній.dat.p7s", []byte{}, taken{"порожній.dat", text, ""}},
		{"several pieces", "великий.zip.p7s", bytes.Repeat([]byte("PK\x03\x04"), 400_000), taken{"великий.zip", octets, ""}},
	} {
		t.Run(tt.why, func(t *testing.T) {
			var message []byte
			ours(t, func(v *visit) {
				message = v.attached(tt.content)
				report, all := v.extracted(tt.name, message)
				tt.want.octets = string(tt.content)
				require.Len(v.t, all, 1)
				assert.Equal(v.t, tt.want, all[0])
				assert.Equal(v.t, true, report["signatures"].([]any)[0].(map[string]any)["intact"])
			})
			openssl := openssl.In(t)
			openssl.Write("message.p7s", message)
			openssl.Run("cms -verify -noverify -binary -inform DER -in message.p7s -out content")
			assert.True(t, bytes.Equal(tt.content, openssl.Read("content")))
		})
	}
}

// TestExtractFromText: sites and mail hand messages out as text, too.
func TestExtractFromText(t *testing.T) {
	ours(t, func(v *visit) {
		message := v.attached([]byte("Заява"))
		for why, file := range map[string][]byte{
			"PEM":    pem.EncodeToMemory(&pem.Block{Type: "CMS", Bytes: message}),
			"base64": []byte(base64.StdEncoding.EncodeToString(message)),
		} {
			report, all := v.extracted("заява.txt.p7s", file)
			assert.Equal(v.t, []taken{{"заява.txt", "text/plain;charset=utf-8", "Заява"}}, all, why)
			assert.Equal(v.t, true, report["signatures"].([]any)[0].(map[string]any)["intact"], why)
		}
	})
}

// packed is an ASiC-E of documents by their names, which one signature is over.
func (v *visit) packed(documents ...[2]string) []byte {
	v.t.Helper()
	var out bytes.Buffer
	w, err := asic.NewWriter(&out, asic.Extended)
	require.NoError(v.t, err)
	for _, d := range documents {
		require.NoError(v.t, w.Add(d[0], "", strings.NewReader(d[1])))
	}
	manifest, err := w.Manifest()
	require.NoError(v.t, err)
	v.blobs["doc"] = manifest
	answer := v.call("sign", frame{"documents": []frame{document("doc", manifest)}})
	require.Equal(v.t, "close-window", v.next("extension")["method"])
	v.next("window") // signing
	v.next("window") // done
	signature := answer["result"].(map[string]any)["signatures"].([]any)[0].(map[string]any)
	require.NoError(v.t, w.AddSignature(octets(v.t, signature["prefix"])))
	require.NoError(v.t, w.Close())
	return out.Bytes()
}

// TestExtractFromContainers: names that strangers chose become names of files, each its own.
func TestExtractFromContainers(t *testing.T) {
	const text = "text/plain;charset=utf-8"
	ours(t, func(v *visit) {
		container := v.packed([2]string{"звіт.txt", "1"}, [2]string{"2026/звіт.txt", "2"}, [2]string{"2025/Звіт.TXT", "3"}, [2]string{".hidden", "4"}, [2]string{"con", "5"}, [2]string{"a/b:c.html", "<script>"})
		report, all := v.extracted("пакет.asice", container)
		assert.Equal(v.t, "ASiC-E", report["kind"])
		assert.Equal(v.t, []taken{
			{"звіт.txt", text, "1"}, {"звіт (2).txt", text, "2"}, {"Звіт (3).TXT", text, "3"}, {"hidden.txt", text, "4"}, {"_con.txt", text, "5"}, {"b_c.html", text, "<script>"},
		}, all)

		inner := v.packed([2]string{"inner.p7s", string(v.attached([]byte("a")))}, [2]string{"inner.asice", string(container)})
		_, all = v.extracted("пакет.asice", inner)
		require.Len(v.t, all, 2, "what is nested stays closed")
		assert.Equal(v.t, string(container), all[1].octets)
	})
}

// TestExtractNothing: of what is not inside, or cannot be read whole, nothing counts.
func TestExtractNothing(t *testing.T) {
	ours(t, func(v *visit) {
		message := v.attached([]byte("Заява"))
		container := v.packed([2]string{"a.txt", "first"}, [2]string{"b.txt", "second"})
		encrypted := bytes.Clone(container)
		encrypted[bytes.LastIndex(encrypted, []byte("PK\x01\x02"))+8] |= 1 // APPNOTE 4.4.4
		damaged := bytes.Replace(container, []byte("second"), []byte("secone"), 1)
		for why, file := range map[string][]byte{
			"nothing":                            {},
			"no signature":                       []byte("Заява"),
			"a message that was cut":             message[:len(message)-1],
			"a PDF":                              pdftest.Plain(),
			"a container that was cut":           container[:len(container)-1],
			"a container with hidden octets":     append(bytes.Clone(container), "hidden"...),
			"a container with a damaged entry":   damaged,
			"an archive that is no container":    []byte("PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
			"an archive with an encrypted entry": encrypted,
		} {
			_, all := v.extracted("a.p7s", file)
			assert.Empty(v.t, all, why)
		}
		v.blobs["doc"] = []byte("Заява")
		answer := v.call("sign", frame{"documents": []frame{document("doc", v.blobs["doc"])}})
		signature := answer["result"].(map[string]any)["signatures"].([]any)[0].(map[string]any)
		_, all := v.extracted("a.p7s", octets(v.t, signature["prefix"]))
		assert.Empty(v.t, all, "a document that lies apart")
	})
}

// TestExtractWhateverTheVerdict: our page shows what was signed, and that it does not hold.
func TestExtractWhateverTheVerdict(t *testing.T) {
	ours(t, func(v *visit) {
		forged := bytes.Replace(v.attached([]byte("сто гривень")), []byte("сто"), []byte("сім"), 1)
		report, all := v.extracted("a.txt.p7s", forged)
		assert.Equal(v.t, "TOTAL-FAILED", report["signatures"].([]any)[0].(map[string]any)["indication"])
		assert.Equal(v.t, []taken{{"a.txt", "text/plain;charset=utf-8", "сім гривень"}}, all)
	})
}

func TestExtractIsForOurOwnPage(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{"file": []byte("a")})
		v.greet("https://cabinet.example")
		v.say(frame{"id": "v", "method": "verify", "role": "page", "params": frame{"signature": document("file", []byte("a")), "extract": true}})
		assert.Equal(b.t, map[string]any{"code": "forbidden"}, v.next("page")["error"])
	})
}

// TestExtractWhatStays: a file that another program writes to meanwhile is not taken for
// what was verified.
func TestExtractWhatStays(t *testing.T) {
	ours(t, func(v *visit) {
		container := v.packed([2]string{"a.txt", strings.Repeat("a", 6<<20)}, [2]string{"b.txt", "second"})
		other := bytes.ReplaceAll(container, []byte("aaaa"), []byte("bbbb"))
		read := v.read
		reads := 0
		v.read = func(role string, p readParams) []byte {
			if p.Blob == "file" && p.Offset == 0 {
				if reads++; reads > 1 {
					return cut(other, p)
				}
			}
			return read(role, p)
		}
		v.blobs["file"] = container
		v.say(frame{"id": "v", "method": "verify", "role": "page", "params": frame{"signature": document("file", container), "extract": true}})
		assert.Equal(v.t, map[string]any{"code": "document-changed"}, v.next("page")["error"])
	})
}

// TestExtractLarge: what is inside goes through in memory that does not grow with it.
func TestExtractLarge(t *testing.T) {
	size := int64(48 << 20)
	if raceDetector {
		size = 20 << 20
	}
	person := authorities().Subscriber(testpki.ECDSAPerson)
	sum := sha256.New()
	for at := int64(0); at < size; at += protocol.PieceSize {
		sum.Write(film(at, protocol.PieceSize))
	}
	signer := cades.Signer{Certificate: person.SignCert, SigningTime: today}
	prepared := must(signer.Prepare(sum.Sum(nil)))
	message := must(prepared.Finish(must(person.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash()))))
	prefix, suffix, err := message.Envelope(size)
	require.NoError(t, err)
	whole := int64(len(prefix)) + size + int64(len(suffix))
	serve(t, func(b *browser) {
		before, peak, reads := heap(), uint64(0), 0
		b.read = func(_ string, p readParams) []byte {
			if reads++; reads%16 == 0 {
				peak = max(peak, grown(before))
			}
			// All of the film that the piece may reach into, with the ends around it.
			from, to := max(p.Offset-int64(len(prefix)), 0), min(p.Offset-int64(len(prefix))+p.Length, size)
			piece := film(from, max(to-from, 0))
			if p.Offset < int64(len(prefix)) {
				piece = append(bytes.Clone(prefix[p.Offset:]), piece...)
			}
			if end := p.Offset + p.Length; end > whole-int64(len(suffix)) {
				piece = append(piece, suffix[:int64(len(suffix))-(whole-end)]...)
			}
			return piece
		}
		v := &visit{browser: b, blobs: map[string][]byte{}}
		v.greetOwn()
		b.discard = true
		b.say(frame{"id": "v", "method": "verify", "role": "page", "params": frame{"signature": frame{"name": "film.mkv.p7s", "size": whole, "blob": "film"}, "extract": true}})
		report := b.next("page")["result"].(map[string]any)
		assert.Equal(b.t, true, report["signatures"].([]any)[0].(map[string]any)["intact"])
		content := report["contents"].([]any)[0].(map[string]any)
		assert.Equal(b.t, []any{"film.mkv", "application/octet-stream", size}, []any{content["name"], content["type"], integer(b.t, content["size"])})
		assert.Less(b.t, peak, uint64(32<<20), "octets of live heap, the test's own included")
	})
}

// TestExtractContainersOfOthers takes out of containers of other programs what unzip does.
func TestExtractContainersOfOthers(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(filepath.Dir(interop.Path(t, "pki/dss-asic/onefile-ok.asice")), "*"))
	require.NoError(t, err)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
			require.NoError(t, err)
			var want []taken
			for _, entry := range archive.File {
				if strings.HasPrefix(entry.Name, "META-INF/") || entry.Name == "mimetype" {
					continue
				}
				r, err := entry.Open()
				require.NoError(t, err)
				octets, err := io.ReadAll(r)
				require.NoError(t, err)
				name := entry.Name
				if !strings.Contains(name, ".") {
					name += ".txt"
				}
				want = append(want, taken{name, "text/plain;charset=utf-8", string(octets)})
			}
			require.NotEmpty(t, want)
			ours(t, func(v *visit) {
				_, all := v.extracted(filepath.Base(file), data)
				assert.Equal(v.t, want, all)
			})
		})
	}
}

// TestExtractMessagesOfOthers takes out of messages of other programs what they put in.
func TestExtractMessagesOfOthers(t *testing.T) {
	for name, want := range map[string]struct{ file, text string }{
		"signatures/iit_attached_cert.p7s":                     {file: "signatures/doc.txt"},
		"signatures/iit_attached_nocert.p7s":                   {file: "signatures/doc.txt"},
		"signatures/jkurwa-message.p7":                         {file: "signatures/jkurwa-content.txt"},
		"signatures/uapki_dps4dir_bes_attached_kupyna256.p7s":  {file: "signatures/doc.txt"},
		"pki/ua-messages/cryptonite-bes-ivanov.p7s":            {text: "test data"},
		"pki/ua-messages/cryptonite-bes-ecdsa-two-signers.p7s": {text: "\x30\x82\x08"},
	} {
		t.Run(name, func(t *testing.T) {
			message := interop.Read(t, name)
			if want.file != "" {
				want.text = string(interop.Read(t, want.file))
			}
			ours(t, func(v *visit) {
				_, all := v.extracted(filepath.Base(name), message)
				require.Len(v.t, all, 1)
				assert.Equal(v.t, want.text, all[0].octets)
			})
		})
	}
}

// TestExtractBesideALongReport: a report too long for one answer is written after what
// was taken out.
func TestExtractBesideALongReport(t *testing.T) {
	message := signedByMany(t, []byte("Звіт"), false)
	ours(t, func(v *visit) {
		report, all := v.extracted("звіт.p7s", message)
		assert.Len(v.t, report["signatures"], manySigners)
		assert.Equal(v.t, []taken{{"звіт.txt", "text/plain;charset=utf-8", "Звіт"}}, all)

		var out bytes.Buffer
		w := must(asic.NewWriter(&out, asic.Extended))
		require.NoError(v.t, w.Add("a.txt", "", strings.NewReader("first")))
		require.NoError(v.t, w.Add("b.txt", "", strings.NewReader("second")))
		require.NoError(v.t, w.AddSignature(signedByMany(v.t, must(w.Manifest()), true)))
		require.NoError(v.t, w.Close())
		report, all = v.extracted("пакет.asice", bytes.Replace(out.Bytes(), []byte("second"), []byte("secone"), 1))
		assert.Len(v.t, report["signatures"], manySigners)
		assert.Empty(v.t, all, "and after what was, before the damage was found")
	})
}
