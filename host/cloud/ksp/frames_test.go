// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A recording is what goes to a server and comes back from it, without the
// envelopes, from the first request about some documents to the last.
type recording struct {
	Kind      ksp.Kind
	Client    string
	Purpose   cloud.Purpose
	Documents []string
	Link      string
	Frames    []frame
}

type frame struct {
	Before   string // what the person does before it
	Endpoint string
	Request  json.RawMessage
	Answer   json.RawMessage
}

func recordings(t *testing.T) map[string]recording {
	t.Helper()
	files, err := filepath.Glob("testdata/frames/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := map[string]recording{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var r recording
		require.NoError(t, json.Unmarshal(text, &r), file)
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = r
	}
	return all
}

// digests are those of the recording's documents: the requests have their values.
func (r recording) digests(t *testing.T) (digests []key.Digest) {
	t.Helper()
	var said struct {
		Hash   []byte
		Hashes [][]byte
	}
	for _, f := range r.Frames {
		require.NoError(t, json.Unmarshal(f.Request, &said))
	}
	if said.Hash != nil {
		said.Hashes = [][]byte{said.Hash}
	}
	require.Len(t, said.Hashes, len(r.Documents))
	for i, name := range r.Documents {
		digests = append(digests, key.Digest{Hash: pki.GOST34311, Value: said.Hashes[i], Label: name})
	}
	return digests
}

func TestClientSaysWhatIsRecorded(t *testing.T) {
	for name, r := range recordings(t) {
		t.Run(name, func(t *testing.T) {
			left, client := r.Frames, ""
			s := enter(t, config(r.Kind, ksptest.Line(answers(func(endpoint string, request []byte) (any, *ksptest.Failure) {
				require.NotEmpty(t, left, "%s comes after the last frame", endpoint)
				f := left[0]
				left = left[1:]
				if client == "" {
					client = clientIn(t, request)
				}
				assert.Equal(t, f.Endpoint, endpoint)
				assert.JSONEq(t, string(f.Request), strings.ReplaceAll(string(request), client, r.Client))
				return f.Answer, nil
			}))))
			o, err := s.Start(t.Context(), cloud.Request{Purpose: r.Purpose, Digests: r.digests(t), Description: "два документи"}, nil)
			require.NoError(t, err)
			assert.Equal(t, r.Link, strings.ReplaceAll(o.Link, client, r.Client))
			progress := cloud.Progress{State: cloud.Waiting}
			for progress.State == cloud.Waiting || progress.State == cloud.Registered {
				progress, err = s.Poll(t.Context(), o)
				require.NoError(t, err)
			}
			assert.Empty(t, left, "frames that nobody asked for")
			if strings.HasSuffix(name, "declined") {
				assert.Equal(t, cloud.Progress{State: cloud.Rejected}, progress)
				return
			}
			require.Equal(t, cloud.Done, progress.State)
			for i, cms := range []string{"a CMS over it", "another CMS over it"}[:len(r.Documents)] {
				assert.Equal(t, key.Result{CMS: []byte(cms)}, progress.Results[i])
			}
		})
	}
}

func clientIn(t *testing.T, request []byte) string {
	t.Helper()
	var in struct{ ClientID string }
	require.NoError(t, json.Unmarshal(request, &in))
	return in.ClientID
}

// fields are the members of requests and answers, as the public clients have them.
// Those that only some answers have begin with "?".
var fields = map[ksp.Kind]map[string]struct{ request, answer string }{
	ksp.SignServer: {
		"acquire-sign one":     {"clientId hash operationDescription originatorDescription", "errorCode operationId status"},
		"acquire-sign many":    {"clientId hashes operationDescriptions originatorDescription", "errorCode operationId status"},
		"sign-status":          {"clientId operationId", "?signature ?signatures status"},
		"release-operation-id": {"clientId operationId", "status"},
	},
	ksp.SmartID: {
		"acquire-operation-id": {"clientId", "operationId"},
		"sign": {
			"clientId cmsFormat hashes operationDescription operationId originatorDescription signatureAlgorithmName signatureFormat time",
			"status",
		},
		"sign-status": {"clientId operationId", "?signatures status"},
	},
}

// members are those of a signature among several.
var members = map[ksp.Kind]string{ksp.SignServer: "errorCode errorMessage hash signature", ksp.SmartID: "hash signature"}

func TestFramesHaveTheFieldsOfTheTables(t *testing.T) {
	for name, r := range recordings(t) {
		t.Run(name, func(t *testing.T) {
			for _, f := range r.Frames {
				endpoint := f.Endpoint
				if endpoint == "acquire-sign" {
					endpoint += " " + map[bool]string{true: "one", false: "many"}[len(r.Documents) == 1]
				}
				table, known := fields[r.Kind][endpoint]
				require.True(t, known, endpoint)
				assert.Equal(t, strings.Fields(table.request), names(t, f.Request), endpoint)
				for _, member := range strings.Fields(table.answer) {
					if !strings.HasPrefix(member, "?") {
						assert.Contains(t, names(t, f.Answer), member, endpoint)
					}
				}
				for _, member := range names(t, f.Answer) {
					assert.Contains(t, strings.Fields(strings.ReplaceAll(table.answer, "?", "")), member, endpoint)
				}
				var in struct {
					OperationID string
					Signatures  []json.RawMessage
				}
				require.NoError(t, json.Unmarshal(f.Answer, &in))
				for _, one := range in.Signatures {
					assert.Equal(t, strings.Fields(members[r.Kind]), names(t, one))
				}
				if in.OperationID != "" && r.Kind == ksp.SmartID {
					octets, err := base64.StdEncoding.DecodeString(in.OperationID)
					assert.NoError(t, err)
					assert.Len(t, octets, 64)
					assert.Len(t, in.OperationID, 88)
				}
			}
		})
	}
}

// names are the members of an object, sorted.
func names(t *testing.T, object []byte) []string {
	t.Helper()
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(object, &all))
	return slices.Sorted(maps.Keys(all))
}
