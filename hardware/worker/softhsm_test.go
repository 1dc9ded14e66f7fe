// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"math/big"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator/softhsm"
	"github.com/pidpys/pidpys/hardware/wire"
)

const pin = "12345678"

// soft is a worker with a token of SoftHSM that has a key P-256 with ID 1 and a
// key RSA with ID 2 and a certificate.
func soft(t testing.TB) (c *client, token wire.Token, ec *ecdsa.PrivateKey, rsaKey *rsa.PrivateKey) {
	t.Helper()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	rsaKey, err = rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1)}, &x509.Certificate{}, rsaKey.Public(), rsaKey)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	device := softhsm.New(t, softhsm.Spec{Label: "Носій", PIN: pin, Keys: []softhsm.Key{{Private: ec}, {Private: rsaKey, Certificate: certificate}}})
	c = start(t, device.Environment)
	loaded := c.loads(t, device.Module)
	assert.Equal(t, "SoftHSM", loaded.Manufacturer)
	assert.NotEmpty(t, loaded.Library)
	assert.Regexp(t, `^\d+\.\d+$`, loaded.Version)
	return c, c.token(t, "Носій"), ec, rsaKey
}

// private is the private key with an ID, after a login.
func (c *client) private(t testing.TB, at wire.At, id byte) wire.Key {
	t.Helper()
	_, failed := c.ask(t, wire.CallLogin, wire.Login{At: at}, pin, nil)
	require.Nil(t, failed)
	for _, k := range c.objects(t, at).Private {
		if bytes.Equal(k.ID, []byte{id}) {
			return k
		}
	}
	require.Fail(t, "no private key")
	return wire.Key{}
}

func (c *client) signs(t testing.TB, params wire.Sign) []wire.Signature {
	t.Helper()
	var signatures []wire.Signature
	_, failed := c.ask(t, wire.CallSign, params, "", &signatures)
	require.Nil(t, failed)
	require.Len(t, signatures, len(params.Inputs))
	return signatures
}

func TestSoftHSM(t *testing.T) {
	c, token, _, rsaKey := soft(t)
	assert.Equal(t, "SoftHSM project", token.Manufacturer)
	assert.NotEmpty(t, token.Serial)
	assert.False(t, token.Hardware)
	assert.NotZero(t, token.Flags&cryptoki.TokenPINInitialized)
	assert.Equal(t, 4, token.MinPIN)
	assert.Contains(t, mechanisms(token), cryptoki.RSAPKCSPSS)

	objects := c.objects(t, token.At)
	assert.Empty(t, objects.Private, "before the login")
	require.Len(t, objects.Certificates, 1)
	certificate, err := x509.ParseCertificate(objects.Certificates[0].DER)
	require.NoError(t, err)
	assert.Equal(t, &rsaKey.PublicKey, certificate.PublicKey)
	assert.Equal(t, []byte{2}, objects.Certificates[0].ID)

	key := c.private(t, token.At, 2)
	assert.Equal(t, cryptoki.KeyRSA, key.Type)
	assert.Equal(t, rsaKey.N.Bytes(), key.Modulus)
	assert.True(t, key.Sign && key.Decrypt && !key.Always)

	_, failed := c.ask(t, wire.CallLogout, token.At, "", nil)
	require.Nil(t, failed)
	digest := sha256.Sum256(nil)
	_, failed = c.ask(t, wire.CallSign, wire.Sign{At: token.At, Handle: key.Handle, Mechanism: cryptoki.RSAPKCS, Inputs: [][]byte{digest[:]}}, "", nil)
	require.NotNil(t, failed, "after the logout")
	assert.Equal(t, wire.Ended, failed.Kind)
	require.NoError(t, c.in.Close())
	assert.True(t, c.ends(t).Success())
}

func mechanisms(t wire.Token) []cryptoki.Mechanism {
	var list []cryptoki.Mechanism
	for _, m := range t.Mechanisms {
		list = append(list, m.Type)
	}
	return list
}

func TestSignECDSA(t *testing.T) {
	c, token, ec, _ := soft(t)
	key := c.private(t, token.At, 1)
	assert.Equal(t, cryptoki.KeyEC, key.Type)
	assert.NotEmpty(t, key.Params)
	var inputs [][]byte
	for i := range 20 {
		digest := sha256.Sum256([]byte{byte(i)})
		inputs = append(inputs, digest[:])
	}
	for i, one := range c.signs(t, wire.Sign{At: token.At, Handle: key.Handle, Mechanism: cryptoki.ECDSA, Inputs: inputs}) {
		require.Nil(t, one.Error)
		require.Len(t, one.Value, 64)
		r, s := new(big.Int).SetBytes(one.Value[:32]), new(big.Int).SetBytes(one.Value[32:])
		assert.True(t, ecdsa.Verify(&ec.PublicKey, inputs[i], r, s))
	}
	assert.Empty(t, c.signs(t, wire.Sign{At: token.At, Handle: key.Handle, Mechanism: cryptoki.ECDSA, Inputs: [][]byte{}}))
	for _, one := range c.signs(t, wire.Sign{At: token.At, Handle: key.Handle + 77, Mechanism: cryptoki.ECDSA, Inputs: inputs[:1]}) {
		require.NotNil(t, one.Error)
		assert.Equal(t, "C_SignInit", one.Error.Function)
	}
}

