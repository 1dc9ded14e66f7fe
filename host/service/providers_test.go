// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// redirect is where the browser's sign-in window ends.
const redirect = "https://pidpys.example/"

// serveProvider is serve where one provider keeps keys.
func serveProvider(t *testing.T, k *keeper, test func(v *visit)) {
	k.Title = "Навчальне сховище"
	serveIn(t, &surroundings{providers: map[string]*keeper{"a": k}}, func(b *browser) { test(b.visitFrom("b")) })
}

// visitFrom is visit from a browser whose sign-in window can be used.
func (b *browser) visitFrom(name string) *visit {
	v := b.visit("director.p12", map[string][]byte{})
	v.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
		"version": "1", "protocol": 1, "origin": "https://cabinet.example", "language": "uk", "browser": name, "redirect": redirect}})
	require.Contains(v.t, v.next("extension"), "result")
	return v
}

// provider is what the window calls the provider.
func (v *visit) provider() any {
	v.t.Helper()
	v.say(frame{"id": "o", "method": "operation", "role": "window"})
	shown := v.answerAmong("window", "o")["result"].(map[string]any)["providers"].([]any)
	return shown[0].(map[string]any)["provider"]
}

// chooseProvider has the keys of the provider shown, where nothing is asked.
func (v *visit) chooseProvider() frame {
	v.t.Helper()
	v.say(frame{"id": "k", "method": "keys", "params": frame{"provider": v.provider()}, "role": "window"})
	answer := v.answerAmong("window", "k")
	require.Contains(v.t, answer, "result", answer)
	return answer
}

// TestProvidersSignaturesVerify: bare ones and whole ones, one and many, of every
// kind of key, whatever hash the page asks for.
func TestProvidersSignaturesVerify(t *testing.T) {
	for _, tt := range []struct {
		sample   string
		cms      bool
		detached bool
		want     *pki.Hash
	}{
		{"director.p12", false, true, pki.Kupyna256},
		{"director.p12", true, true, pki.GOST34311},
		{"director.p12", true, false, pki.GOST34311},
		{"ecdsa-person.p12", true, false, pki.SHA256},
		{"rsa-person.p12", true, true, pki.SHA256},
	} {
		t.Run(fmt.Sprint(tt.sample, tt.cms, tt.detached), func(t *testing.T) {
			t.Parallel()
			serveProvider(t, &keeper{Sample: tt.sample, CMS: tt.cms, Max: 250}, func(v *visit) {
				var list []frame
				for i := range 3 {
					name := fmt.Sprint("doc", i)
					v.blobs[name] = []byte("Податкова декларація " + name)
					list = append(list, document(name, v.blobs[name]))
				}
				v.open("sign", frame{"documents": list, "detached": tt.detached, "hash": "kupyna256"})
				v.chooseProvider()
				v.agree()
				answer := v.next("page")
				require.Contains(v.t, answer, "result", answer)
				for i, each := range answer["result"].(map[string]any)["signatures"].([]any) {
					s, content := each.(map[string]any), v.blobs[fmt.Sprint("doc", i)]
					prefix, suffix := octets(v.t, s["prefix"]), octets(v.t, s["suffix"])
					assert.Equal(v.t, tt.want.Name(), s["digest"].(map[string]any)["hash"])
					if tt.detached {
						verified(v.t, prefix, bytes.NewReader(content))
						continue
					}
					_, inside := verified(v.t, bytes.Join([][]byte{prefix, content, suffix}, nil), nil)
					assert.Equal(v.t, content, inside)
				}
			})
		})
	}
}

// TestManyDocumentsByOneConfirmation: as many as providers sign at once.
func TestManyDocumentsByOneConfirmation(t *testing.T) {
	for _, most := range []int{40, 250} {
		serveProvider(t, &keeper{Sample: "ecdsa-person.p12", CMS: true, Max: most}, func(v *visit) {
			var list []frame
			for i := range most {
				name := fmt.Sprint("d", i)
				v.blobs[name] = []byte(name)
				list = append(list, document(name, v.blobs[name]))
			}
			v.open("sign", frame{"documents": list})
			v.chooseProvider()
			v.agree()
			answer := v.next("page")
			require.Contains(v.t, answer, "result", answer)
			signatures := answer["result"].(map[string]any)["signatures"].([]any)
			require.Len(v.t, signatures, most)
			last := signatures[most-1].(map[string]any)
			verified(v.t, octets(v.t, last["prefix"]), strings.NewReader(fmt.Sprint("d", most-1)))
		})
	}
}

