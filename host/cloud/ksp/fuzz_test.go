// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// FuzzReply: what a server says inside is read within its limits, or refused.
func FuzzReply(f *testing.F) {
	files, err := filepath.Glob("testdata/frames/*.json")
	require.NoError(f, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(f, err)
		var recording struct {
			Frames []struct{ Answer json.RawMessage }
		}
		require.NoError(f, json.Unmarshal(text, &recording))
		for _, frame := range recording.Frames {
			f.Add([]byte(frame.Answer))
		}
	}
	f.Add([]byte(`{"status":2,"signatures":[{"hash":"AAAA","errorCode":504,"errorMessage":"ні"},null]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parseReply(data)
		if err != nil {
			return
		}
		require.LessOrEqual(t, len(r.Signatures), maxSignatures)
		require.LessOrEqual(t, len(r.OperationID), maxOperationID)
		require.True(t, r.Status == nil || *r.Status >= Registered && *r.Status <= Failed)
	})
}

// FuzzAnswer: what a server says outside, an error in clear or an envelope.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"errorCode":8,"errorMessage":"такого немає"}`))
	f.Add([]byte(`{"encryptedData":"eyJzaWduZWREYXRhIjoiTUFBPSJ9"}`))
	f.Add([]byte(`{"errorCode":"8"}`))
	f.Add([]byte(`[]`))
	server := testpki.New(func() time.Time { return time.Unix(1_800_000_000, 0) }).Subscriber(testpki.Stamp)
	f.Fuzz(func(t *testing.T, data []byte) {
		if r := plainFailure(data); r != nil {
			require.NotZero(t, r.ErrorCode)
			return
		}
		s := session{provider: &provider{}, exchange: through{}, server: &pair{signing: server.SignCert}}
		_, err := s.open(data)
		require.Error(t, err, "nobody but the server signs")
	})
}

// through is an exchange that encrypts nothing.
type through struct{}

func (through) AuthData() []byte                       { return nil }
func (through) Encrypt(request []byte) ([]byte, error) { return request, nil }
func (through) Decrypt(answer []byte) ([]byte, error)  { return answer, nil }
func (through) Close() error                           { return nil }

// FuzzCertificates: a pair, or nothing.
func FuzzCertificates(f *testing.F) {
	server := testpki.New(func() time.Time { return time.Unix(1_800_000_000, 0) }).Subscriber(testpki.Stamp)
	text, err := json.Marshal(map[string][][]byte{"certificates": {server.AgreeCert.Raw, server.SignCert.Raw}})
	require.NoError(f, err)
	f.Add(text)
	f.Add([]byte(`{"certificates":["",null]}`))
	f.Add([]byte(`{"certificates":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := parsePair(data)
		if err != nil {
			require.Nil(t, p)
			return
		}
		require.True(t, pki.CanAgree(p.agreement))
		require.NotNil(t, p.signing)
	})
}

// FuzzSigned: a message is the server's to the last octet, or none.
func FuzzSigned(f *testing.F) {
	server := testpki.New(func() time.Time { return time.Unix(1_800_000_000, 0) }).Subscriber(testpki.Stamp)
	empty, err := (&cms.SignedData{Version: 1}).Marshal([]byte("{}"))
	require.NoError(f, err)
	f.Add(empty)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := openSigned(data, server.SignCert)
		require.Error(t, err, "nobody but the server signs")
	})
}
