// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// long is more than the pieces that may be under way.
var long = bytes.Repeat([]byte("Таємниця. "), 200_000)

func opened(t *testing.T, message []byte, recipient envelope.Recipient) []byte {
	t.Helper()
	reader, err := envelope.Open(bytes.NewReader(message), []envelope.Recipient{recipient}, nil)
	require.NoError(t, err)
	content, err := io.ReadAll(reader)
	require.NoError(t, err)
	return content
}

func written(call string, document int) string { return fmt.Sprint(call, " ", document) }

func TestEncryptWithAKey(t *testing.T) {
	person, fop := authorities().Subscriber(testpki.Person), authorities().Subscriber(testpki.FOP)
	sender := authorities().Subscriber(testpki.Director)
	for name, content := range map[string][]byte{"empty": nil, "small": []byte("Звіт"), "long": long} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				v := b.visit("director.p12", map[string][]byte{"first": content, "second": []byte("Ще один")})
				b.written = map[string][]byte{}
				v.greet("https://cabinet.example")
				answer := v.call("encrypt", frame{
					"documents":  []frame{document("first", content), document("second", v.blobs["second"])},
					"recipients": []protocol.Base64{person.AgreeCert.Raw, fop.AgreeCert.Raw, sender.AgreeCert.Raw},
				})
				asked := v.asked["params"].(map[string]any)
				recipients := asked["recipients"].([]any)
				require.Len(b.t, recipients, 3)
				assert.Equal(b.t, "ok", recipients[0].(map[string]any)["status"])
				assert.Equal(b.t, "Тестова Оксана Іванівна", recipients[0].(map[string]any)["owner"].(map[string]any)["name"])
				for i, want := range [][]byte{content, v.blobs["second"]} {
					message := b.written[written("p", i)]
					said := answer["result"].(map[string]any)["messages"].([]any)[i].(map[string]any)
					assert.Equal(b.t, json.Number(fmt.Sprint(len(message))), said["size"])
					for _, s := range []*testpki.Subscriber{person, fop, sender} {
						got := opened(b.t, message, envelope.Recipient{Certificate: s.AgreeCert, Key: s.AgreeKey})
						assert.True(b.t, bytes.Equal(want, got))
					}
				}
			})
		})
	}
}

// TestEncryptWithoutAKey: where nobody's key is needed the person is asked about
// the recipients alone.
func TestEncryptWithoutAKey(t *testing.T) {
	var to []envelope.Recipient
	for _, who := range []string{testpki.RSAPerson, testpki.ECDSAPerson} {
		certificate, err := x509.ParseCertificate(sample(who + ".receiver"))
		require.NoError(t, err)
		recipient := envelope.Recipient{Certificate: certificate, Key: authorities().Subscriber(who).SignKey}
		if ec, ok := recipient.Key.(*ecdsa.PrivateKey); ok {
			recipient.Key, err = ec.ECDH()
			require.NoError(t, err)
		}
		to = append(to, recipient)
	}
	params := frame{
		"documents":  []frame{document("report", []byte("Звіт"))},
		"recipients": []protocol.Base64{to[0].Certificate.Raw, to[1].Certificate.Raw},
	}
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"report": []byte("Звіт")})
		b.written = map[string][]byte{}
		v.greet("https://cabinet.example")
		v.open("encrypt", params)
		asked := v.next("window")
		question := asked["params"].(map[string]any)
		assert.NotContains(b.t, question, "key")
		for _, r := range question["recipients"].([]any) {
			assert.Equal(b.t, "untrusted", r.(map[string]any)["status"])
		}
		for _, method := range []string{"keys", "find"} {
			file := frame{"name": "a", "size": 1, "blob": "key"}
			v.say(frame{"id": method, "method": method, "params": map[string]frame{"keys": {"file": file}, "find": {"everyone": true}}[method], "role": "window"})
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, v.next("window")["error"], method)
		}
		v.say(frame{"id": asked["id"], "result": frame{"approved": true}, "role": "window"})
		require.Contains(b.t, v.next("page"), "result")
		for _, r := range to {
			assert.Equal(b.t, "Звіт", string(opened(b.t, b.written[written("p", 0)], r)))
		}
	})
	for name, result := range map[string]frame{
		"what nobody asked": {"key": "k", "approved": true},
		"no key to turn to": {"approved": false},
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				v := b.visit("director.p12", map[string][]byte{"report": []byte("Звіт")})
				v.greet("https://cabinet.example")
				v.open("encrypt", params)
				v.say(frame{"id": v.next("window")["id"], "result": result, "role": "window"})
				assert.Equal(b.t, map[string]any{"code": "failed"}, v.next("page")["error"])
			})
		})
	}
}

