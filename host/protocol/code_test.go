// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var tableRow = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (person|certificate|input|network|set-up|programmer) \\| `([a-z-]+)` \\|")

func TestCodesAgreeWithThePage(t *testing.T) {
	page, err := os.ReadFile("PROTOCOL.md")
	require.NoError(t, err)
	var rows []protocol.Row
	for _, m := range tableRow.FindAllStringSubmatch(string(page), -1) {
		rows = append(rows, protocol.Row{Code: protocol.Code(m[1]), Actor: protocol.Actor(m[2]), Page: protocol.Code(m[3])})
	}
	assert.Equal(t, rows, protocol.Codes())
	once := map[protocol.Code]bool{}
	for _, row := range rows {
		assert.False(t, once[row.Code], "%s twice", row.Code)
		once[row.Code] = true
	}
}

func TestCodesAgreeWithTheSchema(t *testing.T) {
	var schema struct {
		Defs struct {
			Code struct{ Enum []protocol.Code }
		} `json:"$defs"`
	}
	readJSON(t, "schema.json", &schema)
	assert.Equal(t, codes(), schema.Defs.Code.Enum)
}

// TestCodesHaveWords: every code has words and advice in every language. The
// command line has some codes more, which its own tests hold.
func TestCodesHaveWords(t *testing.T) {
	for _, language := range []string{"uk", "en"} {
		t.Run(language, func(t *testing.T) {
			var words map[string]struct{ Message string }
			readJSON(t, filepath.Join("..", "..", "extension", "_locales", language, "messages.json"), &words)
			for _, code := range codes() {
				name := strings.ReplaceAll(string(code), "-", "_")
				assert.NotEmpty(t, words["error_"+name].Message, "error_%s", name)
				assert.NotEmpty(t, words["hint_"+name].Message, "hint_%s", name)
			}
		})
	}
}

func TestPagesLearnOnlyWhatTheyMay(t *testing.T) {
	for _, row := range protocol.Codes() {
		told := (&protocol.Error{Code: row.Code, Params: &protocol.Params{What: "certificate"}}).For(protocol.Page)
		assert.Equal(t, row.Page, told.Code)
		assert.Nil(t, told.Params)
		again := told.For(protocol.Page)
		assert.Equal(t, row.Page, again.Code, "what pages learn is a code that pages learn")
	}
	assert.Equal(t, protocol.Failed, (&protocol.Error{Code: "made-up"}).For(protocol.Page).Code)
}

func TestErrors(t *testing.T) {
	wrapped := fmt.Errorf("service: %w", protocol.Fail(protocol.Busy))
	assert.Equal(t, protocol.Busy, protocol.AsError(wrapped).Code)
	assert.ErrorIs(t, wrapped, protocol.Fail(protocol.Busy))
	assert.NotErrorIs(t, wrapped, protocol.Fail(protocol.Failed))
	assert.Equal(t, protocol.Internal, protocol.AsError(errors.New("other")).Code)
	assert.EqualError(t, protocol.Fail(protocol.Busy), "protocol: busy")
}

func codes() []protocol.Code {
	var all []protocol.Code
	for _, row := range protocol.Codes() {
		all = append(all, row.Code)
	}
	return all
}

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, v))
}
