// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNobodyActs: whatever the host waits for, it stops waiting.
func TestNobodyActs(t *testing.T) {
	blob := []byte("document")
	for name, tt := range map[string]struct {
		until func(*visit)
		limit time.Duration
	}{
		"the window does not open": {func(v *visit) {
			v.say(frame{"id": "p", "method": "certificate", "role": "page"})
			v.next("extension")
		}, protocol.MaxReply},
		"the window says nothing": {func(v *visit) {
			v.open("certificate", frame{})
		}, protocol.MaxSilence},
		"no password comes": {func(v *visit) {
			v.open("certificate", frame{})
			v.say(frame{"id": "k", "method": "keys", "role": "window", "params": frame{"file": document("key", v.blobs["key"])}})
			v.next("window")
		}, protocol.MaxSilence},
		"no consent comes": {func(v *visit) {
			v.open("certificate", frame{})
			v.choose()
			v.next("window")
		}, protocol.MaxSilence},
		"the page does not read": {func(v *visit) {
			v.open("sign", frame{"documents": []frame{{"name": "a", "size": 1, "blob": "unreadable"}}})
			v.next("page")
		}, protocol.MaxReply},
		"the challenge does not come": {func(v *visit) {
			v.open("login", frame{"challenge": frame{"blob": "unreadable"}})
			v.choose()
			v.agree()
			v.next("window")
			v.next("page")
		}, protocol.MaxReply},
		"a document does not come again": {func(v *visit) {
			v.blobs["doc"] = blob
			v.open("sign", frame{"documents": []frame{document("doc", blob)}})
			v.choose()
			v.agreeAfter(func() { delete(v.blobs, "doc") })
			v.next("window")
			v.next("page")
		}, protocol.MaxReply},
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				v := b.visit("ecdsa-person.p12", map[string][]byte{})
				v.greet("https://cabinet.example")
				tt.until(v)
				started := time.Now()
				assert.Equal(b.t, map[string]any{"code": "timed-out"}, v.answerOf("p")["error"])
				assert.Equal(b.t, tt.limit, time.Since(started))
			})
		})
	}
}

// answerOf waits for the answer to the page's call.
func (b *browser) answerOf(id string) frame {
	for {
		if f := b.next("page"); f["id"] == id {
			return f
		}
	}
}

// agreeAfter agrees, and does something just before.
func (v *visit) agreeAfter(do func()) {
	v.asked = v.next("window")
	do()
	params := v.asked["params"].(map[string]any)
	v.say(frame{"id": v.asked["id"], "result": frame{"key": params["key"], "approved": true}, "role": "window"})
}

// TestSlowPeopleAreWaitedFor: ten minutes count from the last thing done.
func TestSlowPeopleAreWaitedFor(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		time.Sleep(9 * time.Minute)
		v.choose()
		time.Sleep(9 * time.Minute)
		v.agree()
		assert.Contains(b.t, v.answerOf("p"), "result")
	})
}

// TestLargeDocument: large documents go through in memory that does not grow with them,
// at most four pieces at a time.
func TestLargeDocument(t *testing.T) {
	t.Run("signed", func(t *testing.T) { large(t, 200<<20, "sign", frame{}) })
	t.Run("signed into a container", func(t *testing.T) { large(t, 64<<20, "sign", frame{"container": "asic-e"}) })
	t.Run("encrypted", func(t *testing.T) {
		large(t, 64<<20, "encrypt", frame{"recipients": []protocol.Base64{sample("rsa-person.receiver")}})
	})
}

// film is a piece of a large document that nobody keeps.
func film(offset, length int64) []byte {
	piece := make([]byte, length)
	for i := range piece {
		piece[i] = byte((offset+int64(i))>>19) ^ byte(offset+int64(i))
	}
	return piece
}

// large has a large document signed, or encrypted without a key.
func large(t *testing.T, size int64, method string, params frame) {
	if raceDetector {
		size = 20 << 20
	}
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		small := b.read
		before, peak, reads := heap(), uint64(0), 0
		b.read = func(role string, p readParams) []byte {
			if p.Blob != "film" {
				return small(role, p)
			}
			if reads++; reads%16 == 0 {
				peak = max(peak, grown(before))
			}
			return film(p.Offset, p.Length)
		}
		v.greet("https://cabinet.example")
		b.discard = true
		params["documents"] = []frame{{"name": "film.mkv", "size": size, "blob": "film"}}
		v.open(method, params)
		pieces := int(size / protocol.PieceSize)
		least, most := pieces+2, pieces+8 // once, and eight pieces again after consent
		if method == "sign" {
			v.choose()
			v.agree()
		} else {
			v.say(frame{"id": v.next("window")["id"], "result": frame{"approved": true}, "role": "window"})
			least, most = 2*pieces, 2*pieces
		}
		require.Contains(b.t, v.next("page"), "result")
		assert.Less(b.t, peak, uint64(32<<20), "octets of live heap, the test's own included")
		assert.GreaterOrEqual(b.t, reads, least)
		assert.LessOrEqual(b.t, reads, most)
	})
}

