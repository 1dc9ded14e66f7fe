// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package admin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
)

// registryFiles are the policies of each browser as files that reg.exe and
// regedit.exe import. All hold for the machine.
func registryFiles(p product.Product) (addon.Files, error) {
	made := addon.Files{}
	o := originOf(p)
	for _, row := range policed("windows") {
		if row.Family == installer.Firefox {
			f := regFile{}
			policies := firefoxPolicies(p)
			f.set(row.Policies+`\ExtensionSettings`, policies["ExtensionSettings"].(object))
			// The schema of Firefox's policies has JSON at this depth.
			if err := f.setJSON(row.Policies+`\3rdparty\Extensions`, object{o.firefox: managed()}); err != nil {
				return nil, err
			}
			made[path.Join("windows", row.Browser, p.Name+".reg")] = f.text()
			continue
		}
		for _, s := range snippets(p) {
			f := regFile{}
			f.set(row.Policies, s.policies)
			if s.managed != nil {
				if err := f.setJSON(row.Policies+`\3rdparty\extensions\`+o.chromium+`\policy`, s.managed); err != nil {
					return nil, err
				}
			}
			made[path.Join("windows", row.Browser, s.name+".reg")] = f.text()
		}
	}
	return made, nil
}

// policed are the rows of a system whose place of policies is known, each place
// once.
func policed(goos string) []installer.Location {
	var rows []installer.Location
	for _, row := range installer.Rows(goos, installer.System, "") {
		known := slices.ContainsFunc(rows, func(other installer.Location) bool { return other.Policies == row.Policies })
		if row.Policies != "" && !known {
			rows = append(rows, row)
		}
	}
	return rows
}

// ownEntry is the number of our entries in policies that are lists, whose entries
// are values with numbers for names: high, so that it replaces nobody's "1".
const ownEntry = "743797"

// A regFile is what is set in keys below HKEY_LOCAL_MACHINE: data in the file's own
// notation, by key and name.
type regFile map[string]map[string]string

func (f regFile) put(key, name, data string) {
	if f[key] == nil {
		f[key] = map[string]string{}
	}
	f[key][name] = data
}

// set sets policies in a key, as Chromium's and Firefox's readers of the registry
// take them apart: dictionaries are keys, and so are lists.
func (f regFile) set(key string, policies object) {
	for name, value := range policies {
		switch value := value.(type) {
		case bool:
			number := 0
			if value {
				number = 1
			}
			f.put(key, name, fmt.Sprintf("dword:%08x", number))
		case string:
			f.put(key, name, quoted(value))
		case []string:
			for _, entry := range value {
				f.put(key+`\`+name, ownEntry, quoted(entry))
			}
		case object:
			f.set(key+`\`+name, value)
		}
	}
}

// setJSON sets values of an extension's own, each a text of JSON.
func (f regFile) setJSON(key string, values object) error {
	for name, value := range values {
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		f.put(key, name, quoted(string(text)))
	}
	return nil
}

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// text is the file. It is in ASCII, as are all names and addresses in it.
func (f regFile) text() []byte {
	var text bytes.Buffer
	text.WriteString("Windows Registry Editor Version 5.00\r\n")
	for _, key := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintf(&text, "\r\n[HKEY_LOCAL_MACHINE\\%s]\r\n", key)
		for _, name := range slices.Sorted(maps.Keys(f[key])) {
			fmt.Fprintf(&text, "%s=%s\r\n", quoted(name), f[key][name])
		}
	}
	return text.Bytes()
}
