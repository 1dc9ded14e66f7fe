// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

// world is the authorities of the tests that are at noon.
var world = sync.OnceValue(func() *testpki.PKI { return testpki.New(atNoon) })

// A town is a server and the one person who has a key there.
type town struct {
	*ksptest.Server
	prompts []*phone.Prompt // of the operations, in their order
}

// serve starts a server of a kind, whose prefix is "PIDPYS_" and whose person "A1".
func serve(kind ksp.Kind, changes ...func(*ksptest.Options)) *town {
	s := &town{}
	o := ksptest.Options{
		Kind: kind, Path: "/keys", App: "Зразок", Prefix: "PIDPYS_", Now: atNoon,
		People:   []ksptest.Person{{ID: "A1", Keys: world().Subscriber(testpki.Person)}},
		Server:   world().Subscriber(testpki.Stamp),
		Stranger: world().Subscriber(testpki.Foreign),
		Asked:    func(p *phone.Prompt) { s.prompts = append(s.prompts, p) },
	}
	for _, change := range changes {
		change(&o)
	}
	s.Server = ksptest.New(o)
	return s
}

// ask sends the inside of a request, and is the inside of its answer, or the
// answer itself if that is in clear.
func (s *town) ask(t *testing.T, endpoint, request string) string {
	t.Helper()
	session, err := ksptest.Cipher{}.Begin(s.Options.Server.AgreeCert)
	require.NoError(t, err)
	defer session.Close()
	sealed, err := session.Encrypt([]byte(request))
	require.NoError(t, err)
	body, err := json.Marshal(map[string][]byte{"authData": session.AuthData(), "encryptedData": sealed})
	require.NoError(t, err)
	answer := s.post(t, endpoint, string(body))
	var outside struct{ EncryptedData []byte }
	require.NoError(t, json.Unmarshal([]byte(answer), &outside), answer)
	if outside.EncryptedData == nil {
		return answer
	}
	plain, err := session.Decrypt(outside.EncryptedData)
	require.NoError(t, err)
	var inside struct{ SignedData []byte }
	require.NoError(t, json.Unmarshal(plain, &inside))
	in, err := cms.NewReader(bytes.NewReader(inside.SignedData))
	require.NoError(t, err)
	var content bytes.Buffer
	_, err = content.ReadFrom(in.Content())
	require.NoError(t, err)
	return content.String()
}

func (s *town) post(t *testing.T, endpoint, body string) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/keys/"+endpoint, strings.NewReader(body)))
	require.Equal(t, http.StatusOK, w.Code)
	return w.Body.String()
}

func TestServerSaysWhatIsRecorded(t *testing.T) {
	files, err := filepath.Glob("../ksp/testdata/frames/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { replay(t, file) })
	}
}

func replay(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var r struct {
		Kind   ksp.Kind
		Frames []struct {
			Before, Endpoint string
			Request, Answer  json.RawMessage
		}
	}
	require.NoError(t, json.Unmarshal(text, &r))
	s := serve(r.Kind)
	var recorded, actual string // ids of the operation
	for _, f := range r.Frames {
		switch f.Before {
		case "the person opens it":
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/keys/phone/A1", nil))
			require.Equal(t, http.StatusOK, w.Code)
		case "the person confirms it":
			s.prompts[0].Confirm("")
		case "the person declines it":
			s.prompts[0].Decline()
		default:
			require.Empty(t, f.Before)
		}
		request := string(f.Request)
		if recorded != "" {
			request = strings.ReplaceAll(request, recorded, actual)
		}
		answer := s.ask(t, f.Endpoint, request)
		if recorded == "" {
			recorded, actual = operationIn(t, string(f.Answer)), operationIn(t, answer)
			require.Len(t, actual, len(recorded))
		}
		answer = strings.ReplaceAll(answer, actual, recorded)
		assert.JSONEq(t, string(f.Answer), withRecordedSignatures(t, answer), f.Endpoint)
	}
}