func TestAtMostFourReads(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("sign", frame{"documents": []frame{{"name": "a", "size": 64 << 20, "blob": "unreadable"}}})
		assert.Len(b.t, b.rest(), protocol.MaxReads)
	})
}

func TestDocumentChangesAfterConsent(t *testing.T) {
	const size = 5 << 20 // more than is read again whole
	for _, changed := range []int64{0, size - 1} {
		t.Run(fmt.Sprint(changed), func(t *testing.T) {
			serve(t, func(b *browser) {
				v := b.visit("ecdsa-person.p12", map[string][]byte{"doc": make([]byte, size)})
				v.greet("https://cabinet.example")
				v.open("sign", frame{"documents": []frame{document("doc", v.blobs["doc"])}})
				v.choose()
				v.agreeAfter(func() { v.blobs["doc"][changed] = 1 })
				assert.Equal(b.t, map[string]any{"code": "document-changed"}, v.answerOf("p")["error"])
			})
		})
	}
}

// TestTabClosesAnywhere cuts stories after every line: whatever is under way
// ends, and nothing stays behind (which would be fatal to the bubble).
func TestTabClosesAnywhere(t *testing.T) {
	for _, name := range []string{"login", "verify", "preview", "find_superseded", "another_file_while_finding", "decrypt", "encrypt_without_a_key", "token_plugged_in", "token_wrong_pin", "token_key_pin", "reissue", "cloud", "cloud_authorize", "cloud_otp", "cloud_stopped", "deferred_to_the_page", "dialect", "dialect_token", "dialect_file", "dialect_unseen", "dialect_in_pieces", "dialect_cancelled", "sign_each", "sign_each_paused", "sign_each_ended"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := "../protocol/testdata/conversations/" + name + ".jsonl"
			for length := range len(load(t, path).lines) {
				story := load(t, path)
				story.lines = append(story.lines[:length:length], line{End: true})
				serveIn(t, &story.surroundings, func(b *browser) {
					story.play(b)
					synctest.Wait()
					assert.NoError(b.t, <-b.done)
					b.done <- nil
				})
			}
		})
	}
}

