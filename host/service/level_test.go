// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everybody is services that are all there.
var everybody = map[string]string{"tsa": "answers", "ocsp": "answers"}

// lasting verifies a signature with what it holds alone.
func lasting(t *testing.T, signature, content []byte) validation.Verdict {
	t.Helper()
	verifier := validation.Verifier{Trust: trust(), At: today, NoRevocation: true}
	report, err := verifier.Verify(t.Context(), bytes.NewReader(signature), bytes.NewReader(content), nil)
	require.NoError(t, err)
	require.Len(t, report.Signatures, 1)
	return report.Signatures[0]
}

func TestLevels(t *testing.T) {
	content := bytes.Repeat([]byte("Звіт"), 1_000)
	for _, key := range []string{"director.p12", "ecdsa-person.p12"} {
		for i, level := range []string{"B-T", "B-LT", "B-LTA"} {
			t.Run(key+" "+level, func(t *testing.T) {
				t.Parallel()
				detached := i%2 == 0
				serveAmong(t, nil, everybody, func(b *browser) {
					v := b.visit(key, map[string][]byte{"report": content})
					v.greet("https://cabinet.example")
					answer := v.call("sign", frame{"documents": []frame{document("report", content)}, "level": level, "detached": detached})
					require.Contains(b.t, answer, "result")
					s := answer["result"].(map[string]any)["signatures"].([]any)[0].(map[string]any)
					assert.Equal(b.t, level, s["level"])
					report := v.joined(content, octets(b.t, s["prefix"]), octets(b.t, s["suffix"]), detached)
					assert.Equal(b.t, cades.Level(level), report.Signatures[0].Level)
				})
			})
		}
	}
}

// TestLeastLevel: of the level that a page asks for and the person's own least one the
// higher counts.
func TestLeastLevel(t *testing.T) {
	content := []byte("Звіт")
	for _, tt := range []struct{ own, asked, made string }{
		{"B-LT", "B-B", "B-LT"},
		{"B-T", "", "B-T"},
		{"B-T", "B-LT", "B-LT"},
		{"B-B", "B-B", "B-B"},
	} {
		t.Run(tt.own+" "+tt.asked, func(t *testing.T) {
			t.Parallel()
			serveAmong(t, nil, everybody, func(b *browser) {
				v := b.visit("ecdsa-person.p12", map[string][]byte{"report": content})
				v.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
					"version": "1", "protocol": 1, "origin": "https://cabinet.example", "language": "uk", "browser": "b", "level": tt.own}})
				require.Contains(v.t, v.next("extension"), "result")
				params := frame{"documents": []frame{document("report", content)}}
				if tt.asked != "" {
					params["level"] = tt.asked
				}
				answer := v.call("sign", params)
				require.Contains(b.t, answer, "result")
				s := answer["result"].(map[string]any)["signatures"].([]any)[0].(map[string]any)
				assert.Equal(b.t, tt.made, s["level"])
			})
		})
	}
}

// TestUnknownLeastLevel: a level that nobody makes is none.
func TestUnknownLeastLevel(t *testing.T) {
	serve(t, func(b *browser) {
		b.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
			"version": "1", "protocol": 1, "language": "uk", "browser": "b", "level": "B-C"}})
		assert.Equal(b.t, map[string]any{"code": "invalid-params"}, b.next("extension")["error"])
	})
}

// askedLevel is the next question, which is about the level.
func (v *visit) askedLevel(level, offered, code string) frame {
	v.t.Helper()
	for {
		f := v.next("window")
		params := f["params"].(map[string]any)
		if f["method"] == "show" {
			continue
		}
		require.Equal(v.t, "level", params["kind"], f)
		require.Equal(v.t, []any{level, offered, code}, []any{params["level"], params["offered"], params["code"]})
		return f
	}
}

