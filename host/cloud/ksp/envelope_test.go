// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestEnvelopeAsRecorded: what stands around a request, and where it goes to.
func TestEnvelopeAsRecorded(t *testing.T) {
	text, err := os.ReadFile("testdata/envelope.json")
	require.NoError(t, err)
	var recorded map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(text, &recorded))
	stamp := town().Subscriber(testpki.Stamp)
	var went []string
	settings := config(ksp.SignServer, ksptest.Line(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		went = append(went, r.Method+" "+r.URL.String())
		if r.Method == http.MethodGet {
			assert.NoError(t, json.NewEncoder(w).Encode(object{"certificates": [][]byte{stamp.AgreeCert.Raw, stamp.SignCert.Raw}}))
			return
		}
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Equal(t, names(t, recorded["request"]), names(t, body))
		assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
		_, _ = w.Write(recorded["failure"])
	})))
	settings.Cipher = new(glass)
	_, err = sign(t.Context(), enter(t, settings))
	assert.ErrorIs(t, err, key.ErrUnknownUser)
	assertWords(t, err, "не знайдено клієнта з таким ідентифікатором (errorCode 8)")
	assert.Equal(t, []string{"GET https://keys.example/api/get-certificates", "POST https://keys.example/api/acquire-sign"}, went)
}
