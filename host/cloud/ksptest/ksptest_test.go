// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

// hash is a digest that somebody might want signed.
const hash = `"mnSw9w5zGDPYWj231+OfIci1P6eQGbzjCwRIWxwhO8k="`

// signing is a request of a SmartID for an operation, but for what a test changes.
func signing(operation string, change ...string) string {
	return strings.NewReplacer(change...).Replace(`{"clientId":"PIDPYS_A1","operationId":"` + operation + `",
		"time":"2026-03-04 12:00:00","originatorDescription":"Хто","operationDescription":"Що","hashes":[` + hash + `],
		"signatureAlgorithmName":"DSTU4145","signatureFormat":"PKCS7","cmsFormat":0}`)
}

// TestRefusals: what a client gets wrong it is told, by the code for it.
func TestRefusals(t *testing.T) {
	one := func(change ...string) string {
		return strings.NewReplacer(change...).Replace(
			`{"clientId":"PIDPYS_A1","originatorDescription":"Хто","operationDescription":"Що","hash":` + hash + `}`)
	}
	many := func(names, hashes string) string {
		return fmt.Sprintf(`{"clientId":"PIDPYS_A1","originatorDescription":"Хто","operationDescriptions":[%s],"hashes":[%s]}`, names, hashes)
	}
	for why, c := range map[string]struct {
		kind              ksp.Kind
		endpoint, request string
		want              ksp.Code
	}{
		"an endpoint of the other kind":   {ksp.SignServer, "sign", one(), ksp.Unsupported},
		"and the other way round":         {ksp.SmartID, "acquire-sign", one(), ksp.Unsupported},
		"no endpoint":                     {ksp.SmartID, "approve", one(), ksp.Unsupported},
		"no JSON":                         {ksp.SignServer, "acquire-sign", "?", ksp.BadFormat},
		"a member misspelt":               {ksp.SignServer, "acquire-sign", one("originatorD", "originatord_"), ksp.BadFormat},
		"neither one nor many":            {ksp.SignServer, "acquire-sign", one("hash", "hashes", hash, "null"), ksp.BadFormat},
		"one and many at once":            {ksp.SignServer, "acquire-sign", one("{", `{"operationDescriptions":[],"hashes":[],`), ksp.BadFormat},
		"no client":                       {ksp.SignServer, "acquire-sign", one("PIDPYS_A1", ""), ksp.NoClient},
		"another program's client":        {ksp.SignServer, "acquire-sign", one("PIDPYS_", "DIIA_"), ksp.UnknownServer},
		"nobody's client":                 {ksp.SignServer, "acquire-sign", one("A1", "B1"), ksp.UnknownClient},
		"a client in small letters":       {ksp.SignServer, "acquire-sign", one("A1", "a1"), ksp.UnknownClient},
		"a random client":                 {ksp.SignServer, "acquire-sign", one("A1", "5f1c8a52-9d3b-4e07-8b6a-2c4f0d9e7a31"), ksp.UnknownClient},
		"nobody's client of a SmartID":    {ksp.SmartID, "acquire-operation-id", `{"clientId":"PIDPYS_5f1c8a52_9d3b-4e07-8b6a-2c4f0d9e7a31"}`, ksp.UnknownClient},
		"a client with no random letters": {ksp.SmartID, "acquire-operation-id", `{"clientId":"PIDPYS_5g1c8a52-9d3b-4e07-8b6a-2c4f0d9e7a31"}`, ksp.UnknownClient},
		"a short digest":                  {ksp.SignServer, "acquire-sign", one(hash, `"AAAA"`), ksp.BadParameter},
		"nobody who asks":                 {ksp.SignServer, "acquire-sign", one("Хто", ""), ksp.BadParameter},
		"no digests":                      {ksp.SignServer, "acquire-sign", many("", ""), ksp.BadParameter},
		"a name too few":                  {ksp.SignServer, "acquire-sign", many(`"а"`, hash+","+hash), ksp.BadParameter},
		"251 digests":                     {ksp.SignServer, "acquire-sign", many(times(251, `"а"`), times(251, hash)), ksp.BadParameter},
		"the status of no operation":      {ksp.SignServer, "sign-status", `{"clientId":"PIDPYS_A1","operationId":"1"}`, ksp.WrongOperation},
		"the release of no operation":     {ksp.SignServer, "release-operation-id", `{"clientId":"PIDPYS_A1","operationId":"1"}`, ksp.WrongOperation},
		"a status with more":              {ksp.SignServer, "sign-status", `{"clientId":"PIDPYS_A1","operationId":"1","x":1}`, ksp.BadFormat},
		"no operation to sign by":         {ksp.SmartID, "sign", signing("1"), ksp.WrongOperation},
	} {
		t.Run(why, func(t *testing.T) {
			assert.Equal(t, c.want, codeOf(t, serve(c.kind).ask(t, c.endpoint, c.request)))
		})
	}
	for why, c := range map[string]struct {
		from, to string
		want     ksp.Code
	}{
		"RSA":                   {"DSTU4145", "RSA", ksp.Unsupported},
		"another format":        {"PKCS7", "XML", ksp.Unsupported},
		"a third level":         {`"cmsFormat":0`, `"cmsFormat":2`, ksp.BadParameter},
		"a time of another way": {"2026-03-04 12:00:00", "2026-03-04T12:00:00Z", ksp.BadParameter},
		"41 digests":            {hash, times(41, hash), ksp.BadParameter},
		"somebody else":         {"PIDPYS_A1", "PIDPYS_B1", ksp.WrongOperation},
		"a callback":            {"{", `{"callbackUrl":"https://cabinet.example",`, ksp.Unsupported},
	} {
		t.Run(why, func(t *testing.T) {
			s := serve(ksp.SmartID)
			id := operationIn(t, s.ask(t, "acquire-operation-id", `{"clientId":"PIDPYS_A1"}`))
			assert.Equal(t, c.want, codeOf(t, s.ask(t, "sign", signing(id, c.from, c.to))))
		})
	}
}

