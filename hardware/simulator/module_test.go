// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux && cgo

package simulator_test

import (
	"errors"
	"os"
	"sync"
	"testing"

	"github.com/miekg/pkcs11"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
)

// scratch is a folder that TestMain makes and removes.
var scratch string

// built is the module, compiled once.
var built = sync.OnceValues(func() (string, error) { return simulator.Build(scratch) })

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "pidpys-simulator"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(scratch)
		return m.Run()
	}())
}

func modulePath(t testing.TB) string {
	t.Helper()
	// Go's cache of results learns by this that they depend on the sources.
	_, err := os.ReadDir("module")
	require.NoError(t, err)
	path, err := built()
	require.NoError(t, err)
	return path
}

// folder is a new one with tokens in it.
func folder(t testing.TB, specs ...simulator.Spec) []*simulator.Token {
	t.Helper()
	dir := t.TempDir()
	t.Setenv(simulator.Folder, dir)
	var tokens []*simulator.Token
	for _, spec := range specs {
		token, err := simulator.Create(dir, spec)
		require.NoError(t, err)
		tokens = append(tokens, token)
	}
	return tokens
}

// load loads the module over a folder with one token.
func load(t testing.TB, spec simulator.Spec) (*pkcs11.Ctx, *simulator.Token) {
	t.Helper()
	token := folder(t, spec)[0]
	module := pkcs11.New(modulePath(t))
	require.NotNil(t, module)
	require.NoError(t, module.Initialize())
	t.Cleanup(func() { _ = module.Finalize() })
	return module, token
}

// begin opens a session in the first slot.
func begin(t testing.TB, module *pkcs11.Ctx) pkcs11.SessionHandle {
	t.Helper()
	session, err := module.OpenSession(0, pkcs11.CKF_SERIAL_SESSION|pkcs11.CKF_RW_SESSION)
	require.NoError(t, err)
	return session
}

// login opens a session and logs in.
func login(t testing.TB, module *pkcs11.Ctx) pkcs11.SessionHandle {
	t.Helper()
	session := begin(t, module)
	require.NoError(t, module.Login(session, pkcs11.CKU_USER, pin))
	return session
}

// find lists the objects that have such attributes.
func find(t testing.TB, module *pkcs11.Ctx, session pkcs11.SessionHandle, template ...*pkcs11.Attribute) []pkcs11.ObjectHandle {
	t.Helper()
	require.NoError(t, module.FindObjectsInit(session, template))
	objects, _, err := module.FindObjects(session, 100)
	require.NoError(t, err)
	require.NoError(t, module.FindObjectsFinal(session))
	return objects
}

func class(value uint) *pkcs11.Attribute { return pkcs11.NewAttribute(pkcs11.CKA_CLASS, value) }

func id(key simulator.Key) *pkcs11.Attribute { return pkcs11.NewAttribute(pkcs11.CKA_ID, key.ID) }

var (
	yes = pkcs11.NewAttribute(pkcs11.CKA_SIGN, true)
	// mechanism signs a digest that is ready.
	mechanism = []*pkcs11.Mechanism{pkcs11.NewMechanism(uint(cryptoki.DSTU4145), nil)}
)

// sign signs with the one key of the token that does.
func sign(t testing.TB, module *pkcs11.Ctx, session pkcs11.SessionHandle, digest []byte) ([]byte, error) {
	t.Helper()
	keys := find(t, module, session, class(pkcs11.CKO_PRIVATE_KEY), yes)
	require.Len(t, keys, 1)
	if err := module.SignInit(session, mechanism, keys[0]); err != nil {
		return nil, err
	}
	return module.Sign(session, digest)
}

// requireRV wants an error of the module.
func requireRV(t testing.TB, want cryptoki.RV, err error) {
	t.Helper()
	var got pkcs11.Error
	require.True(t, errors.As(err, &got), "%v instead of %v", err, want)
	require.Equal(t, want, cryptoki.RV(got))
}
