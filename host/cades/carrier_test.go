// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestCarrierBetweenStrangers has OpenSC sign with the simulated token and Bouncy
// Castle accept the value: nothing of ours but the token has a part in it.
func TestCarrierBetweenStrangers(t *testing.T) {
	java, opensc := interop.BouncyCastle(t), interop.NewTool(t, "pkcs11-tool")
	person := testpki.New(time.Now).Subscriber(testpki.Person)
	tokens := t.TempDir()
	t.Setenv(simulator.Folder, tokens)
	_, err := simulator.Create(tokens, simulator.Spec{PIN: "12345678", Keys: []simulator.Key{
		simulator.NewKey(person.SignKey.(*dstu4145.PrivateKey), person.SignCert),
	}})
	require.NoError(t, err)
	module, err := simulator.Build(t.TempDir())
	require.NoError(t, err)

	content := []byte("content")
	h := pki.GOST34311.For(person.SignKey.Public()).New()
	h.Write(content)
	opensc.Write("digest", h.Sum(nil))
	opensc.Run("--module " + module + " --login --pin 12345678 --sign --mechanism 0x80420031 --input-file digest --output-file value")

	values := &valueList{t: t, tool: java}
	values.add(pki.GOST34311, person.SignCert, content, opensc.Read("value"))
	java.Write("values", []byte(strings.Join(values.lines, "\n")))
	require.Equal(t, "good value0", strings.TrimSpace(java.Run("verify values")))
}
