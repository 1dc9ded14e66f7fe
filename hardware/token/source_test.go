// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/simulator/piv"
	"github.com/pidpys/pidpys/hardware/simulator/softhsm"
	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

const (
	pin   = "123456"
	unset = "unset" // of a token on which no PIN was set
)

// built is the folder of what tests build.
var built string

func TestMain(m *testing.M) {
	if how := os.Getenv(token.FakeWorker); how != "" {
		token.Fake(how)
		return
	}
	var err error
	if built, err = os.MkdirTemp("", "pidpys-token-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(built)
	os.Exit(code)
}

// worker is pidpys-token, built once.
var worker = sync.OnceValues(func() (string, error) {
	path := filepath.Join(built, "pidpys-token")
	compile := exec.Command("go", "build", "-o", path, "github.com/pidpys/pidpys/hardware/worker")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	out, err := compile.CombinedOutput()
	if err != nil {
		err = &exec.Error{Name: string(out), Err: err}
	}
	return path, err
})

// simulated is the module of simulated tokens, built once.
var simulated = sync.OnceValues(func() (string, error) { return simulator.Build(built) })

var people = testpki.New(time.Now)

// newSource is a source of modules in a folder of its own.
func newSource(t testing.TB, modules ...device.Module) *token.Source {
	t.Helper()
	return newHost(t, filepath.Join(t.TempDir(), "tokens"), modules...)
}

// newHost is a source in a folder, as each process of a user has one.
func newHost(t testing.TB, folder string, modules ...device.Module) *token.Source {
	t.Helper()
	path, err := worker()
	require.NoError(t, err)
	s := token.NewSource(token.Config{Worker: path, Modules: modules, User: true, Folder: folder, Log: quiet()})
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func quiet() *logrus.Logger {
	log := logrus.New()
	log.SetOutput(os.Stderr)
	log.SetLevel(logrus.ErrorLevel)
	return log
}

// drawer is a folder of simulated tokens and the module that shows them.
type drawer struct {
	folder string
	module device.Module
}

func newDrawer(t testing.TB) drawer {
	t.Helper()
	path, err := simulated()
	require.NoError(t, err)
	folder := t.TempDir()
	return drawer{folder, device.Module{
		ID: "simulated", Name: "Тестовий носій", Form: key.FormToken, Simulated: true,
		Paths: []string{path}, Environment: map[string]string{simulator.Folder: folder},
	}}
}

// add puts a token into the drawer, and plugs it in.
func (d drawer) add(t testing.TB, spec simulator.Spec) *simulator.Token {
	t.Helper()
	switch spec.PIN {
	case "":
		spec.PIN = pin
	case unset:
		spec.PIN = ""
	}
	if spec.Keys == nil {
		spec.Keys = keysOf(t, testpki.Person)
	}
	one, err := simulator.Create(d.folder, spec)
	require.NoError(t, err)
	return one
}

// keysOf are a subscriber's two keys and their certificates.
func keysOf(t testing.TB, name string) []simulator.Key {
	t.Helper()
	who := people.Subscriber(name)
	return []simulator.Key{
		simulator.NewKey(who.SignKey.(*dstu4145.PrivateKey), who.SignCert),
		simulator.NewKey(who.AgreeKey.(*dstu4145.PrivateKey), who.AgreeCert),
	}
}

// carriers is the number of carriers that a source is to see.
func carriers(n int) func(key.Plugged) bool {
	return func(p key.Plugged) bool { return len(p.Carriers) == n }
}

// only is the one carrier that a source sees.
func only(t testing.TB, s *token.Source) key.Ref {
	t.Helper()
	return keytest.Await(t, s, carriers(1)).Carriers[0].Ref
}

func TestSimulated(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{MaxTries: 100})
	keytest.TestSource(t, func(t *testing.T) keytest.Fixture {
		s := newSource(t, d.module)
		return keytest.Fixture{Source: s, Ref: only(t, s), Secret: []byte(pin), Wrong: []byte("654321"), WrongError: key.ErrWrongPIN}
	})
}

func softHSM(t testing.TB) device.Module {
	t.Helper()
	return softHSMOf(t, testpki.RSAPerson)
}

// softHSMOf is a SoftHSM with a subscriber's key.
func softHSMOf(t testing.TB, name string) device.Module {
	t.Helper()
	who := people.Subscriber(name)
	return softHSMWith(t, softhsm.Key{Private: who.SignKey, Certificate: who.SignCert})
}

func softHSMWith(t testing.TB, keys ...softhsm.Key) device.Module {
	t.Helper()
	hsm := softhsm.New(t, softhsm.Spec{Label: "Сейф", PIN: pin, Keys: keys})
	path, err := filepath.EvalSymlinks(hsm.Module)
	require.NoError(t, err)
	return device.Module{ID: "softhsm", Name: "SoftHSM", Form: key.FormModule, Paths: []string{path}, Environment: hsm.Environment}
}

func TestSoftHSM(t *testing.T) {
	module := softHSM(t)
	keytest.TestSource(t, func(t *testing.T) keytest.Fixture {
		s := newSource(t, module)
		return keytest.Fixture{Source: s, Ref: only(t, s), Secret: []byte(pin), Wrong: []byte("654321"), WrongError: key.ErrWrongPIN}
	})
}

// openSC is the row of the table that takes all cards.
func openSC() device.Module {
	rows := device.Builtin()
	return rows[len(rows)-1]
}

func pivCard() piv.Spec {
	ec, rsa := people.Subscriber(testpki.ECDSAPerson), people.Subscriber(testpki.RSAPerson)
	return piv.Spec{PIN: pin, Tries: 5, Keys: map[piv.Slot]piv.Key{
		piv.Authentication: {Private: rsa.SignKey, Certificate: rsa.SignCert},
		piv.Management:     {Private: ec.SignKey, Certificate: ec.SignCert},
	}}
}

func TestPIV(t *testing.T) {
	piv.Start(t, pivCard())
	s := newSource(t, openSC()) // one for all, for OpenSC takes its time to load
	s.Calm()
	ref := only(t, s)
	keytest.TestSource(t, func(*testing.T) keytest.Fixture {
		return keytest.Fixture{Source: s, Ref: ref, Secret: []byte(pin)}
	})
}
