// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package addon

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"github.com/pidpys/pidpys/installer/product"
)

// words are what the stores ask for, a file a language, and templates in the
// order in which a store asks, a file a store.
//
//go:embed listing
var words embed.FS

// Languages and stores that there are words for.
var (
	languages = []string{"uk", "en"}
	stores    = []string{"chrome-web-store", "edge-add-ons", "firefox-add-ons"}
)

// listing is what is said of the extension in one language.
type listing struct {
	Description []string          `json:"description"` // paragraphs
	Purpose     string            `json:"purpose"`     // the one purpose, a sentence
	Privacy     []string          `json:"privacy"`
	Permissions map[string]string `json:"permissions"` // why each is asked for
	RemoteCode  string            `json:"remote_code"`
	Review      []string          `json:"review"` // for those who look at the sources

	// From the extension and the product.
	Name, Summary, Homepage, Licence string   `json:"-"`
	Reasons                          []reason `json:"-"`
}

// readListing reads what is said in a language.
func readListing(files Files, language string) (listing, error) {
	text, err := words.ReadFile("listing/" + language + ".json")
	if err != nil {
		return listing{}, err
	}
	said := listing{Homepage: product.Homepage, Licence: product.Licence}
	if err := json.Unmarshal(text, &said); err != nil {
		return listing{}, err
	}
	var messages struct {
		Name, Description struct{ Message string }
	}
	if err := json.Unmarshal(files["_locales/"+language+"/messages.json"], &messages); err != nil {
		return listing{}, err
	}
	said.Name, said.Summary = messages.Name.Message, messages.Description.Message
	said.Reasons, err = reasons(files[manifestFile], said.Permissions)
	return said, err
}

// addListings adds the words for each store in each language. The demo is in no
// store.
func addListings(made Files, p product.Product) error {
	if p.Demo {
		return nil
	}
	files, err := Unpacked(p)
	if err != nil {
		return err
	}
	forms, err := template.New("").Funcs(template.FuncMap{"paragraphs": paragraphs}).ParseFS(words, "listing/*.txt")
	if err != nil {
		return fmt.Errorf("addon: %w", err)
	}
	for _, language := range languages {
		said, err := readListing(files, language)
		if err != nil {
			return fmt.Errorf("addon: words in %s: %w", language, err)
		}
		for _, store := range stores {
			var text bytes.Buffer
			if err := forms.ExecuteTemplate(&text, store+".txt", said); err != nil {
				return fmt.Errorf("addon: %w", err)
			}
			made["listing/"+store+"."+language+".txt"] = text.Bytes()
		}
	}
	return nil
}

func paragraphs(p []string) string { return strings.Join(p, "\n\n") }

// reason is why the extension asks for a permission.
type reason struct{ Permission, Reason string }

// reasons are the reasons for all that a manifest asks a browser for. A permission
// without a reason is an error, and so is a reason without a permission.
func reasons(manifest []byte, said map[string]string) ([]reason, error) {
	asked, err := permissions(manifest)
	if err != nil {
		return nil, err
	}
	var all []reason
	for _, permission := range asked {
		if said[permission] == "" {
			return nil, fmt.Errorf("no reason is given for the permission %s", permission)
		}
		all = append(all, reason{permission, said[permission]})
	}
	for permission := range said {
		if !slices.Contains(asked, permission) {
			return nil, fmt.Errorf("a reason is given for %s, which is not asked for", permission)
		}
	}
	return all, nil
}

// permissions are what a manifest asks for: permissions, hosts, and where content
// scripts run.
func permissions(text []byte) ([]string, error) {
	var m struct {
		Permissions   []string `json:"permissions"`
		Optional      []string `json:"optional_permissions"`
		Hosts         []string `json:"host_permissions"`
		OptionalHosts []string `json:"optional_host_permissions"`
		Scripts       []struct {
			Matches []string `json:"matches"`
		} `json:"content_scripts"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, err
	}
	all := slices.Concat(m.Permissions, m.Optional, m.Hosts, m.OptionalHosts)
	for _, script := range m.Scripts {
		for _, host := range script.Matches {
			if !slices.Contains(all, host) {
				all = append(all, host)
			}
		}
	}
	return all, nil
}
