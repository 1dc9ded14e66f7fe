// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"crypto/rand"
	"crypto/x509"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// withTPM gives the computer of a visit a TPM, which is a program.
func withTPM(machine *swtpm.TPM) func(*browser.Options) {
	return func(o *browser.Options) { o.Env = append(o.Env, "PIDPYS_DEMO_TPM="+machine.Path) }
}

// visitWithTPM is a visit of a person whose computer has a TPM, at the cabinet.
func visitWithTPM(t *testing.T) (*visit, *swtpm.TPM) {
	t.Helper()
	inSuite(t, "tpm")
	machine := swtpm.New(t)
	allow(t, machine, "32", "600") // as usual
	v := begin(t, eitherBrowser(), withTPM(machine))
	v.openCabinet()
	return v, machine
}

// allow says how many wrong PINs a TPM takes, for all its keys together, and after
// how many seconds it forgets one.
func allow(t *testing.T, machine *swtpm.TPM, wrong, seconds string) {
	t.Helper()
	machine.Tool(t, "tpm2_dictionarylockout", "--setup-parameters",
		"--max-tries="+wrong, "--recovery-time="+seconds, "--lockout-recovery-time="+seconds)
}

// makeKey makes a key in the TPM, with a certificate in a subscriber's name.
func (v *visit) makeKey(machine *swtpm.TPM, subscriber string) {
	v.Helper()
	log := logrus.New()
	log.SetOutput(io.Discard)
	source := tpm.NewSource(tpm.Config{Folder: v.settings("tpm"), Device: tpm.Socket(machine.Path), Log: log})
	store, err := source.Open(v.ctx, "tpm:new", keytest.NewAsker([]byte(pin)))
	require.NoError(v, err)
	defer func() { require.NoError(v, store.Close()) }()
	id := make([]byte, key.IDSize)
	_, _ = rand.Read(id)
	maker := store.(key.Generator)
	made, err := maker.Generate(v.ctx, key.Order{Kind: key.ECDSAP256, ID: id, Label: "Ключ для звітів"})
	require.NoError(v, err)

	old := v.house.PKI.Subscriber(subscriber).SignCert
	request, err := pkcs10.Create(pkcs10.Renewal(old, made.Public(), pki.AES), key.Signer(v.ctx, made))
	require.NoError(v, err)
	certificate, err := v.house.PKI.Issue(request, old)
	require.NoError(v, err)
	require.NoError(v, maker.Keep(v.ctx, id, []*x509.Certificate{certificate}))
}

// seal binds a copy of a sample key to the computer, on the command line.
func (v *visit) seal(machine *swtpm.TPM, sample string) {
	v.Helper()
	out, err := v.command(machine, "seal", v.key(sample)[0], "--label", "Ключ директора", "--backup-made",
		"--password-file", v.file("password", []byte(testpki.Password)), "--pin-file", v.file("pin", []byte(pin))).CombinedOutput()
	require.NoError(v, err, "%s", out)
}

// command is the program on the command line of the visit's computer.
func (v *visit) command(machine *swtpm.TPM, args ...string) *exec.Cmd {
	c := exec.Command(v.kit.Host.Path, args...)
	c.Env = append(os.Environ(), "PIDPYS_DEMO_TPM="+machine.Path, "PIDPYS_DEMO_AUTHORITY="+v.house.Authority,
		"XDG_STATE_HOME="+filepath.Join(v.dir, "state"), "XDG_CACHE_HOME="+filepath.Join(v.dir, "cache"), "XDG_CONFIG_HOME="+filepath.Join(v.dir, "config"))
	return c
}

// settings is a folder of the demo's native host for what must not get lost.
func (v *visit) settings(name string) string {
	return filepath.Join(v.dir, "config", "pidpys-demo", name)
}