func TestSignRSA(t *testing.T) {
	c, token, _, rsaKey := soft(t)
	key := c.private(t, token.At, 2)
	digest := sha256.Sum256([]byte("document"))
	// DigestInfo of SHA-256 (RFC 8017, section 9.2, note 1).
	prefix := []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}
	params := wire.Sign{At: token.At, Handle: key.Handle, Mechanism: cryptoki.RSAPKCS, Inputs: [][]byte{append(prefix, digest[:]...)}}
	signature := c.signs(t, params)[0]
	require.Nil(t, signature.Error)
	assert.NoError(t, rsa.VerifyPKCS1v15(&rsaKey.PublicKey, crypto.SHA256, digest[:], signature.Value))

	for hash, mechanism := range map[crypto.Hash]cryptoki.Mechanism{crypto.SHA1: cryptoki.SHA1, crypto.SHA256: cryptoki.SHA256, crypto.SHA384: cryptoki.SHA384, crypto.SHA512: cryptoki.SHA512} {
		h := hash.New()
		h.Write([]byte("document"))
		digest := h.Sum(nil)
		params.Mechanism, params.Inputs, params.PSS = cryptoki.RSAPKCSPSS, [][]byte{digest}, &wire.PSS{Hash: mechanism, Salt: hash.Size()}
		signature := c.signs(t, params)[0]
		require.Nil(t, signature.Error)
		assert.NoError(t, rsa.VerifyPSS(&rsaKey.PublicKey, hash, digest, signature.Value, &rsa.PSSOptions{SaltLength: hash.Size()}))
	}
}

func TestDecrypt(t *testing.T) {
	c, token, _, rsaKey := soft(t)
	key := c.private(t, token.At, 2)
	secret := []byte("key of a content of 32 octets ..")
	params := wire.Decrypt{At: token.At, Handle: key.Handle, Mechanism: cryptoki.RSAPKCS}
	var err error
	//lint:ignore SA1019 it is what envelopes of others hold
	params.Ciphertext, err = rsa.EncryptPKCS1v15(rand.Reader, &rsaKey.PublicKey, secret)
	require.NoError(t, err)
	p, failed := c.ask(t, wire.CallDecrypt, params, "", nil)
	require.Nil(t, failed)
	assert.Equal(t, secret, p.Secret)
	assert.Empty(t, p.Result)

	// SoftHSM knows OAEP with SHA-1 only.
	params.Mechanism, params.Hash = cryptoki.RSAPKCSOAEP, cryptoki.SHA1
	params.Ciphertext, err = rsa.EncryptOAEP(sha1.New(), rand.Reader, &rsaKey.PublicKey, secret, nil)
	require.NoError(t, err)
	p, failed = c.ask(t, wire.CallDecrypt, params, "", nil)
	require.Nil(t, failed)
	assert.Equal(t, secret, p.Secret)

	params.Ciphertext[17] ^= 1
	p, failed = c.ask(t, wire.CallDecrypt, params, "", nil)
	require.NotNil(t, failed)
	assert.Empty(t, p.Secret)
}

// TestDerive takes a key that the token made, since SoftHSM lets no key that was
// brought to it agree.
func TestDerive(t *testing.T) {
	device := softhsm.New(t, softhsm.Spec{Label: "Носій", PIN: pin})
	generate := exec.Command("pkcs11-tool", "--module", device.Module, "--token-label", "Носій", "--login", "--pin", pin,
		"--keypairgen", "--key-type", "EC:prime256v1", "--usage-derive", "--id", "01")
	generate.Env = append(os.Environ(), "SOFTHSM2_CONF="+device.Environment["SOFTHSM2_CONF"])
	out, err := generate.CombinedOutput()
	require.NoError(t, err, string(out))
	c := start(t, device.Environment)
	c.loads(t, device.Module)
	at := c.token(t, "Носій").At
	key := c.private(t, at, 1)
	require.True(t, key.Derive)
	public := c.objects(t, at).Public[0].Point
	mine, err := ecdh.P256().NewPublicKey(public[2:]) // in an OCTET STRING
	require.NoError(t, err)
	other, err := ecdh.P256().GenerateKey(rand.Reader)
	require.NoError(t, err)
	agreed, err := other.ECDH(mine)
	require.NoError(t, err)
	params := wire.Derive{At: at, Handle: key.Handle, Mechanism: cryptoki.ECDH1Derive, Point: other.PublicKey().Bytes(), Length: 32}
	for range 3 {
		p, failed := c.ask(t, wire.CallDerive, params, "", nil)
		require.Nil(t, failed)
		assert.Equal(t, agreed, p.Secret)
	}
	params.Point = []byte{4}
	_, failed := c.ask(t, wire.CallDerive, params, "", nil)
	assert.NotNil(t, failed)
	for _, length := range []int{0, -1, wire.MaxSecret + 1} {
		params.Length = length
		_, failed = c.ask(t, wire.CallDerive, params, "", nil)
		require.NotNil(t, failed)
		assert.Equal(t, wire.Invalid, failed.Kind)
	}
}

