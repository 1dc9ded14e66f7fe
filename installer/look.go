// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// ErrNotExecutable is the error of a program that lies there but cannot be run.
var ErrNotExecutable = errors.New("installer: not a program")

// Sight is what one browser finds of a host.
type Sight struct {
	Browser string
	Basis   Basis // how well its places are known: the poorer of both scopes'
	Used    bool  // the person has used it here
	// Entries lie where it looks, in its own order: a person's before the
	// system's; on Windows HKCU before HKLM, there the 32-bit view before the
	// 64-bit one, and in each its own key before those it shares.
	Entries []Entry
}

// Entry is a manifest, or a registry key that should name one.
type Entry struct {
	Scope    Scope
	Place    string // where the browser looks: the manifest's path, on Windows the registry key
	Key      Key    // Windows: the same
	Owner    string // the browser whose place that is: an uninstallation for it removes the entry
	Manifest string // the manifest's path
	Host     Host   // what the manifest says; zero if Err
	// Err is why the manifest cannot be used: fs.ErrNotExist of one that a key
	// names, ErrManifest, or why it cannot be read.
	Err        error
	Program    string // the program, absolute
	ProgramErr error  // why it cannot be started: fs.ErrNotExist, ErrNotExecutable, fs.ErrPermission
	Admits     bool   // it allows one of the host's extensions
	// InForce: the browser acts on this entry and on none below it.
	InForce bool
}

// Look finds what lies of the host where the browsers of this operating system
// look, in the table's order. Which entry is in force is as the browsers' sources
// say: Chromium's family takes the first that exists, however broken; Firefox's
// the first that it could use, on Windows the first that exists
// (native_process_launcher_posix.cc and _win.cc, NativeManifests.sys.mjs).
func Look(h Host, s Surroundings) []Sight {
	var all []Sight
	for _, browser := range Browsers(s.OS) {
		sight := Sight{Browser: browser, Used: s.Used(browser)}
		var family Family
		for _, l := range append(Rows(s.OS, User, browser), Rows(s.OS, System, browser)...) {
			family = l.Family
			sight.Basis = max(sight.Basis, l.Basis)
			sight.Entries = append(sight.Entries, s.entries(l, h)...)
		}
		strict := family == Firefox && s.OS != "windows"
		if i := slices.IndexFunc(sight.Entries, func(e Entry) bool { return !strict || e.Err == nil && e.Admits }); i >= 0 {
			sight.Entries[i].InForce = true
		}
		all = append(all, sight)
	}
	return all
}

// entries are those of one row.
func (s Surroundings) entries(l Location, h Host) []Entry {
	if s.OS == "windows" {
		return s.registered(l, h)
	}
	var found []Entry
	for _, folder := range []string{s.Path(l.Hosts), s.Path(l.Twin)} {
		path := manifestIn(folder, h.Name)
		if there, err := exists(path); folder == "" || !there && err == nil {
			continue
		}
		found = append(found, s.examine(Entry{Scope: l.Scope, Place: path, Owner: l.owner(), Manifest: path}, l.Family, h))
	}
	return found
}

// registered are the entries of Windows' registry.
func (s Surroundings) registered(l Location, h Host) []Entry {
	if l.Hosts == "" {
		return nil
	}
	views := []View{View64}
	if l.Scope == System {
		views = []View{View32, View64}
	}
	var found []Entry
	for _, v := range views {
		for i, k := range l.keys(v, h.Name) {
			path, err := s.Registry.Value(k)
			if absent(err) {
				continue
			}
			e := Entry{Scope: l.Scope, Place: k.String(), Key: k, Owner: l.ownerOf(l.places()[i]), Manifest: path, Err: err}
			if err == nil {
				e = s.examine(e, l.Family, h)
			}
			found = append(found, e)
		}
	}
	return found
}

// examine reads an entry's manifest and looks at the program it names.
func (s Surroundings) examine(e Entry, f Family, h Host) Entry {
	text, err := readManifest(e.Manifest)
	if err == nil {
		e.Host, err = ParseManifest(text)
	}
	if err == nil && e.Host.Name != h.Name {
		err = fmt.Errorf("%w: it is of %q", ErrManifest, e.Host.Name)
	}
	e.Program = e.Host.Path
	if err == nil && !filepath.IsAbs(e.Program) {
		if s.OS == "windows" {
			e.Program = filepath.Join(filepath.Dir(e.Manifest), e.Program)
		} else {
			err = fmt.Errorf("%w: the program's path %q is not absolute", ErrManifest, e.Program)
		}
	}
	if err != nil {
		e.Host, e.Program, e.Err = Host{}, "", err
		return e
	}
	e.ProgramErr = startable(e.Program)
	allowed, ours := e.Host.ChromiumIDs, h.ChromiumIDs
	if f == Firefox {
		allowed, ours = e.Host.FirefoxIDs, h.FirefoxIDs
	}
	e.Admits = slices.ContainsFunc(ours, func(id string) bool { return slices.Contains(allowed, id) })
	return e
}

// startable tells why a program cannot be started.
func startable(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || runtime.GOOS != "windows" && info.Mode().Perm()&0o111 == 0 {
		return fmt.Errorf("%w: %s", ErrNotExecutable, path)
	}
	return nil
}
