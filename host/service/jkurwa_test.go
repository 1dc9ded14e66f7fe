// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"crypto"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// jkurwaKey is a key with its certificate, as testdata/jkurwa.js takes them.
type jkurwaKey struct {
	Key         []byte `json:"key"`
	Certificate []byte `json:"certificate"`
}

// jkurwaLayer is what it says of one layer.
type jkurwaLayer struct {
	Headers   map[string]string `json:"headers"`
	Signed    string            `json:"signed"`
	Encrypted bool              `json:"encrypted"`
}

// jkurwa has a program that is not ours open a container with the keys of a subscriber. It
// is among the tools of package.json; without them nothing is tested.
func jkurwa(t *testing.T, of string, whole []byte) (content []byte, layers []jkurwaLayer) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node, which runs jkurwa")
	}
	if _, err := os.Stat(filepath.FromSlash("../../node_modules/jkurwa")); err != nil {
		t.Skip("no jkurwa: npm ci gets it")
	}
	s := authorities().Subscriber(of)
	keys := []jkurwaKey{{plainKey(t, s.SignKey), s.SignCert.Raw}, {plainKey(t, s.AgreeKey), s.AgreeCert.Raw}}
	in, err := json.Marshal(map[string]any{"keys": keys, "container": whole})
	require.NoError(t, err)
	command := exec.CommandContext(t.Context(), node, filepath.FromSlash("testdata/jkurwa.js"))
	command.Stdin = bytes.NewReader(in)
	out, err := command.Output()
	if failed, ok := err.(*exec.ExitError); ok {
		t.Fatalf("%s", failed.Stderr)
	}
	require.NoError(t, err)
	var said struct {
		Error   string        `json:"error"`
		Content []byte        `json:"content"`
		Layers  []jkurwaLayer `json:"layers"`
	}
	require.NoError(t, json.Unmarshal(out, &said), string(out))
	assert.Empty(t, said.Error)
	return said.Content, said.Layers
}

func plainKey(t *testing.T, k crypto.Signer) []byte {
	t.Helper()
	file, err := container.MarshalPKCS8(k, nil, container.PKCS8Options{})
	require.NoError(t, err)
	return file
}

// TestJkurwaOpensOurReport: with the gateway's key, through every signature.
func TestJkurwaOpensOurReport(t *testing.T) {
	report := taxReport(t)
	container, _ := files(t, testpki.Stamp, signedBy(t, report, testpki.Accountant, testpki.Director), sending(frame{"role": "stamp"}))
	content, layers := jkurwa(t, testpki.TaxService, container)
	assert.Equal(t, report, content)
	require.Len(t, layers, 6)
	assert.Equal(t, reportName, layers[0].Headers["FILENAME"])
	assert.True(t, layers[2].Encrypted)
	for i, name := range map[int]string{1: `ТОВ "ТЕСТОВІ РІШЕННЯ"`, 3: `ТОВ "ТЕСТОВІ РІШЕННЯ"`, 4: "Показова Наталія Сергіївна"} {
		assert.Equal(t, name, layers[i].Signed, i)
	}
	assert.NotEmpty(t, layers[5].Signed)
}

// TestJkurwaOpensAReceipt of the simulated gateway.
func TestJkurwaOpensAReceipt(t *testing.T) {
	content, layers := jkurwa(t, testpki.Director, answered(t, ""))
	require.Len(t, layers, 4)
	said, err := dps.ParseReceipt(content)
	require.NoError(t, err)
	assert.Equal(t, dps.Received, said.Result)
}