func TestEncryptRefusesRecipients(t *testing.T) {
	person := authorities().Subscriber(testpki.Person)
	for name, recipients := range map[string][]protocol.Base64{
		"nobody":               {},
		"no certificate":       {protocol.Base64("certificate")},
		"one for signing":      {person.AgreeCert.Raw, person.SignCert.Raw},
		"one of a provider":    {person.Chain[0].Raw},
		"more than are served": make([]protocol.Base64, protocol.MaxRecipients+1),
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				v := b.visit("director.p12", map[string][]byte{})
				v.greet("https://cabinet.example")
				v.say(frame{"id": "p", "method": "encrypt", "role": "page", "params": frame{
					"documents": []frame{document("report", []byte("Звіт"))}, "recipients": recipients}})
				assert.Equal(b.t, map[string]any{"code": "invalid-params"}, v.next("page")["error"])
			})
		})
	}
}

// TestEncryptToAnotherCurve: the person's key is not on the recipient's curve.
func TestEncryptToAnotherCurve(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"report": long})
		v.greet("https://cabinet.example")
		// A signing certificate, all others of which are on that curve, turned to agreement.
		other := authorities().Subscriber(testpki.Person).SignCert.Raw
		other = bytes.Replace(other, []byte{3, 2, 6, 0xC0}, []byte{3, 2, 3, 8}, 1)
		answer := v.call("encrypt", frame{"documents": []frame{document("report", long)}, "recipients": []protocol.Base64{other}})
		assert.Equal(b.t, map[string]any{"code": "failed"}, answer["error"])
		assert.Equal(b.t, map[string]any{"kind": "encrypting"}, v.next("window")["params"])
		assert.Equal(b.t, map[string]any{"kind": "error", "code": "sender-unfit"}, v.next("window")["params"])
	})
}

// TestEncryptWhatChanged: nothing but what the person agreed to is encrypted.
func TestEncryptWhatChanged(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"report": bytes.Clone(long)})
		b.written = map[string][]byte{}
		v.greet("https://cabinet.example")
		v.open("encrypt", frame{
			"documents":  []frame{document("report", long)},
			"recipients": []protocol.Base64{authorities().Subscriber(testpki.Person).AgreeCert.Raw},
		})
		v.choose()
		asked := v.next("window")
		v.blobs["report"][len(long)-1] ^= 1
		v.say(frame{"id": asked["id"], "result": frame{"key": asked["params"].(map[string]any)["key"], "approved": true}, "role": "window"})
		assert.Equal(b.t, map[string]any{"code": "document-changed"}, v.next("page")["error"])
	})
}

// TestEncryptToTheRevoked: who lost a key may not be the one who reads.
func TestEncryptToTheRevoked(t *testing.T) {
	lost := authorities().Subscriber(testpki.Person).AgreeCert
	authorities := testpki.NewAt(now, town)
	authorities.Revoke(lost, today.Add(-time.Hour), crl.KeyCompromise)
	said := map[string]any{
		"kind": "error", "code": "recipient-revoked",
		"params": map[string]any{"owner": "Тестова Оксана Іванівна", "since": today.Add(-time.Hour).UTC().Format(time.RFC3339)},
	}
	for name, tt := range map[string]struct {
		services http.Handler
		want     string
		said     map[string]any
	}{
		"it is known":    {authorities.Services(testpki.ServicesOptions{}), "error", said},
		"nobody answers": {nil, "result", map[string]any{"kind": "done"}},
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				b.witness.become(tt.services)
				v := b.visit("director.p12", map[string][]byte{"report": []byte("Звіт")})
				b.written = map[string][]byte{}
				v.greet("https://cabinet.example")
				answer := v.call("encrypt", frame{"documents": []frame{document("report", []byte("Звіт"))}, "recipients": []protocol.Base64{lost.Raw}})
				assert.Contains(b.t, answer, tt.want)
				assert.Equal(b.t, map[string]any{"kind": "encrypting"}, v.next("window")["params"])
				assert.Equal(b.t, tt.said, v.next("window")["params"])
			})
		})
	}
}
