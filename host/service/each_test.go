// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stack is a page that has many documents signed, each for itself.
type stack struct {
	*visit
	documents [][]byte         // nil: it cannot be read
	sizes     int64            // of those
	outcomes  []map[string]any // what the page heard of each, in this order
}

// stack is a page that was greeted, and a person with one key file.
func (b *browser) stack(key string, count int) *stack {
	v := b.visit(key, map[string][]byte{})
	v.greet("https://cabinet.example")
	return v.stack(count)
}

// stack has documents "0", "1" and so on, which differ.
func (v *visit) stack(count int) *stack {
	f := &stack{visit: v, sizes: 7}
	for i := range count {
		f.documents = append(f.documents, fmt.Appendf(nil, "document %d", i))
	}
	others := v.read
	v.read = func(role string, p readParams) []byte {
		var i int
		if n, _ := fmt.Sscanf(p.Blob, "d%d", &i); n == 0 {
			return others(role, p)
		}
		if f.documents[i] == nil {
			return nil
		}
		return cut(f.documents[i], p)
	}
	v.took = func(outcome map[string]any) { f.outcomes = append(f.outcomes, outcome) }
	return f
}

// files are the documents as a page names them, those that cannot be read too.
func (f *stack) files(from, to int) []frame {
	all := []frame{}
	for i := from; i < to; i++ {
		size := int64(len(f.documents[i]))
		if f.documents[i] == nil {
			size = f.sizes
		}
		all = append(all, frame{"name": fmt.Sprintf("звіт %d.xml", i), "size": size, "blob": fmt.Sprintf("d%d", i)})
	}
	return all
}

// list lists all documents.
func (f *stack) list() {
	for from := 0; from < len(f.documents); from += protocol.MaxDocuments {
		to := min(from+protocol.MaxDocuments, len(f.documents))
		f.say(frame{"id": "l", "method": "list", "params": frame{"documents": f.files(from, to)}, "role": "page"})
		require.Equal(f.t, map[string]any{"listed": number(to)}, f.next("page")["result"])
	}
}

// begin lists all documents, and wants them signed.
func (f *stack) begin(change frame) {
	f.list()
	params := frame{"documents": []frame{}, "listed": len(f.documents), "each": true}
	for name, value := range change {
		params[name] = value
	}
	f.open("sign", params)
}

// sign does so as far as the person is asked.
func (f *stack) sign(change frame) {
	f.begin(change)
	f.choose()
}

// leaf are the documents as the window is told of them.
func (f *stack) leaf(from int) []any {
	f.say(frame{"id": "d", "method": "documents", "params": frame{"from": from}, "role": "window"})
	return f.next("window")["result"].(map[string]any)["documents"].([]any)
}

// denied answers the reads of a document that cannot be read.
func (f *stack) denied(code string) {
	read := f.next("page")
	require.Equal(f.t, "read", read["method"])
	f.say(frame{"id": read["id"], "error": frame{"code": code}, "role": "page"})
}

// told is what the window is shown until and with this kind, but for how far signing is.
func (f *stack) told(kind string) []map[string]any {
	var all []map[string]any
	for {
		shown := f.next("window")
		params, _ := shown["params"].(map[string]any)
		if shown["method"] == "show" && (params["kind"] != protocol.ShowSigning || kind == protocol.ShowSigning) {
			all = append(all, params)
		}
		if params["kind"] == kind {
			return all
		}
	}
}

// whole is the signature of a document, which verifies.
func (f *stack) whole(outcome map[string]any, detached bool) {
	f.t.Helper()
	require.Contains(f.t, outcome, "signature", outcome)
	i, _ := outcome["document"].(json.Number).Int64()
	s := outcome["signature"].(map[string]any)
	signature, content := octets(f.t, s["prefix"]), bytes.NewReader(f.documents[i])
	if detached {
		verified(f.t, signature, content)
		return
	}
	_, inside := verified(f.t, bytes.Join([][]byte{signature, f.documents[i], octets(f.t, s["suffix"])}, nil), nil)
	assert.Equal(f.t, f.documents[i], inside)
}

// result is the page's answer, without the certificate.
func result(t *testing.T, answer frame) map[string]any {
	t.Helper()
	require.Contains(t, answer, "result", answer)
	r := answer["result"].(map[string]any)
	assert.NotEmpty(t, r["certificate"])
	delete(r, "certificate")
	return r
}

// TestEach: every document is signed for itself, in order, by one consent to all of
// their digests; and the list is used up.
func TestEach(t *testing.T) {
	for _, detached := range []bool{true, false} {
		serve(t, func(b *browser) {
			const count = 600
			f := b.stack("ecdsa-person.p12", count)
			f.list()
			f.documents = append(f.documents, []byte("one more"))
			f.open("sign", frame{"documents": f.files(count, count+1), "listed": count, "each": true, "detached": detached})

			f.say(frame{"id": "o", "method": "operation", "role": "window"})
			operation := f.next("window")["result"].(map[string]any)
			size, all := 0, sha256.New()
			for _, d := range f.documents {
				digest := sha256.Sum256(d)
				all.Write(digest[:])
				size += len(d)
			}
			assert.Equal(b.t, []any{}, operation["documents"])
			assert.Equal(b.t, map[string]any{"count": number(count + 1), "size": number(size)}, operation["list"])

			f.choose()
			f.agree()
			asked := f.asked["params"].(map[string]any)
			assert.Equal(b.t, []any{}, asked["documents"])
			digest := asked["list"].(map[string]any)["digest"].(map[string]any)
			assert.Equal(b.t, "sha256", digest["hash"])
			assert.Equal(b.t, all.Sum(nil), octets(b.t, digest["value"]), "the digests of all documents, one after the other")

			assert.Equal(b.t, map[string]any{"signed": number(count + 1), "failed": number(0)}, result(b.t, f.answerOf("p")))
			require.Len(b.t, f.outcomes, count+1)
			for i, outcome := range f.outcomes {
				assert.Equal(b.t, number(i), outcome["document"])
				if i%97 == 0 || i == count {
					f.whole(outcome, detached)
				}
			}
			shown := f.told(protocol.ShowDone)
			assert.Equal(b.t, map[string]any{"kind": "done"}, shown[len(shown)-1], "nothing that the person must read")
			assert.Equal(b.t, "close-window", f.next("extension")["method"])

			f.say(frame{"id": "p", "method": "sign", "params": frame{"documents": []frame{}, "listed": count, "each": true}, "role": "page"})
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, f.next("page")["error"], "the list is used up")
		})
	}
}