// TestEnvelopeAsRecorded: what stands around an answer.
func TestEnvelopeAsRecorded(t *testing.T) {
	text, err := os.ReadFile("../ksp/testdata/envelope.json")
	require.NoError(t, err)
	var recorded map[string]map[string]any
	require.NoError(t, json.Unmarshal(text, &recorded))
	members := func(of string) []string { return slices.Sorted(maps.Keys(recorded[of])) }
	s := serve(ksp.SignServer)

	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/keys/get-certificates", nil))
	var shown map[string][][]byte
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &shown))
	assert.Equal(t, members("certificates"), slices.Sorted(maps.Keys(shown)))
	stamp := world().Subscriber(testpki.Stamp)
	assert.Equal(t, []any{"of key agreement", "of signing"}, recorded["certificates"]["certificates"])
	assert.Equal(t, [][]byte{stamp.AgreeCert.Raw, stamp.SignCert.Raw}, shown["certificates"])

	session, err := ksptest.Cipher{}.Begin(stamp.AgreeCert)
	require.NoError(t, err)
	asked := map[string][]byte{"authData": session.AuthData()}
	asked["encryptedData"], err = session.Encrypt([]byte(`{"clientId":"PIDPYS_A1","originatorDescription":"Хто","operationDescription":"Що","hash":` + hash + `}`))
	require.NoError(t, err)
	assert.Equal(t, members("request"), slices.Sorted(maps.Keys(asked)))
	body, err := json.Marshal(asked)
	require.NoError(t, err)
	var answer, inside map[string][]byte
	require.NoError(t, json.Unmarshal([]byte(s.post(t, "acquire-sign", string(body))), &answer))
	assert.Equal(t, members("answer"), slices.Sorted(maps.Keys(answer)))
	plain, err := session.Decrypt(answer["encryptedData"])
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(plain, &inside))
	assert.Equal(t, members("inside"), slices.Sorted(maps.Keys(inside)))

	var failure map[string]any
	require.NoError(t, json.Unmarshal([]byte(s.post(t, "acquire-sign", "?")), &failure))
	assert.Equal(t, members("failure"), slices.Sorted(maps.Keys(failure)))
}

func operationIn(t *testing.T, answer string) string {
	t.Helper()
	var in struct{ OperationID string }
	require.NoError(t, json.Unmarshal([]byte(answer), &in))
	return in.OperationID
}

// signerOf is whose the first of the signatures in an answer is.
func signerOf(t *testing.T, answer string) *x509.Certificate {
	t.Helper()
	var in struct{ Signatures []struct{ Signature []byte } }
	require.NoError(t, json.Unmarshal([]byte(answer), &in))
	require.NotEmpty(t, in.Signatures, answer)
	certificates, err := cades.AdoptableSigner(in.Signatures[0].Signature)
	require.NoError(t, err)
	return certificates[0]
}

// withRecordedSignatures puts the words of the recordings in the place of
// signatures, once they are known for what they should be.
func withRecordedSignatures(t *testing.T, answer string) string {
	t.Helper()
	var all map[string]any
	require.NoError(t, json.Unmarshal([]byte(answer), &all))
	words := []string{"a CMS over it", "another CMS over it"}
	exchange := func(object map[string]any, i int) {
		message, err := base64.StdEncoding.DecodeString(object["signature"].(string))
		require.NoError(t, err)
		certificates, err := cades.AdoptableSigner(message)
		require.NoError(t, err)
		signer := cades.Signer{Certificate: certificates[0], Hash: pki.GOST34311}
		digest := pki.GOST34311.Sum([]byte([]string{"договір", "рахунок"}[i]))
		_, err = signer.Adopt(message, digest)
		require.NoError(t, err)
		object["signature"] = base64.StdEncoding.EncodeToString([]byte(words[i]))
	}
	if all["signature"] != nil {
		exchange(all, 0)
	}
	if several, ok := all["signatures"].([]any); ok {
		for i, one := range several {
			exchange(one.(map[string]any), i)
		}
	}
	text, err := json.Marshal(all)
	require.NoError(t, err)
	return string(text)
}
