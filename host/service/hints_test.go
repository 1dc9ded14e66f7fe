// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"crypto/x509"
	"slices"
	"testing"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHints: a key file without certificates is opened with those that the page has.
func TestHints(t *testing.T) {
	who := authorities().Subscriber(testpki.Passport)
	forged := bytes.Clone(who.SignCert.Raw)
	forged[len(forged)-1] ^= 1
	fake, err := pki.ParseCertificate(forged)
	require.NoError(t, err)
	others := authorities().Subscriber(testpki.Director).Certificates()

	for name, test := range map[string]struct {
		hints []*x509.Certificate
		known int  // certificates of the two keys
		signs bool // one of them is the one that signs
	}{
		"the keys'":          {slices.Concat(others, who.Certificates(), who.Chain), 2, true},
		"one of two keys":    {[]*x509.Certificate{who.AgreeCert}, 1, false},
		"forged":             {slices.Concat([]*x509.Certificate{fake}, who.Chain), 0, false},
		"forged and true":    {[]*x509.Certificate{fake, who.SignCert}, 1, true},
		"somebody else's":    {others, 0, false},
		"those of issuers":   {who.Chain, 0, false},
		"the page has none":  {nil, 0, false},
		"too many forgeries": {append(slices.Repeat([]*x509.Certificate{fake}, 32), who.SignCert), 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
				wanted := service.Wanted{File: who.Key6(testpki.Password), Certificates: test.hints}
				held, err := c.wants(wanted, func() {
					c.opens()
					c.takes()
					c.types(c.asks("password"), testpki.Password)
					result := c.answerAmong("window", "k")["result"].(map[string]any)
					known := 0
					for _, k := range result["keys"].([]any) {
						if k.(map[string]any)["issuer"] != "" {
							known++
						}
					}
					assert.Equal(t, test.known, known)
					if test.signs {
						c.agree()
					} else {
						c.say(frame{"id": "c", "method": "cancel", "role": "window"})
					}
					c.closes()
				})
				if !test.signs {
					require.Error(t, err)
					return
				}
				require.NoError(t, err)
				assert.Equal(t, who.SignCert, held.Keys()[0].Certificate)
			})
		})
	}
}
