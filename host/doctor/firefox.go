// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"encoding/json"
	"path/filepath"
	"slices"

	"github.com/pidpys/pidpys/host/ownership"
	"github.com/pidpys/pidpys/installer"
)

// maxAddons bounds a profile's list of add-ons, in octets.
const maxAddons = 16 << 20

// firefoxProfiles looks into the profiles below a folder of Firefox's family. On
// Windows and macOS they lie one deeper.
func firefoxProfiles(folder string, host installer.Host) (best presence, unreadable bool) {
	for _, file := range append(within(folder, "extensions.json"), within(filepath.Join(folder, "Profiles"), "extensions.json")...) {
		data, err := ownership.ReadAnybodys(file, maxAddons)
		if err == nil {
			var seen presence
			seen, err = firefoxPresence(data, host.FirefoxIDs)
			best = best.better(seen)
		}
		unreadable = unreadable || err != nil
	}
	return best, unreadable
}

// firefoxPresence reads extensions.json. active is false of what the person, the
// browser or an administrator switched off. Measured with Firefox 153.
func firefoxPresence(data []byte, ids []string) (best presence, err error) {
	var file struct {
		Addons []struct {
			ID      string `json:"id"`
			Version string `json:"version"`
			Active  bool   `json:"active"`
		} `json:"addons"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return presence{}, err
	}
	for _, addon := range file.Addons {
		if !slices.Contains(ids, addon.ID) {
			continue
		}
		p := presence{state: disabled, version: addon.Version}
		if addon.Active {
			p.state = enabled
		}
		best = best.better(p)
	}
	return best, nil
}
