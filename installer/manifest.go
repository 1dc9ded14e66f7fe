// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Host is the program that a browser may start, as its manifest names it.
type Host struct {
	Name        string   // the native host's name, "org.pidpys.host"
	Description string   // one English sentence; no browser shows it
	Path        string   // the program, an absolute path
	ChromiumIDs []string // extensions that may start it: Chromium's 32 letters a–p
	FirefoxIDs  []string // and Firefox's add-on ids
}

// String is the family's name, lower case.
func (f Family) String() string {
	if f == Firefox {
		return "firefox"
	}
	return "chromium"
}

// validName tells whether browsers allow a host that name: lower case letters,
// digits and underscores, in parts between dots (Chrome "Native messaging").
var validName = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`).MatchString

// manifest is the file's JSON (Chrome "Native messaging", MDN "Native manifests").
type manifest struct {
	Name              string   `json:"name"`
	Description       string   `json:"description"`
	Path              string   `json:"path"`
	Type              string   `json:"type"`
	AllowedOrigins    []string `json:"allowed_origins,omitempty"`
	AllowedExtensions []string `json:"allowed_extensions,omitempty"`
}

// Manifest returns the native messaging host manifest that browsers of the
// family read: JSON with allowed_origins for Chromium's, allowed_extensions
// for Firefox's.
func (h Host) Manifest(family Family) ([]byte, error) {
	m := manifest{Name: h.Name, Description: h.Description, Path: h.Path, Type: "stdio"}
	switch family {
	case Firefox:
		m.AllowedExtensions = h.FirefoxIDs
	default:
		for _, id := range h.ChromiumIDs {
			m.AllowedOrigins = append(m.AllowedOrigins, originPrefix+id+originSuffix)
		}
	}
	text, err := json.MarshalIndent(m, "", "  ")
	return append(text, '\n'), err
}

// An extension's origin is its id between these.
const originPrefix, originSuffix = "chrome-extension://", "/"

// ErrManifest is the error of a file that browsers would not take for a manifest.
var ErrManifest = errors.New("installer: not a host manifest")

// ParseManifest reads a manifest of either family. Members that are not known
// are passed over, as browsers do.
func ParseManifest(text []byte) (Host, error) {
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return Host{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	switch {
	case !validName(m.Name):
		return Host{}, fmt.Errorf("%w: the name %q", ErrManifest, m.Name)
	case m.Type != "stdio":
		return Host{}, fmt.Errorf("%w: the type %q", ErrManifest, m.Type)
	case m.Path == "":
		return Host{}, fmt.Errorf("%w: no path", ErrManifest)
	}
	h := Host{Name: m.Name, Description: m.Description, Path: m.Path, FirefoxIDs: m.AllowedExtensions}
	for _, origin := range m.AllowedOrigins {
		h.ChromiumIDs = append(h.ChromiumIDs, strings.TrimSuffix(strings.TrimPrefix(origin, originPrefix), originSuffix))
	}
	return h, nil
}
