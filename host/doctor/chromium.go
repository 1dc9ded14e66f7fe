// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"encoding/json"

	"github.com/pidpys/pidpys/host/ownership"
	"github.com/pidpys/pidpys/installer"
)

// maxPreferences bounds a profile's file of settings, in octets. Those of people
// with many extensions have some.
const maxPreferences = 32 << 20

// chromiumProfiles looks into the profiles below a folder of Chromium's family.
// Opera keeps its only one in the folder itself.
func chromiumProfiles(folder string, host installer.Host) (best presence, unreadable bool) {
	for _, file := range append(within(folder, "Preferences"), within(folder, "Secure Preferences")...) {
		data, err := ownership.ReadAnybodys(file, maxPreferences)
		if err == nil {
			var seen presence
			seen, err = chromiumPresence(data, host.ChromiumIDs)
			best = best.better(seen)
		}
		unreadable = unreadable || err != nil
	}
	return best, unreadable
}

// A chromiumExtension is an entry of extensions.settings in Preferences or Secure
// Preferences, as far as it matters. Newer browsers have no state, and
// disable_reasons as a list. Measured with Chromium 156.
type chromiumExtension struct {
	State    *int            `json:"state"`           // 1: enabled
	Reasons  json.RawMessage `json:"disable_reasons"` // a number of bits, or a list
	Manifest struct {
		Version string `json:"version"`
	} `json:"manifest"`
	// Worker has the version of an extension that is loaded from a folder.
	Worker struct {
		Version string `json:"version"`
	} `json:"service_worker_registration_info"`
}

// chromiumPresence reads one file of settings.
func chromiumPresence(data []byte, ids []string) (best presence, err error) {
	var file struct {
		Extensions struct {
			Settings map[string]json.RawMessage `json:"settings"`
		} `json:"extensions"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return presence{}, err
	}
	for _, id := range ids {
		entry, there := file.Extensions.Settings[id]
		if !there {
			continue
		}
		var e chromiumExtension
		if err := json.Unmarshal(entry, &e); err != nil {
			return best, err
		}
		best = best.better(e.presence())
	}
	return best, nil
}

func (e chromiumExtension) presence() presence {
	p := presence{state: enabled, version: e.Manifest.Version}
	if p.version == "" {
		p.version = e.Worker.Version
	}
	switch reasons := string(e.Reasons); {
	case e.State != nil && *e.State != 1:
		p.state = disabled
	case reasons != "" && reasons != "[]" && reasons != "0" && reasons != "null":
		p.state = disabled
	}
	return p
}