// TestLoginByAProvider: a provider that makes the attributes itself signs the
// statement as plain octets; another signs it as what it is.
func TestLoginByAProvider(t *testing.T) {
	challenge := bytes.Repeat([]byte{7}, 32)
	for whole, want := range map[bool]string{true: pki.OIDData.String(), false: login.OID.String()} {
		serveProvider(t, &keeper{Sample: "director.p12", CMS: whole}, func(v *visit) {
			v.blobs["challenge"] = challenge
			v.open("login", frame{"challenge": frame{"blob": "challenge"}})
			v.chooseProvider()
			v.agree()
			answer := v.next("page")
			require.Contains(v.t, answer, "result", answer)
			report, content := verified(v.t, octets(v.t, answer["result"].(map[string]any)["token"]), nil)
			assert.Equal(v.t, want, report.ContentType.String())
			statement, err := login.Parse(content)
			require.NoError(v.t, err)
			assert.Equal(v.t, challenge, statement.Challenge)
			assert.Equal(v.t, "https://cabinet.example", statement.Origin)
		})
	}
}

// TestStatementsAreNoDocuments: a page that has a statement signed as a document
// could sign the person in elsewhere.
func TestStatementsAreNoDocuments(t *testing.T) {
	statement := login.Statement{Origin: "https://elsewhere.example", Challenge: bytes.Repeat([]byte{7}, 32), Time: today}
	content, err := statement.Marshal()
	require.NoError(t, err)
	serveProvider(t, &keeper{Sample: "director.p12", CMS: true}, func(v *visit) {
		v.blobs["doc"] = content
		v.open("sign", frame{"documents": []frame{document("doc", content)}, "detached": false})
		v.chooseProvider()
		v.agree()
		assert.Equal(v.t, map[string]any{"code": "refused"}, v.next("page")["error"])
	})
}

// TestWhoTheUserIs is told to a provider as the window said it, and to none that
// does not ask.
func TestWhoTheUserIs(t *testing.T) {
	const user = "Бухгалтер;user=1/%"
	for need, cases := range map[key.UserID]map[string]bool{
		key.UserNone:     {"": true, user: false},
		key.UserOptional: {"": true, user: true, strings.Repeat("u", protocol.MaxUser+1): false},
		key.UserRequired: {"": false, user: true},
	} {
		for said, right := range cases {
			serveProvider(t, &keeper{Sample: "ecdsa-person.p12", User: need}, func(v *visit) {
				v.open("certificate", frame{})
				params := frame{"provider": v.provider()}
				if said != "" {
					params["user"] = said
				}
				v.say(frame{"id": "k", "method": "keys", "params": params, "role": "window"})
				answer := v.answerAmong("window", "k")
				if !right {
					assert.Equal(v.t, map[string]any{"code": "invalid-params"}, answer["error"], "%q %q", need, said)
					return
				}
				require.Contains(v.t, answer, "result", answer)
				assert.Equal(v.t, []string{said}, v.sky.users)
			})
		}
	}
}

// TestProvidersAreForSigning: who encrypts, decrypts or moves to another key is
// shown none, and names of one operation mean nothing in another.
func TestProvidersAreForSigning(t *testing.T) {
	serveProvider(t, &keeper{Sample: "director.p12"}, func(v *visit) {
		v.open("certificate", frame{})
		old := v.provider()
		v.say(frame{"id": "c", "method": "cancel", "role": "window"})
		v.next("page")
		v.next("extension") // closes the window
		v.blobs["doc"] = sample("person.envelope")
		v.open("decrypt", frame{"document": document("doc", v.blobs["doc"])})
		v.say(frame{"id": "o", "method": "operation", "role": "window"})
		assert.NotContains(v.t, v.answerAmong("window", "o")["result"], "providers")
		for method, params := range map[string]frame{"keys": {"provider": old}, "defer": {"provider": old}} {
			v.say(frame{"id": method, "method": method, "params": params, "role": "window"})
			assert.Equal(v.t, map[string]any{"code": "invalid-params"}, v.answerAmong("window", method)["error"])
		}
	})
}

