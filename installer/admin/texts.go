// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package admin

import (
	"bytes"
	"embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"text/template"

	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
)

// sources are what is written by hand. Files in kit are templates of those at the
// same place in the kit, with <% %> about what is filled in, since Ansible has its
// own meaning for braces. Two are filled in more than once, and lie apart.
//
//go:embed kit words config.example.json policy.adml
var sources embed.FS

// cultures are the languages of the policy's texts, by Windows' names for them.
var cultures = map[string]string{"uk-UA": "uk", "en-US": "en"}

// words are what administrators read of the policy in one language.
type words struct {
	Category string           `json:"category"`
	Intro    string           `json:"intro"`
	Settings map[string]label `json:"settings"`
}

// label is what is said of one setting.
type label struct {
	Title   string            `json:"title"`
	Explain []string          `json:"explain"` // paragraphs
	Entry   string            `json:"entry"`   // what stands beside the field
	Values  map[string]string `json:"values"`
}

// A page is what a template is filled with.
type page struct {
	product.Product
	Origin   struct{ ID, Updates, AddOn, Install string }
	Stores   bool // the extension comes from the stores
	Settings []setting
	Words    words             // of a page in one language
	Examples map[string]string // JSON of each setting, on one line
	Module   string            // an example's path, as JSON has it
}

// texts are the files that templates make.
func texts(p product.Product) (addon.Files, error) {
	o := originOf(p)
	about := page{Product: p, Stores: p.Updates == "", Settings: settings}
	about.Origin.ID, about.Origin.Updates, about.Origin.AddOn, about.Origin.Install = o.chromium, o.updates, o.firefox, o.install
	made := addon.Files{}

	var err error
	about.Module = `/usr/lib/vendor/pkcs11.so`
	if made["config.example.json"], err = about.fill("config.example.json"); err != nil {
		return nil, err
	}
	about.Module = `C:\\Program Files\\Vendor\\pkcs11.dll`
	if made["windows/config.example.json"], err = about.fill("config.example.json"); err != nil {
		return nil, err
	}
	if about.Examples, err = examples(made["windows/config.example.json"]); err != nil {
		return nil, err
	}
	for culture, language := range cultures {
		if err := readWords(language, &about.Words); err != nil {
			return nil, err
		}
		if made[path.Join("windows/policydefinitions", culture, "pidpys.adml")], err = about.fill("policy.adml"); err != nil {
			return nil, err
		}
	}
	return made, fs.WalkDir(sources, "kit", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		made[strings.TrimPrefix(name, "kit/")], err = about.fill(name)
		return err
	})
}

func readWords(language string, into *words) error {
	text, err := sources.ReadFile("words/" + language + ".json")
	if err != nil {
		return err
	}
	*into = words{}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("words in %s: %w", language, err)
	}
	return nil
}

// examples are the members of a config.json, each on one line.
func examples(config []byte) (map[string]string, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(config, &members); err != nil {
		return nil, fmt.Errorf("config.example.json: %w", err)
	}
	lines := map[string]string{}
	for name, value := range members {
		var line bytes.Buffer
		if err := json.Compact(&line, value); err != nil {
			return nil, err
		}
		lines[name] = line.String()
	}
	return lines, nil
}

// fill executes a source.
func (p page) fill(source string) ([]byte, error) {
	t, err := template.New(path.Base(source)).Delims("<%", "%>").Option("missingkey=error").Funcs(template.FuncMap{
		"xml":        escaped,
		"paragraphs": func(all []string) string { return strings.Join(all, "\n\n") },
		"policed":    policed,
		"folders":    folders,
	}).ParseFS(sources, source)
	if err != nil {
		return nil, err
	}
	var filled bytes.Buffer
	err = t.Execute(&filled, p)
	return filled.Bytes(), err
}

// folders are where a family of browsers reads policies on Linux.
func folders(family string) []string {
	var found []string
	for _, row := range policed("linux") {
		if row.Family.String() == family {
			found = append(found, row.Policies)
		}
	}
	return found
}

func escaped(text string) (string, error) {
	var to bytes.Buffer
	err := xml.EscapeText(&to, []byte(text))
	return to.String(), err
}