// TestEachOfFew: as many documents as one message holds are told as ever.
func TestEachOfFew(t *testing.T) {
	serve(t, func(b *browser) {
		f := b.stack("director.p12", 3)
		f.sign(nil)
		f.agree()
		asked := f.asked["params"].(map[string]any)
		assert.Len(b.t, asked["documents"], 3)
		assert.NotContains(b.t, asked, "list")
		assert.Equal(b.t, map[string]any{"signed": number(3), "failed": number(0)}, result(b.t, f.answerOf("p")))
		f.whole(f.outcomes[2], true)
	})
}

// TestFaultsOfSomeDocuments: what is wrong with one document is its own: the others are
// signed, and the person and the page hear of each in its turn.
func TestFaultsOfSomeDocuments(t *testing.T) {
	serve(t, func(b *browser) {
		const count = 300
		f := b.stack("ecdsa-person.p12", count)
		f.documents[0] = nil
		f.documents[7] = []byte(pki.Subject(authorities().Subscriber(testpki.ECDSAPerson).SignCert).DRFO)
		f.documents[299] = bytes.Repeat([]byte("long"), 2<<20)
		f.begin(nil)
		f.denied("read-failed")
		f.choose()
		f.agreeAfter(func() {
			list := f.asked["params"].(map[string]any)["list"].(map[string]any)
			assert.Equal(b.t, number(1), list["unread"])
			leaf := f.leaf(0)
			require.Len(b.t, leaf, protocol.MaxDocuments)
			assert.Equal(b.t, map[string]any{"name": "звіт 0.xml", "size": number(7), "type": "", "fault": "read-failed"}, leaf[0])
			assert.Contains(b.t, leaf[7], "digest", "that it would be a login nobody learns before the consent")
			assert.NotContains(b.t, leaf[7], "fault")
			assert.Len(b.t, f.leaf(256), count-256)
			assert.Empty(b.t, f.leaf(300))
			assert.Empty(b.t, f.outcomes)
			f.documents[100] = []byte("DOCUMENT 100")
			f.documents[299][0] = 'L'
		})
		assert.Equal(b.t, map[string]any{"signed": number(296), "failed": number(4)}, result(b.t, f.answerOf("p")))
		want := map[int]string{0: "read-failed", 7: "identity-content", 100: "document-changed", 299: "document-changed"}
		require.Len(b.t, f.outcomes, count)
		for i, outcome := range f.outcomes {
			assert.Equal(b.t, number(i), outcome["document"])
			if code, wrong := want[i]; wrong {
				assert.Equal(b.t, string(protocol.AsError(protocol.Fail(protocol.Code(code))).For(protocol.Page).Code), outcome["code"])
			} else {
				assert.Contains(b.t, outcome, "signature")
			}
		}
		var told []map[string]any
		for _, i := range []int{0, 7, 100, 299} {
			told = append(told, map[string]any{"kind": "not-signed", "document": number(i), "name": fmt.Sprintf("звіт %d.xml", i), "code": want[i]})
		}
		told = append(told, map[string]any{"kind": "done", "signed": number(296), "failed": number(4), "of": number(count)})
		assert.Equal(b.t, told, f.told(protocol.ShowDone))
		assert.Empty(b.t, f.rest(), "the window stays for the person to read")
	})
}

// TestNothingIsSigned: where no document can be signed there is an error, for the first
// reason, and the page gets no certificate.
func TestNothingIsSigned(t *testing.T) {
	t.Run("nothing can be read", func(t *testing.T) {
		serve(t, func(b *browser) {
			f := b.stack("ecdsa-person.p12", 2)
			clear(f.documents)
			f.begin(nil)
			f.denied("unknown-blob")
			f.denied("unknown-blob")
			assert.Equal(b.t, map[string]any{"kind": "error", "code": "unknown-blob"}, f.next("window")["params"], "nobody is asked")
			assert.Equal(b.t, map[string]any{"code": "failed"}, f.answerOf("p")["error"])
			assert.Empty(b.t, f.outcomes)
		})
	})
	t.Run("all would be logins", func(t *testing.T) {
		serve(t, func(b *browser) {
			f := b.stack("ecdsa-person.p12", 2)
			for i := range f.documents {
				f.documents[i] = []byte("0f8fad5b-d9cb-469f-a165-70867728950e")
			}
			f.sign(nil)
			f.agree()
			assert.Equal(b.t, map[string]any{"code": "refused"}, f.answerOf("p")["error"])
			assert.Len(b.t, f.outcomes, 2)
			shown := f.told(protocol.ShowError)
			params := map[string]any{"document": "звіт 0.xml"}
			assert.Equal(b.t, map[string]any{"kind": "error", "code": "identity-content", "params": params}, shown[len(shown)-1])
		})
	})
}