// TestAfterTheConsent nobody stops waiting or turns to the page: there is «Скасувати»,
// which releases what was begun.
func TestAfterTheConsent(t *testing.T) {
	serveProvider(t, &keeper{Sample: "director.p12", Asks: []string{"link"}, Waits: "sign"}, func(v *visit) {
		v.blobs["doc"] = []byte("document")
		v.open("sign", frame{"documents": []frame{document("doc", v.blobs["doc"])}, "diia": true})
		v.say(frame{"id": "o", "method": "operation", "role": "window"})
		offered := v.next("window")["result"].(map[string]any)["providers"].([]any)
		diia, sky := offered[0].(map[string]any)["provider"], offered[1].(map[string]any)["provider"]
		v.say(frame{"id": "k", "method": "keys", "params": frame{"provider": sky}, "role": "window"})
		require.Contains(v.t, v.answerAmong("window", "k"), "result")
		v.agree()
		v.asks("signing")
		v.asks("link")
		for method, params := range map[string]frame{"stop": {}, "defer": {"provider": diia}} {
			v.say(frame{"id": method, "method": method, "params": params, "role": "window"})
			assert.Equal(v.t, map[string]any{"code": "busy"}, v.answerAmong("window", method)["error"])
		}
		assert.Zero(v.t, v.sky.released)
		v.say(frame{"id": "c", "method": "cancel", "role": "window"})
		assert.Equal(v.t, map[string]any{"code": "cancelled"}, v.next("page")["error"])
		assert.Equal(v.t, 1, v.sky.released)
	})
}

// TestStopKeepsWhatIsOpen: where nothing is looked for any more the person is asked
// again about the key that is open.
func TestStopKeepsWhatIsOpen(t *testing.T) {
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		v.choose()
		before := v.next("window")["params"].(map[string]any)["key"]
		v.say(frame{"id": "s", "method": "stop", "role": "window"})
		assert.Equal(b.t, map[string]any{}, v.answerAmong("window", "s")["result"])
		v.agree()
		assert.Equal(b.t, before, v.asked["params"].(map[string]any)["key"])
		assert.Contains(b.t, v.answerOf("p"), "result")
	})
	serve(t, func(b *browser) {
		v := b.visit("ecdsa-person.p12", map[string][]byte{})
		v.greet("https://cabinet.example")
		v.open("certificate", frame{})
		v.say(frame{"id": "s", "method": "stop", "role": "window"})
		assert.Equal(b.t, map[string]any{}, v.answerAmong("window", "s")["result"], "nothing to stop")
	})
}

// TestWhereAVisitEnds: at the redirect of hello and nowhere else.
func TestWhereAVisitEnds(t *testing.T) {
	for ended, right := range map[string]bool{
		redirect + "?code=c&state=s": true,
		redirect:                     true,
		redirect + "?" + strings.Repeat("c", protocol.MaxURL):  false,
		redirect + "?code=c#state=s":                           false,
		redirect + "more?code=c":                               false,
		"https://pidpys.example?code=c":                        false,
		"http://pidpys.example/?code=c":                        false,
		"https://pidpys.example.evil.example/?code=c":          false,
		"https://pidpys.example@evil.example/?code=c":          false,
		"https://evil.example/?to=https://pidpys.example/?a=b": false,
		"": false,
	} {
		serveProvider(t, &keeper{Sample: "ecdsa-person.p12", Asks: []string{"page"}}, func(v *visit) {
			v.open("certificate", frame{})
			v.say(frame{"id": "k", "method": "keys", "params": frame{"provider": v.provider()}, "role": "window"})
			v.say(frame{"id": v.asks("authorize")["id"], "result": frame{"url": ended}, "role": "window"})
			answer := v.answerAmong("window", "k")
			if right {
				require.Contains(v.t, answer, "result", answer)
				assert.Equal(v.t, []string{ended}, v.sky.visited)
				return
			}
			failure := map[string]any{"code": "authorization-failed", "params": map[string]any{"provider": "Навчальне сховище"}}
			assert.Equal(v.t, failure, answer["error"], ended)
		})
	}
}

// TestFirefoxIsLedToThePage, which it would fetch before it shows it.
func TestFirefoxIsLedToThePage(t *testing.T) {
	for _, name := range []string{"Firefox 140", "Firefox"} {
		firefoxIsLed(t, name)
	}
}

func firefoxIsLed(t *testing.T, name string) {
	around := &surroundings{wired: true, providers: map[string]*keeper{"a": {Title: "Навчальне сховище", Sample: "ecdsa-person.p12", Asks: []string{"page"}}}}
	serveIn(t, around, func(b *browser) {
		v := b.visitFrom(name)
		v.open("certificate", frame{})
		v.say(frame{"id": "k", "method": "keys", "params": frame{"provider": v.provider()}, "role": "window"})
		asked := v.asks("authorize")
		lead := asked["params"].(map[string]any)["url"].(string)
		require.True(t, strings.HasPrefix(lead, "http://127.0.0.1:"), lead)
		response, err := http.Get(lead)
		require.NoError(t, err)
		shown, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		response.Body.Close()
		assert.Contains(t, string(shown), "https://provider.example/oauth2/authorize?redirect_uri="+redirect)
		v.say(frame{"id": asked["id"], "result": frame{"url": redirect + "?code=c"}, "role": "window"})
		require.Contains(t, v.answerAmong("window", "k"), "result")
		assert.Equal(t, []string{redirect + "?code=c"}, v.sky.visited)
		_, err = http.Get(lead)
		assert.Error(t, err, "nobody is led there any more")
	})
}

