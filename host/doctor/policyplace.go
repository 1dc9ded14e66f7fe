// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/host/ownership"
	"github.com/pidpys/pidpys/installer"
)

// Limits on policies.
const (
	maxPolicyFile  = 4 << 20 // octets
	maxPolicyFiles = 64      // of a browser
)

// policy is what is in force for the browser of a System row. Where it lies but
// cannot be read, places says.
func (b *Bench) policy(ctx context.Context, l installer.Location) (p policy, places []string) {
	switch {
	case l.Policies == "":
		return nil, nil
	case b.OS == "windows":
		return b.registryPolicy(l)
	case b.OS == "darwin":
		return b.profilePolicy(ctx, l)
	case l.Family == installer.Firefox:
		return filePolicy([]string{filepath.Join(b.Path(l.Policies), "policies.json")}, "policies")
	}
	folder := b.Path(l.Policies)
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, []string{folder}
	}
	var files []string
	for _, entry := range entries[:min(len(entries), maxPolicyFiles)] {
		if filepath.Ext(entry.Name()) == ".json" {
			files = append(files, filepath.Join(folder, entry.Name()))
		}
	}
	return filePolicy(files, "")
}

// filePolicy reads files of JSON, of which a later one wins, as far as it is
// inside of a member; empty: the whole.
func filePolicy(files []string, inside string) (p policy, places []string) {
	p = policy{}
	for _, file := range files {
		data, err := ownership.ReadAnybodys(file, maxPolicyFile)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var one policy
		if err == nil {
			one, err = parsePolicy(data)
		}
		if err != nil {
			places = append(places, file)
			continue
		}
		if inside != "" {
			one = one.object(inside)
		}
		maps.Copy(p, one)
	}
	return p, places
}

// registryPolicy reads Windows' registry. What is set for the machine wins over what
// is set for the person.
func (b *Bench) registryPolicy(l installer.Location) (p policy, places []string) {
	if b.Key == nil {
		return nil, nil
	}
	p = policy{}
	for _, hive := range []installer.Hive{installer.CurrentUser, installer.LocalMachine} {
		key := installer.Key{Hive: hive, View: installer.View64, Path: l.Policies}
		values, err := b.Key(key)
		switch {
		case err == nil:
			maps.Copy(p, values)
		case !errors.Is(err, fs.ErrNotExist):
			places = append(places, key.String())
		}
	}
	return p, places
}

// profilePolicy reads what a configuration profile of macOS became. Unverified: no
// such system was at hand.
func (b *Bench) profilePolicy(ctx context.Context, l installer.Location) (p policy, places []string) {
	path := b.Path("/Library/Managed Preferences/" + l.Policies + ".plist")
	if b.PropertyList == nil || !exists(path) {
		return nil, nil
	}
	data, err := b.PropertyList(ctx, path)
	if err == nil {
		p, err = parsePolicy(data)
	}
	if err != nil {
		return nil, []string{path}
	}
	return p, nil
}
