// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import "encoding/json"

// Host is the program that a browser may start, as its manifest names it.
type Host struct {
	Name        string   // the native host's name, "org.pidpys.host"
	Description string   // one English sentence; no browser shows it
	Path        string   // the program, an absolute path
	ChromiumIDs []string // extensions that may start it: Chromium's 32 letters a–p
	FirefoxIDs  []string // and Firefox's add-on ids
}

// Manifest returns the native messaging host manifest that browsers of the
// family read: JSON with allowed_origins for Chromium's, allowed_extensions
// for Firefox's (Chrome "Native messaging", MDN "Native manifests").
func (h Host) Manifest(family Family) ([]byte, error) {
	m := struct {
		Name              string   `json:"name"`
		Description       string   `json:"description"`
		Path              string   `json:"path"`
		Type              string   `json:"type"`
		AllowedOrigins    []string `json:"allowed_origins,omitempty"`
		AllowedExtensions []string `json:"allowed_extensions,omitempty"`
	}{Name: h.Name, Description: h.Description, Path: h.Path, Type: "stdio"}
	switch family {
	case Firefox:
		m.AllowedExtensions = h.FirefoxIDs
	default:
		for _, id := range h.ChromiumIDs {
			m.AllowedOrigins = append(m.AllowedOrigins, "chrome-extension://"+id+"/")
		}
	}
	text, err := json.MarshalIndent(m, "", "  ")
	return append(text, '\n'), err
}
