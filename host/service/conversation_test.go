// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestConversations plays the browser's part of every recorded story.
// host/protocol/testdata/README.md describes the form.
func TestConversations(t *testing.T) {
	files, err := filepath.Glob("../protocol/testdata/conversations/*.jsonl")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".jsonl"), func(t *testing.T) {
			t.Parallel()
			story := load(t, path)
			serveIn(t, &story.surroundings, story.play)
		})
	}
}

type story struct {
	surroundings
	lines    []line
	blobs    map[string][]byte
	recorded map[string]bool // blobs whose reads are part of the story
	finding  bool            // so is the progress of look-ups
	vars     map[string]any
}

type line struct {
	To, From frame
	Change   map[string]content
	Plug     map[string]bool
	End      bool
	Against  string
}

type content struct{ Text, Sample string }

func (c content) octets() []byte {
	if c.Sample != "" {
		return sample(c.Sample)
	}
	return []byte(c.Text)
}

func load(t *testing.T, path string) *story {
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	s := &story{blobs: map[string][]byte{}, recorded: map[string]bool{}, vars: map[string]any{}}
	scanner := bufio.NewScanner(file)
	require.True(t, scanner.Scan())
	var head struct {
		Story    string
		Blobs    map[string]content
		Network  map[string]string
		Services map[string]string
		Tokens   map[string]*token
		Troubles []key.Trouble
		Native   string

		Settings protocol.Settings

		Examination *protocol.Examination

		Providers map[string]*keeper
	}
	require.NoError(t, json.Unmarshal(scanner.Bytes(), &head))
	s.surroundings = surroundings{authorities: head.Network, services: head.Services, tokens: head.Tokens, troubles: head.Troubles, providers: head.Providers}
	s.settings, s.examination = head.Settings, head.Examination
	if head.Native != "" {
		s.native = (&dialogs{secret: []byte(head.Native)}).native
	}
	for name, c := range head.Blobs {
		s.put(name, c.octets())
	}
	for scanner.Scan() {
		decoder := json.NewDecoder(bytes.NewReader(scanner.Bytes()))
		decoder.UseNumber()
		decoder.DisallowUnknownFields()
		var l line
		require.NoError(t, decoder.Decode(&l), scanner.Text())
		switch params, _ := l.From["params"].(map[string]any); l.From["method"] {
		case "read":
			s.recorded[params["blob"].(string)] = true
		case "show":
			s.finding = s.finding || params["kind"] == "finding"
		}
		s.lines = append(s.lines, l)
	}
	require.NoError(t, scanner.Err())
	return s
}

func (s *story) play(b *browser) {
	b.finding = s.finding
	b.read = func(_ string, p readParams) []byte {
		if blob, ok := s.blobs[p.Blob]; ok && !s.recorded[p.Blob] {
			return cut(blob, p)
		}
		return nil
	}
	ended := false
	for i, l := range s.lines {
		where := fmt.Sprintf("line %d", i+2)
		switch {
		case l.To != nil:
			b.say(s.filled(map[string]any(l.To)))
		case l.From != nil:
			role := l.From["role"].(string)
			got := b.next(role)
			s.match(b.t, where, map[string]any(l.From), map[string]any(got))
		case l.End:
			b.in.Close()
			ended = true
		default:
			for name, c := range l.Change {
				if c.Sample == "issued" {
					s.put(name, s.issued(b))
				} else {
					s.put(name, c.octets())
				}
			}
			for name, in := range l.Plug {
				b.drawer.plug(name, in)
			}
		}
	}
	if !ended {
		assert.Empty(b.t, b.rest(), "the host said more than the story")
	}
}

// put gives a blob its content, which its variables tell.
func (s *story) put(name string, octets []byte) {
	s.blobs[name] = octets
	s.vars["$"+name+".size"] = json.Number(fmt.Sprint(len(octets)))
	s.vars["$"+name+".octets"] = base64.StdEncoding.EncodeToString(octets)
}

// issued is the certificate that the authority issues for the request that the
// person took there.
func (s *story) issued(b *browser) []byte {
	certificate, err := b.witness.IssueSigned(octets(b.t, s.vars["$p7s"]))
	require.NoError(b.t, err)
	return certificate.Raw
}

// filled puts the variables' values into a frame to say.
func (s *story) filled(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, member := range v {
			out[name] = s.filled(member)
		}
		return out
	case []any:
		out := []any{}
		for _, element := range v {
			out = append(out, s.filled(element))
		}
		return out
	case string:
		if known, ok := s.vars[v]; ok {
			return known
		}
	}
	return value
}

// match compares what came with what is recorded, and learns variables.
func (s *story) match(t *testing.T, where string, want, got any) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		require.True(t, ok, "%s: %v", where, got)
		for name := range g {
			require.Contains(t, w, name, "%s: %v", where, got)
		}
		for name := range w {
			require.Contains(t, g, name, "%s: %v", where, got)
			s.match(t, where+"."+name, w[name], g[name])
		}
	case []any:
		g, ok := got.([]any)
		require.True(t, ok && len(g) == len(w), "%s: %v", where, got)
		for i := range w {
			s.match(t, fmt.Sprintf("%s[%d]", where, i), w[i], g[i])
		}
	case string:
		if w == "$" {
			return
		}
		if strings.HasPrefix(w, "$") {
			if _, known := s.vars[w]; !known {
				s.vars[w] = got
			}
			want = s.vars[w]
		}
		require.Equal(t, want, got, where)
	default:
		require.Equal(t, want, got, where)
	}
}