// FuzzService says anything in any role to a service that was greeted, by a page of
// either kind and by the extension for itself.
func FuzzService(f *testing.F) {
	f.Add(`{"id":"1","method":"sign","params":{"documents":[{"name":"a","size":1,"blob":"b"}]},"role":"page"}
{"id":"1","method":"operation","role":"window"}
{"id":"2","method":"keys","params":{"file":{"name":"a","size":1,"blob":"b"}},"role":"window"}
{"id":"3","method":"preview","params":{"document":0,"offset":0,"length":1},"role":"window"}
{"id":"2","method":"cancel","params":{"id":"1"},"role":"page"}`)
	f.Add(`{"id":"1","method":"login","params":{"challenge":{"blob":"b","size":32}},"role":"page"}
{"id":"1","method":"cancel","role":"window"}
{"method":"closed","role":"extension"}`)
	f.Add(`{"id":"1","method":"certificate","role":"page"}
{"id":"1","method":"find","params":{"everyone":true},"role":"window"}
{"id":"2","method":"find","params":{"certificates":[{"name":"a","size":1,"blob":"b"}]},"role":"window"}`)
	f.Add(`{"id":"1","method":"certificate","role":"page"}
{"id":"1","method":"tokens","role":"window"}
{"id":"2","method":"tokens","params":{"seen":1},"role":"window"}
{"id":"3","method":"keys","params":{"token":"t","ski":"AB"},"role":"window"}
{"id":"4","method":"revive","params":{"driver":"d"},"role":"window"}`)
	f.Add(`{"id":"1","method":"sign","params":{"documents":[{"name":"a","size":0,"blob":"b"}],"diia":true},"role":"page"}
{"id":"1","method":"operation","role":"window"}
{"id":"2","method":"keys","params":{"provider":"p","user":"u"},"role":"window"}
{"id":"3","method":"stop","role":"window"}
{"id":"4","method":"defer","params":{"provider":"p"},"role":"window"}`)
	f.Add(`{"id":"1","method":"list","params":{"documents":[{"name":"a","size":1,"blob":"b"},{"name":"a","size":0,"blob":"b"}]},"role":"page"}
{"id":"1","method":"sign","params":{"documents":[],"listed":2,"each":true},"role":"page"}
{"id":"2","method":"list","params":{"documents":[],"anew":true},"role":"page"}
{"id":"1","method":"documents","params":{"from":1},"role":"window"}
{"id":"2","method":"pause","role":"window"}
{"id":"3","method":"proceed","role":"window"}
{"id":"4","method":"preview","params":{"document":9999,"offset":0,"length":1},"role":"window"}
{"id":"5","method":"cancel","role":"window"}`)
	f.Add(`{"id":"1","method":"verify","params":{"signature":{"name":"","size":9223372036854775807,"blob":"b"}},"role":"page"}`)
	f.Add(`{"id":"1","method":"verify","params":{"signature":{"name":"","size":4,"blob":"b"}},"role":"page"}
{"id":"2","method":"verify","params":{"signature":{"name":"","size":4,"blob":"b"},"content":{"name":"","size":1,"blob":"c"}},"role":"page"}`)
	f.Add(`{"id":"1","method":"decrypt","params":{"document":{"name":"a","size":1,"blob":"b"}},"role":"page"}
{"id":"1","method":"operation","role":"window"}
{"id":"2","method":"cancel","role":"window"}`)
	for _, der := range [][]byte{authorities().Subscriber(testpki.Person).AgreeCert.Raw, sample(testpki.RSAPerson + ".receiver")} {
		f.Add(`{"id":"1","method":"encrypt","params":{"documents":[{"name":"a","size":0,"blob":"b"}],"recipients":["` + base64.StdEncoding.EncodeToString(der) + `"]},"role":"page"}
{"id":"1","method":"operation","role":"window"}
{"id":"2","method":"cancel","params":{"id":"1"},"role":"page"}`)
	}
	f.Add(`{"id":"1","method":"dialect","params":{"text":"open ","last":false},"role":"page"}
{"id":"1","method":"dialect","params":{"text":"file rsa-person.p12","last":true},"role":"page"}
{"id":"1","method":"operation","role":"window"}
{"id":"2","method":"keys","params":{"wanted":true},"role":"window"}
{"id":"2","method":"dialect","params":{"text":"say","last":true},"role":"page"}
{"id":"3","method":"cancel","params":{"id":"1"},"role":"page"}
{"id":"4","method":"dialect","params":{},"role":"page"}`)
	f.Add(`{"id":"1","method":"dialect","params":{"text":"hash a","last":true},"role":"page"}
{"id":"1","method":"operation","role":"window"}
{"id":"2","method":"preview","params":{"document":0,"offset":0,"length":1},"role":"window"}
{"id":"2","method":"cancel","role":"window"}`)
	f.Add(`{"id":"1","method":"reissue","role":"extension"}
{"id":"1","method":"operation","role":"window"}
{"id":"2","method":"tokens","role":"window"}
{"id":"3","method":"plan","params":{"key":"k","token":"t","kind":"dstu4145"},"role":"window"}
{"id":"4","method":"resume","params":{"unfinished":"u","certificates":[{"name":"a","size":1,"blob":"b"}]},"role":"window"}
{"id":"5","method":"abandon","params":{"unfinished":"u","leave":true},"role":"window"}
{"id":"6","method":"cancel","role":"window"}`)
	log := logrus.New()
	log.SetOutput(io.Discard)
	office := &reissue.Office{Folder: f.TempDir(), Now: now, Log: log}
	greeted := func(t *testing.T, origin, said string) {
		in, w := io.Pipe()
		go func() {
			defer w.Close()
			hello := `{"id":"h","method":"hello","params":{"version":"1","protocol":1,` + origin + `"language":"uk","browser":"b"},"role":"extension"}`
			for text := range strings.Lines(hello + "\n" + said) {
				if protocol.WriteFrame(w, []byte(strings.TrimSpace(text))) != nil {
					return
				}
			}
		}()
		defer in.Close()
		err := service.Serve(t.Context(), in, io.Discard, service.Config{
			Sources: func(service.FileReader) []key.Source {
				return []key.Source{
					newDrawer(map[string]*token{"A1": {Sample: "rsa-person.p12"}}, key.Trouble{Kind: key.DriverCrashed, Driver: "d"}),
					&sky{providers: map[string]*keeper{"a": {Sample: "rsa-person.p12", User: key.UserOptional}}},
				}
			},
			Trust:      func() *pki.Trust { return pki.NewTrust(nil, nil) },
			Finder:     &lookup.Finder{Directory: registry.Builtin()},
			Witness:    &witness{},
			Reissue:    office,
			TaxCabinet: func(string) bool { return true },
			Dialects: map[string]func(*service.Desk) service.Dialect{
				"iit": func(d *service.Desk) service.Dialect { return &clerk{desk: d, closed: make(chan struct{})} },
			},
			Now: func() time.Time { return today },
			Log: log,
		})
		if err != nil {
			require.ErrorIs(t, err, protocol.ErrMalformed)
		}
	}
	f.Fuzz(func(t *testing.T, said string) {
		greeted(t, `"origin":"https://tax.example",`, said)
		greeted(t, `"origin":"https://tax.example","dialect":{"name":"iit","hashes":true},`, said)
		greeted(t, "", said)
	})
}