func times(n int, text string) string { return strings.TrimSuffix(strings.Repeat(text+",", n), ",") }

func codeOf(t *testing.T, answer string) ksp.Code {
	t.Helper()
	var failure ksptest.Failure
	require.NoError(t, json.Unmarshal([]byte(answer), &failure), answer)
	assert.NotEmpty(t, failure.ErrorMessage, answer)
	return failure.ErrorCode
}

// TestEnvelopesThatDoNotOpen are refused in clear.
func TestEnvelopesThatDoNotOpen(t *testing.T) {
	s := serve(ksp.SignServer)
	session, err := ksptest.Cipher{}.Begin(s.Options.Server.AgreeCert)
	require.NoError(t, err)
	sealed, err := session.Encrypt([]byte("{}"))
	require.NoError(t, err)
	otherCurve, err := dstu4145.GenerateKey(dstu4145.M257(), nil, rand.Reader)
	require.NoError(t, err)
	stranger, err := pki.MarshalPublicKey(otherCurve.Public())
	require.NoError(t, err)
	for why, c := range map[string]struct {
		auth, data []byte
		want       ksp.Code
	}{
		"whole":                {session.AuthData(), sealed, ksp.NoClient}, // by what is inside
		"changed":              {session.AuthData(), append(sealed[:len(sealed):len(sealed)], 0), ksp.CannotDecrypt},
		"empty":                {session.AuthData(), nil, ksp.CannotDecrypt},
		"without auth data":    {nil, sealed, ksp.CannotDecrypt},
		"by a key of no curve": {stranger, sealed, ksp.CannotDecrypt},
	} {
		body, err := json.Marshal(map[string][]byte{"authData": c.auth, "encryptedData": c.data})
		require.NoError(t, err)
		assert.Equal(t, c.want, codeOf(t, s.post(t, "acquire-sign", string(body))), why)
	}
	assert.Equal(t, ksp.BadFormat, codeOf(t, s.post(t, "acquire-sign", "{}{}")))
	assert.Equal(t, ksp.BadFormat, codeOf(t, s.post(t, "acquire-sign", strings.Repeat(" ", 2<<20))))
}