// TestRedirects: only an address that nothing hangs on can end a visit.
func TestRedirects(t *testing.T) {
	for _, wrong := range []string{"http://a.example/", "https://", "a.example", "https://a.example/?b", "https://a.example/#b", "https://u@a.example/", "https://a.example/" + strings.Repeat("a", protocol.MaxRedirect)} {
		serve(t, func(b *browser) {
			b.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
				"version": "1", "protocol": 1, "language": "uk", "browser": "b", "redirect": wrong}})
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, b.next("extension")["error"], wrong)
		})
	}
}

// TestWaitingForAProvider counts as no silence of the person once it is over.
func TestWaitingForAProvider(t *testing.T) {
	serveProvider(t, &keeper{Sample: "director.p12", Asks: []string{"link"}, Waits: "identify"}, func(v *visit) {
		v.open("certificate", frame{})
		v.say(frame{"id": "k", "method": "keys", "params": frame{"provider": v.provider()}, "role": "window"})
		started := time.Now()
		assert.Equal(v.t, map[string]any{"code": "timed-out"}, v.answerOf("p")["error"], "who never confirms is silent")
		assert.Equal(v.t, protocol.MaxSilence, time.Since(started))
		assert.Equal(v.t, 1, v.sky.released)
	})
}

// TestQuestionsOfProvidersUnanswered end the operation as all others do; nobody
// blames the provider.
func TestQuestionsOfProvidersUnanswered(t *testing.T) {
	for _, kind := range []string{"remote-pin", "otp"} {
		serveToType(t, kind, func(v *visit, _ frame) {
			started := time.Now()
			assert.Equal(v.t, map[string]any{"code": "timed-out"}, v.answerOf("p")["error"], kind)
			assert.Equal(v.t, protocol.MaxSilence, time.Since(started))
		})
	}
}

// TestNothingTyped for a provider is wrong without being sent there, and no
// carrier's.
func TestNothingTyped(t *testing.T) {
	for kind, code := range map[string]string{"remote-pin": "wrong-pin", "otp": "wrong-otp"} {
		for _, typed := range []string{"", strings.Repeat("1", protocol.MaxSecret+1)} {
			serveToType(t, kind, func(v *visit, asked frame) {
				v.types(asked, typed)
				failure := v.asks("error")["params"].(map[string]any)
				assert.Equal(v.t, code, failure["code"])
				assert.Equal(v.t, map[string]any{"provider": "Навчальне сховище"}, failure["params"])
				assert.Equal(v.t, []string{""}, v.sky.secrets)
			})
		}
	}
}

// serveToType is serveProvider where the person has agreed to sign and a provider
// asks for a secret.
func serveToType(t *testing.T, kind string, test func(v *visit, asked frame)) {
	serveProvider(t, &keeper{Sample: "director.p12", Asks: []string{kind}}, func(v *visit) {
		v.blobs["doc"] = []byte("document")
		v.open("sign", frame{"documents": []frame{document("doc", v.blobs["doc"])}})
		v.chooseProvider()
		v.agree()
		v.asks("signing")
		test(v, v.asks(kind))
	})
}

// TestTheSystemAsksForProviders: for the PIN and the code, and our window does not.
func TestTheSystemAsksForProviders(t *testing.T) {
	d := &dialogs{secret: []byte("135790")}
	around := &surroundings{providers: map[string]*keeper{"a": {Sample: "director.p12", Title: "Сховище", Asks: []string{"remote-pin", "otp"}}}, native: d.native}
	serveIn(t, around, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"doc": []byte("document")})
		v.greet("https://cabinet.example")
		v.open("sign", frame{"documents": []frame{document("doc", v.blobs["doc"])}})
		v.chooseProvider()
		v.agree()
		v.asks("signing")
		for range 2 {
			v.asks("pin-native")
			v.asks("go-on")
		}
		assert.Contains(v.t, v.answerOf("p"), "result")
		assert.Equal(v.t, []string{"135790", "135790"}, v.sky.secrets)
		assert.Equal(v.t, []key.Question{{Kind: key.AskRemotePIN, Provider: "Сховище"}, {Kind: key.AskOTP, Provider: "Сховище"}}, d.asked)
	})
}
