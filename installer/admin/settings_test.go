// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package admin

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/config"
)

// TestExampleSetsAllThereIs has the program itself read the example: a setting that
// package host/config learns and the kit does not know fails here, and so does one
// that the program does not understand.
func TestExampleSetsAllThereIs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the example's paths are those of Linux")
	}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	place := filepath.Join(t.TempDir(), "config.json")
	read := func(text []byte) config.Config {
		require.NoError(t, os.WriteFile(place, text, 0o600))
		return config.ReadFrom(place)
	}
	set, unset := read(kits(t)["stores"]["config.example.json"]), read([]byte("{}"))
	require.Empty(t, set.Faults)

	var names []string
	for _, s := range settings {
		names = append(names, s.Name)
	}
	assert.Equal(t, names, set.Locked)
	for _, field := range reflect.VisibleFields(reflect.TypeFor[config.Config]()) {
		if field.Name != "Faults" {
			before, after := reflect.ValueOf(unset).FieldByIndex(field.Index), reflect.ValueOf(set).FieldByIndex(field.Index)
			assert.NotEqual(t, before.Interface(), after.Interface(), "the example leaves %s as it was", field.Name)
		}
	}
}

// TestValuesAreThoseOfTheProgram offers the program each value that a policy has to
// choose from, and one more.
func TestValuesAreThoseOfTheProgram(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	place := filepath.Join(t.TempDir(), "config.json")
	for _, s := range settings {
		for _, value := range slices.Concat(s.Values, []string{"another"}) {
			written := map[string]any{s.Name: value}
			switch s.Form {
			case lines:
				written[s.Name] = []string{value}
			case text:
				continue
			}
			data, err := json.Marshal(written)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(place, data, 0o600))
			assert.Equal(t, value == "another", len(config.ReadFrom(place).Faults) > 0, "%s %s", s.Name, value)
		}
	}
}

// admx is what tests look at in a template of policies.
type admx struct {
	Policies []struct {
		Name         string `xml:"name,attr"`
		Class        string `xml:"class,attr"`
		Key          string `xml:"key,attr"`
		Presentation string `xml:"presentation,attr"`
		Elements     struct {
			Enum []struct {
				ID    string   `xml:"id,attr"`
				Value string   `xml:"valueName,attr"`
				Items []string `xml:"item>value>string"`
			} `xml:"enum"`
			Lines []struct {
				ID    string `xml:"id,attr"`
				Value string `xml:"valueName,attr"`
			} `xml:"multiText"`
		} `xml:"elements"`
	} `xml:"policies>policy"`
}

// adml are its texts in one language.
type adml struct {
	Strings []struct {
		ID   string `xml:"id,attr"`
		Text string `xml:",chardata"`
	} `xml:"resources>stringTable>string"`
	Presentations []struct {
		ID    string `xml:"id,attr"`
		Lists []struct {
			Ref string `xml:"refId,attr"`
		} `xml:"dropdownList"`
		Boxes []struct {
			Ref string `xml:"refId,attr"`
		} `xml:"multiTextBox"`
	} `xml:"resources>presentationTable>presentation"`
}

func TestPolicyHasAValueForEverySetting(t *testing.T) {
	var found admx
	require.NoError(t, xml.Unmarshal(kits(t)["stores"]["windows/policydefinitions/pidpys.admx"], &found))
	require.Len(t, found.Policies, len(settings))
	for i, s := range settings {
		p := found.Policies[i]
		assert.Equal(t, s.Name, p.Name)
		assert.Equal(t, "Machine", p.Class)
		assert.Equal(t, `SOFTWARE\Policies\Pidpys`, p.Key)
		assert.Equal(t, "$(presentation."+s.Name+")", p.Presentation)
		if s.Form == choice {
			require.Len(t, p.Elements.Enum, 1)
			assert.Empty(t, p.Elements.Lines)
			assert.Equal(t, s.Name, p.Elements.Enum[0].Value)
			assert.Equal(t, s.Values, p.Elements.Enum[0].Items)
			continue
		}
		require.Len(t, p.Elements.Lines, 1)
		assert.Empty(t, p.Elements.Enum)
		assert.Equal(t, s.Name, p.Elements.Lines[0].Value)
		assert.Equal(t, s.Name, p.Elements.Lines[0].ID)
	}
}

var references = regexp.MustCompile(`\$\((string|presentation)\.([A-Za-z_]+)\)`)

func TestPolicySaysEverythingInBothLanguages(t *testing.T) {
	kit := kits(t)["stores"]
	template := kit["windows/policydefinitions/pidpys.admx"]
	for culture := range cultures {
		var said adml
		require.NoError(t, xml.Unmarshal(kit["windows/policydefinitions/"+culture+"/pidpys.adml"], &said), culture)
		ids := map[string]bool{}
		for _, s := range said.Strings {
			assert.False(t, ids["string."+s.ID], "%s: two strings %s", culture, s.ID)
			assert.NotEmpty(t, strings.TrimSpace(s.Text), "%s: %s", culture, s.ID)
			ids["string."+s.ID] = true
		}
		for _, p := range said.Presentations {
			assert.False(t, ids["presentation."+p.ID], "%s: two presentations %s", culture, p.ID)
			ids["presentation."+p.ID] = true
			require.Equal(t, 1, len(p.Lists)+len(p.Boxes), "%s: %s", culture, p.ID)
			for _, field := range append(p.Lists, p.Boxes...) {
				assert.Equal(t, p.ID, field.Ref, culture)
			}
		}
		for _, r := range references.FindAllSubmatch(template, -1) {
			id := string(r[1]) + "." + string(r[2])
			assert.True(t, ids[id], "%s lacks %s", culture, id)
			delete(ids, id)
		}
		for id := range ids {
			assert.Contains(t, string(template), "$("+id+")", "%s: nobody asks for %s", culture, id)
		}
	}
}

// TestWordsAreForSettings: each language has words for what there is, and no others.
func TestWordsAreForSettings(t *testing.T) {
	for _, language := range cultures {
		data, err := sources.ReadFile("words/" + language + ".json")
		require.NoError(t, err)
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		var said words
		require.NoError(t, d.Decode(&said), language)
		assert.Len(t, said.Settings, len(settings), language)
		for _, s := range settings {
			l := said.Settings[s.Name]
			assert.NotEmpty(t, l.Title, "%s %s", language, s.Name)
			assert.NotEmpty(t, l.Entry, "%s %s", language, s.Name)
			for _, value := range s.Values {
				if s.Form == choice {
					assert.NotEmpty(t, l.Values[value], "%s %s %s", language, s.Name, value)
				} else {
					assert.Contains(t, strings.Join(l.Explain, " "), value+" –", "%s %s", language, s.Name)
				}
			}
		}
	}
}