func TestLoginRules(t *testing.T) {
	c, token, _, _ := soft(t)
	login := func(secret string, p wire.Login) *wire.Error {
		p.At = token.At
		_, failed := c.ask(t, wire.CallLogin, p, secret, nil)
		require.NotNil(t, failed)
		return failed
	}
	assert.Equal(t, wire.Length, login("", wire.Login{}).Kind)
	assert.Equal(t, wire.Length, login("123", wire.Login{}).Kind)
	assert.Equal(t, wire.Invalid, login("", wire.Login{Pad: true}).Kind, "no PIN pad")
	assert.Zero(t, c.token(t, token.Label).Flags&cryptoki.TokenPINCountLow, "nothing was sent yet")
	wrong := login("87654321", wire.Login{})
	assert.Equal(t, &wire.Error{Kind: wire.Returned, Function: "C_Login", RV: cryptoki.PINIncorrect}, wrong)
	assert.NotZero(t, c.token(t, token.Label).Flags&cryptoki.TokenPINCountLow)

	elsewhere := token.At
	elsewhere.Serial = "another"
	for call, params := range map[wire.Call]any{
		wire.CallLogin:   wire.Login{At: elsewhere},
		wire.CallObjects: elsewhere,
		wire.CallSign:    wire.Sign{At: elsewhere, Mechanism: cryptoki.ECDSA, Inputs: [][]byte{}},
		wire.CallDerive:  wire.Derive{At: elsewhere, Mechanism: cryptoki.ECDH1Derive, Length: 32},
		wire.CallDecrypt: wire.Decrypt{At: elsewhere, Mechanism: cryptoki.RSAPKCS},
	} {
		secret := ""
		if call == wire.CallLogin {
			secret = pin
		}
		_, failed := c.ask(t, call, params, secret, nil)
		require.NotNil(t, failed)
		assert.Equal(t, wire.Gone, failed.Kind, call)
	}
	elsewhere = wire.At{Slot: 1 << 60, Serial: token.Serial}
	_, failed := c.ask(t, wire.CallObjects, elsewhere, "", nil)
	require.NotNil(t, failed)
	assert.Equal(t, wire.Gone, failed.Kind)

	_, failed = c.ask(t, wire.CallLogin, wire.Login{At: token.At}, pin, nil)
	assert.Nil(t, failed)
	assert.Zero(t, c.token(t, token.Label).Flags&cryptoki.TokenPINCountLow)
}

// TestInvalid wants requests against the protocol to be answered, and nothing
// to be done for them.
func TestInvalid(t *testing.T) {
	c, token, _, _ := soft(t)
	inputs := make([][]byte, wire.MaxSignatures+1)
	for what, q := range map[string]struct {
		call   wire.Call
		params any
		secret string
	}{
		"another load":           {wire.CallLoad, wire.Load{Path: "/x.so"}, ""},
		"an unknown call":        {"format", token.At, ""},
		"params of another call": {wire.CallLogin, wire.Load{Path: "/x.so"}, ""},
		"no params":              {wire.CallObjects, nil, ""},
		"many inputs":            {wire.CallSign, wire.Sign{At: token.At, Inputs: inputs}, ""},
		"a PIN for no login":     {wire.CallSign, wire.Sign{At: token.At, Inputs: inputs[:1]}, pin},
		"two inputs for one PIN": {wire.CallSign, wire.Sign{At: token.At, Inputs: inputs[:2], Context: true}, pin},
	} {
		_, failed := c.ask(t, q.call, q.params, q.secret, nil)
		require.NotNil(t, failed, what)
		assert.Equal(t, wire.Invalid, failed.Kind, what)
		assert.NotContains(t, failed.Detail, pin)
	}
	fresh := start(t, nil)
	_, failed := fresh.ask(t, wire.CallTokens, nil, "", nil)
	require.NotNil(t, failed, "before a module is loaded")
	assert.Equal(t, wire.Invalid, failed.Kind)
}