// TestCipher: what it closes it forgets, and with no other key can it begin.
func TestCipher(t *testing.T) {
	session, err := ksptest.Cipher{}.Begin(world().Subscriber(testpki.Stamp).AgreeCert)
	require.NoError(t, err)
	first, err := session.Encrypt([]byte("те саме"))
	require.NoError(t, err)
	second, err := session.Encrypt([]byte("те саме"))
	require.NoError(t, err)
	assert.NotEqual(t, first, second)
	_, err = session.Decrypt(first)
	assert.Error(t, err, "a request is no answer")
	require.NoError(t, session.Close())
	_, err = session.Encrypt([]byte("те саме"))
	assert.Error(t, err)
	_, err = session.Decrypt(first)
	assert.Error(t, err)
	_, err = ksptest.Cipher{}.Begin(world().Subscriber(testpki.ECDSAPerson).SignCert)
	assert.Error(t, err)
}

// TestPhones: whose a SmartID's phone is the person says, who may also come too
// late.
func TestPhones(t *testing.T) {
	now := noon
	s := serve(ksp.SmartID, func(o *ksptest.Options) {
		o.Now, o.Asked = func() time.Time { return now }, nil
		o.People = append(o.People, ksptest.Person{ID: "B1", Keys: world().Subscriber(testpki.Director)})
	})
	const client = "PIDPYS_5f1c8a52-9d3b-4e07-8b6a-2c4f0d9e7a31"
	begin := func() string {
		id := operationIn(t, s.ask(t, "acquire-operation-id", `{"clientId":"`+client+`"}`))
		assert.Contains(t, page(s, link(client, id)), `data-state="unknown"`, "nothing is asked yet")
		require.JSONEq(t, `{"status":1}`, s.ask(t, "sign", signing(id, "PIDPYS_A1", client)))
		assert.Equal(t, ksp.AlreadyRegistered, codeOf(t, s.ask(t, "sign", signing(id, "PIDPYS_A1", client))))
		return id
	}
	id := begin()
	text := page(s, link(client, id))
	for _, shown := range []string{phone.Signing(1), "Хто", "Що", "Показова Наталія Сергіївна", "Тестова Оксана Іванівна"} {
		assert.Contains(t, text, shown)
	}
	assert.Equal(t, 1, s.Waiting())
	form := httptest.NewRequest(http.MethodPost, link(client, id), nil)
	form.PostForm = url.Values{"answer": {"confirm"}, "holder": {"B1"}}
	s.ServeHTTP(httptest.NewRecorder(), form)
	assert.Zero(t, s.Waiting())
	answer := s.ask(t, "sign-status", `{"clientId":"`+client+`","operationId":"`+id+`"}`)
	assert.True(t, signerOf(t, answer).Equal(world().Subscriber(testpki.Director).SignCert))

	late := begin()
	now = now.Add(5 * time.Minute)
	assert.Contains(t, page(s, link(client, late)), `data-state="expired"`)
	assert.Equal(t, ksp.WrongOperation, codeOf(t, s.ask(t, "sign-status", `{"clientId":"`+client+`","operationId":"`+late+`"}`)))

	now = now.Add(time.Hour)
	begin()
	assert.Contains(t, page(s, link(client, late)), `data-state="unknown"`, "forgotten")
	for _, nowhere := range []string{
		"/keys/rd/kep", "/keys/rd/kep?hash=rd/kep/x", "/keys/phone/A1", "/keys/phone/nobody", link("PIDPYS_A1", id),
	} {
		assert.Contains(t, page(s, nowhere), `data-state="unknown"`, nowhere)
	}
}

func link(client, operation string) string {
	return "/keys/rd/kep?hash=" + url.QueryEscape(`rd/kep/{"clientId":"`+client+`","operationId":"`+operation+`","action":"sign"}`)
}

func page(s http.Handler, path string) string {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Body.String()
}
