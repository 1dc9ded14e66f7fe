// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/phone"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// signServer is a simulated provider whose person is asked by asked.
func signServer(kind ksp.Kind, fault ksptest.Fault, asked func(*phone.Prompt)) *ksptest.Server {
	return ksptest.New(ksptest.Options{
		Kind: kind, App: "Навчальний підпис", Prefix: "PIDPYS_", Fault: fault, Asked: asked, Now: now,
		People:   []ksptest.Person{{ID: "A1", Keys: authorities().Subscriber(testpki.Person)}},
		Server:   authorities().Subscriber(testpki.Stamp),
		Stranger: authorities().Subscriber(testpki.Foreign),
	})
}

// serveCloud is serve where that server keeps keys. The window has named them.
func serveCloud(t *testing.T, kind ksp.Kind, server *ksptest.Server, test func(v *visit, keys frame)) {
	folder := t.TempDir()
	remote := func() key.Source {
		log := logrus.New()
		log.SetLevel(logrus.PanicLevel)
		provider, err := ksp.New(ksp.Config{
			Provider: key.Provider{ID: "a", Title: "Навчальне сховище"}, Kind: kind, Prefix: "PIDPYS_", Base: "https://keys.example",
			Link: map[ksp.Kind]string{ksp.SmartID: "https://keys.example/rd/kep"}[kind], Cipher: ksptest.Cipher{},
			HTTP: ksptest.Line(server), Trust: trust, Now: now, Log: log,
		})
		require.NoError(t, err)
		return cloud.NewSource(cloud.Config{Providers: []cloud.Provider{provider}, Folder: folder, Now: now, Log: log})
	}
	serveIn(t, &surroundings{remote: remote}, func(b *browser) {
		v := b.visit("director.p12", map[string][]byte{"doc": []byte("Податкова декларація")})
		v.greet("https://cabinet.example")
		v.open("sign", frame{"documents": []frame{document("doc", v.blobs["doc"])}})
		keys := frame{"provider": v.provider()}
		if kind == ksp.SignServer {
			keys["user"] = "a1"
		}
		test(v, keys)
	})
}

// TestSimulatedProviders sign what the person confirmed twice.
func TestSimulatedProviders(t *testing.T) {
	for _, kind := range []ksp.Kind{ksp.SignServer, ksp.SmartID} {
		var told []string
		server := signServer(kind, ksptest.NoFault, func(p *phone.Prompt) {
			told = append(told, p.Request().Title)
			p.Confirm("")
		})
		serveCloud(t, kind, server, func(v *visit, keys frame) {
			v.say(frame{"id": "k", "method": "keys", "params": keys, "role": "window"})
			require.Contains(v.t, v.answerAmong("window", "k"), "result")
			v.agreeAmong()
			answer := v.answerOf("p")
			require.Contains(v.t, answer, "result", answer)
			signature := answer["result"].(map[string]any)["signatures"].([]any)[0].(map[string]any)
			verified(v.t, octets(v.t, signature["prefix"]), strings.NewReader(string(v.blobs["doc"])))
			assert.Len(v.t, told, 2)
		})
	}
}

// agreeAmong is agree where the window is shown other things before.
func (v *visit) agreeAmong() {
	for {
		asked := v.next("window")
		if params, _ := asked["params"].(map[string]any); params["kind"] == "consent" {
			v.say(frame{"id": asked["id"], "result": frame{"key": params["key"], "approved": true}, "role": "window"})
			return
		}
	}
}

// TestProvidersFaults: whatever the provider does wrong ends in the code that says so,
// in the first confirmation or the second.
func TestProvidersFaults(t *testing.T) {
	for fault, want := range map[ksptest.Fault]string{
		ksptest.Refuse:             "declined",
		ksptest.Expire:             "unconfirmed",
		ksptest.WrongHash:          "provider-answer",
		ksptest.CertificateChanged: "certificate-changed",
		ksptest.BrokenJSON:         "provider-answer",
		ksptest.ForgedAnswer:       "provider-answer",
		ksptest.ServerError:        "provider-failed",
	} {
		confirm := func(p *phone.Prompt) { p.Confirm("") }
		serveCloud(t, ksp.SignServer, signServer(ksp.SignServer, fault, confirm), func(v *visit, keys frame) {
			v.say(frame{"id": "k", "method": "keys", "params": keys, "role": "window"})
			failure := v.answerAmong("window", "k")["error"]
			if failure == nil {
				v.agreeAmong()
				for failure == nil {
					if params := v.next("window")["params"].(map[string]any); params["kind"] == "error" {
						failure = map[string]any{"code": params["code"], "params": params["params"]}
					}
				}
			}
			said := failure.(map[string]any)
			assert.Equal(v.t, want, said["code"], fault)
			assert.Equal(v.t, "Навчальне сховище", said["params"].(map[string]any)["provider"], fault)
		})
	}
}

// TestBrowserClosedWhileWaiting: before the host exits the provider has released
// what waits for the person, in either confirmation.
func TestBrowserClosedWhileWaiting(t *testing.T) {
	for _, confirmations := range []int{0, 1} {
		server := signServer(ksp.SignServer, ksptest.NoFault, func(p *phone.Prompt) {
			if confirmations--; confirmations >= 0 {
				p.Confirm("")
			}
		})
		second := confirmations == 1
		serveCloud(t, ksp.SignServer, server, func(v *visit, keys frame) {
			v.say(frame{"id": "k", "method": "keys", "params": keys, "role": "window"})
			if second {
				require.Contains(v.t, v.answerAmong("window", "k"), "result")
				v.agreeAmong()
			}
			for asked := false; !asked; {
				params := v.next("window")["params"].(map[string]any)
				asked = params["kind"] == "link" && params["identify"] == !second
			}
			assert.Equal(v.t, 1, server.Waiting())
			v.in.Close()
			for range v.out {
			}
			err := <-v.done
			assert.NoError(v.t, err)
			v.done <- err
			assert.Zero(v.t, server.Waiting())
		})
	}
}