// TestServicesFail: the person is told before anything is signed, and settles
// for less, has it tried again, or refuses.
func TestServicesFail(t *testing.T) {
	content := []byte("Звіт")
	start := func(b *browser, key, level string) *visit {
		v := b.visit(key, map[string][]byte{"report": content})
		v.greet("https://cabinet.example")
		v.open("sign", frame{"documents": []frame{document("report", content)}, "level": level})
		v.choose()
		v.agree()
		return v
	}
	signed := func(v *visit) string {
		answer := v.next("page")
		require.Contains(v.t, answer, "result", answer)
		s := answer["result"].(map[string]any)["signatures"].([]any)[0].(map[string]any)
		assert.Equal(v.t, cades.Level(s["level"].(string)), lasting(v.t, octets(v.t, s["prefix"]), content).Level)
		return s["level"].(string)
	}
	for _, tt := range []struct {
		name, key, level string
		services         map[string]string
		offered, code    string
	}{
		{"no time", "director.p12", "B-T", map[string]string{"tsa": "fails", "ocsp": "answers"}, "B-B", "time-stamp-unavailable"},
		{"no status", "ecdsa-person.p12", "B-LTA", map[string]string{"tsa": "answers", "ocsp": "fails"}, "B-T", "status-unavailable"},
		{"nobody", "ecdsa-person.p12", "B-LT", nil, "B-B", "time-stamp-unavailable"},
	} {
		choose := func(t *testing.T, choose func(v *visit, id any)) {
			serveAmong(t, nil, tt.services, func(b *browser) {
				v := start(b, tt.key, tt.level)
				choose(v, v.askedLevel(tt.level, tt.offered, tt.code)["id"])
			})
		}
		t.Run(tt.name+", less will do", func(t *testing.T) {
			choose(t, func(v *visit, id any) {
				v.say(frame{"id": id, "result": frame{"level": tt.offered}, "role": "window"})
				assert.Equal(v.t, tt.offered, signed(v))
			})
		})
		t.Run(tt.name+", again", func(t *testing.T) {
			choose(t, func(v *visit, id any) {
				v.witness.become(authorities().Services(testpki.ServicesOptions{}))
				v.say(frame{"id": id, "result": frame{"level": tt.level}, "role": "window"})
				assert.Equal(v.t, tt.level, signed(v))
			})
		})
		t.Run(tt.name+", refused", func(t *testing.T) {
			choose(t, func(v *visit, id any) {
				v.say(frame{"id": id, "error": frame{"code": "cancelled"}, "role": "window"})
				assert.Equal(v.t, map[string]any{"code": "cancelled"}, v.next("page")["error"])
			})
		})
	}
	for name, answer := range map[string]frame{
		"a level that nobody offered": {"level": "B-LTA"},
		"nothing":                     {},
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(b *browser) {
				v := start(b, "ecdsa-person.p12", "B-T")
				asked := v.askedLevel("B-T", "B-B", "time-stamp-unavailable")
				v.say(frame{"id": asked["id"], "result": answer, "role": "window"})
				assert.Equal(b.t, map[string]any{"code": "failed"}, v.next("page")["error"])
			})
		})
	}
	t.Run("nobody answers the question", func(t *testing.T) {
		serve(t, func(b *browser) {
			v := start(b, "ecdsa-person.p12", "B-T")
			v.askedLevel("B-T", "B-B", "time-stamp-unavailable")
			assert.Equal(b.t, map[string]any{"code": "timed-out"}, v.next("page")["error"])
		})
	})
}

// TestRevokedSigner: a certificate that is revoked signs nothing.
func TestRevokedSigner(t *testing.T) {
	serveAmong(t, nil, everybody, func(b *browser) {
		v := b.visit("revoked.p12", map[string][]byte{"report": []byte("Звіт")})
		v.greet("https://cabinet.example")
		answer := v.call("sign", frame{"documents": []frame{document("report", []byte("Звіт"))}, "level": "B-T"})
		assert.Equal(b.t, map[string]any{"code": "failed"}, answer["error"])
		for {
			params := v.next("window")["params"].(map[string]any)
			if params["kind"] != "error" {
				continue
			}
			assert.Equal(b.t, "certificate-revoked", params["code"])
			assert.Contains(b.t, params["params"], "since")
			break
		}
		assert.Zero(b.t, b.witness.stamped, "nothing was stamped")
	})
}

// TestLongSignatures: what one answer cannot hold is written.
func TestLongSignatures(t *testing.T) {
	serveAmong(t, nil, everybody, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		b.written = map[string][]byte{}
		v.greet("https://cabinet.example")
		var documents []frame
		for i := range protocol.MaxDocuments {
			name := fmt.Sprint("report", i)
			v.blobs[name] = []byte(name)
			documents = append(documents, document(name, v.blobs[name]))
		}
		answer := v.call("sign", frame{"documents": documents, "level": "B-LTA"})
		require.Contains(b.t, answer, "result")
		written := 0
		for i, s := range answer["result"].(map[string]any)["signatures"].([]any) {
			s := s.(map[string]any)
			signature := octets(b.t, s["prefix"])
			if size, ok := s["written"]; ok {
				written++
				rest := b.written[fmt.Sprint("p ", i)]
				assert.Equal(b.t, json.Number(fmt.Sprint(len(rest))), size)
				signature = append(signature, rest...)
			}
			assert.Equal(b.t, cades.LevelBLTA, lasting(b.t, signature, []byte(fmt.Sprint("report", i))).Level)
		}
		assert.NotZero(b.t, written, "so many are longer than one frame")
	})
}
