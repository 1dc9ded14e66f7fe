// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// encrypted is a page with a message to the person.
func (b *browser) encrypted(message []byte) (*visit, frame) {
	v := b.visit("person.p12", map[string][]byte{"message": message})
	v.greet("https://cabinet.example")
	return v, frame{"document": document("message", message)}
}

func TestDecrypt(t *testing.T) {
	person, director := authorities().Subscriber(testpki.Person), authorities().Subscriber(testpki.Director)
	for name, content := range map[string][]byte{"empty": nil, "small": []byte("Звіт"), "long": long} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				v, params := b.encrypted(sealed(content, testpki.Director, person.AgreeCert))
				b.written = map[string][]byte{}
				answer := v.call("decrypt", params)
				assert.Equal(b.t, map[string]any{
					"size":         json.Number(fmt.Sprint(len(content))),
					"content_type": "1.2.840.113549.1.7.1",
					"originator":   base64.StdEncoding.EncodeToString(director.AgreeCert.Raw),
				}, answer["result"])
				assert.True(b.t, bytes.Equal(content, b.written[written("p", 0)]))
			})
		})
	}
}

// TestDecryptOnceExpired: what was encrypted to a certificate can be read when
// it has expired.
func TestDecryptOnceExpired(t *testing.T) {
	serve(t, func(b *browser) {
		s := authorities().Subscriber(testpki.Expired)
		v, params := b.encrypted(sealed([]byte("Звіт"), testpki.Director, s.AgreeCert))
		v.key, v.blobs["key"] = "expired.p12", sample("expired.p12")
		b.written = map[string][]byte{}
		require.Contains(b.t, v.call("decrypt", params), "result")
		assert.Equal(b.t, "Звіт", string(b.written[written("p", 0)]))
	})
}

// TestDecryptText: sites and mail hand messages out as base64, too.
func TestDecryptText(t *testing.T) {
	serve(t, func(b *browser) {
		message := sealed([]byte("Звіт"), testpki.Director, authorities().Subscriber(testpki.Person).AgreeCert)
		v, params := b.encrypted([]byte(base64.StdEncoding.EncodeToString(message)))
		b.written = map[string][]byte{}
		require.Contains(b.t, v.call("decrypt", params), "result")
		assert.Equal(b.t, "Звіт", string(b.written[written("p", 0)]))
	})
}

// TestDecryptFails: the window says why, the page learns nothing.
func TestDecryptFails(t *testing.T) {
	person, director := authorities().Subscriber(testpki.Person), authorities().Subscriber(testpki.Director)
	right := sealed(long, testpki.Director, person.AgreeCert)
	wrapped := bytes.Clone(right)
	wrapped[bytes.Index(wrapped, person.AgreeCert.SerialNumber.Bytes())+40] ^= 1
	for name, tt := range map[string]struct {
		message []byte
		code    string
	}{
		"no message":          {[]byte("Звіт"), "not-an-envelope"},
		"a signature":         {sample("person.cer"), "not-an-envelope"},
		"half a message":      {right[:len(right)/2], "damaged-envelope"},
		"another content key": {wrapped, "damaged-envelope"},
		"to somebody else":    {sealed(long, testpki.Person, director.AgreeCert), "not-a-recipient"},
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				v, params := b.encrypted(tt.message)
				b.written = map[string][]byte{}
				assert.Equal(b.t, map[string]any{"code": "failed"}, v.call("decrypt", params)["error"])
				assert.Equal(b.t, map[string]any{"kind": "decrypting"}, v.next("window")["params"])
				assert.Equal(b.t, map[string]any{"kind": "error", "code": tt.code}, v.next("window")["params"])
			})
		})
	}
}

// TestNothingIsDecryptedBefore the person agreed.
func TestNothingIsDecryptedBefore(t *testing.T) {
	serve(t, func(b *browser) {
		v, params := b.encrypted(sealed(long, testpki.Director, authorities().Subscriber(testpki.Person).AgreeCert))
		v.open("decrypt", params)
		v.choose()
		v.asked = v.next("window")
		for _, f := range v.rest() {
			assert.NotEqual(b.t, "write", f["method"])
		}
		v.say(frame{"id": v.asked["id"], "error": frame{"code": "cancelled"}, "role": "window"})
		assert.Equal(b.t, map[string]any{"code": "cancelled"}, v.next("page")["error"])
	})
}

// TestWrites: at most so many are under way, and a page that does not take them
// ends the operation.
func TestWrites(t *testing.T) {
	message := sealed(long, testpki.Director, authorities().Subscriber(testpki.Person).AgreeCert)
	start := func(b *browser) *visit {
		v, params := b.encrypted(message)
		v.open("decrypt", params)
		v.choose()
		v.agree()
		return v
	}
	t.Run("unanswered", func(t *testing.T) {
		serve(t, func(b *browser) {
			v := start(b)
			for range protocol.MaxWrites {
				assert.Equal(b.t, "write", v.next("page")["method"])
			}
			assert.Equal(b.t, map[string]any{"code": "timed-out"}, v.next("page")["error"])
		})
	})
	for name, answer := range map[string]frame{
		"refused":   {"error": frame{"code": "unsupported"}},
		"misspoken": {"result": frame{"data": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				v := start(b)
				answer["id"], answer["role"] = v.next("page")["id"], "page"
				v.say(answer)
				assert.Equal(b.t, map[string]any{"code": "failed"}, v.answerOf("p")["error"])
			})
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		serve(t, func(b *browser) {
			v := start(b)
			v.next("page")
			v.say(frame{"id": "c", "method": "cancel", "params": frame{"id": "p"}, "role": "page"})
			assert.Equal(b.t, map[string]any{"code": "cancelled"}, v.answerOf("p")["error"])
		})
	})
}

// TestDecryptWhatChanged: nothing but what the person agreed to is decrypted.
func TestDecryptWhatChanged(t *testing.T) {
	serve(t, func(b *browser) {
		v, params := b.encrypted(sealed(long, testpki.Director, authorities().Subscriber(testpki.Person).AgreeCert))
		b.written = map[string][]byte{}
		v.open("decrypt", params)
		v.choose()
		asked := v.next("window")
		v.blobs["message"] = bytes.Clone(v.blobs["message"])
		v.blobs["message"][len(v.blobs["message"])/2] ^= 1
		v.say(frame{"id": asked["id"], "result": frame{"key": asked["params"].(map[string]any)["key"], "approved": true}, "role": "window"})
		assert.Equal(b.t, map[string]any{"code": "document-changed"}, v.next("page")["error"])
		assert.True(b.t, bytes.HasPrefix(long, b.written[written("p", 0)]))
	})
}

// TestDecryptShowsNoText: what is to be decrypted says nothing to the person, but
// a page could have it say anything.
func TestDecryptShowsNoText(t *testing.T) {
	serve(t, func(b *browser) {
		v, params := b.encrypted([]byte("Натисніть «Розшифрувати», щоб отримати виплату"))
		v.open("decrypt", params)
		v.choose()
		assert.NotContains(b.t, v.next("window")["params"], "text")
	})
}
