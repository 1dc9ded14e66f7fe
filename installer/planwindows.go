// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import (
	"errors"
	"path/filepath"
	"slices"
)

// key is where the location's browser looks first for the host called name.
func (l Location) key(v View, name string) Key { return l.keys(v, name)[0] }

// keys are where it looks, in its order.
func (l Location) keys(v View, name string) []Key {
	hive := CurrentUser
	if l.Scope == System {
		hive = LocalMachine
	}
	var all []Key
	for _, place := range l.places() {
		all = append(all, Key{hive, v, place + `\` + name})
	}
	return all
}

// places are the keys above those, without the name.
func (l Location) places() []string { return append([]string{l.Hosts}, l.Then...) }

// hiding are the keys of a host's name that the browser reads before those of the
// system that are written.
func (l Location) hiding(name string) []Key {
	keys := l.keys(View32, name)
	l.Scope = User
	return append(l.keys(View64, name), keys...)
}

// RegisteredFile is the name of the manifest, on Windows, of the host called name
// for browsers of the family: they do not look for files but for registry keys, so
// that both families' lie in one folder.
func RegisteredFile(name string, f Family) string { return name + "." + f.String() + ".json" }

// register plans a manifest and the registry key that names it.
func (p *planner) register(l Location, h Host) error {
	folder := p.surroundings.Path("AppData/Local/Pidpys")
	switch {
	case l.Scope == System:
		folder, h.Path = filepath.Split(h.Path)
	case folder == "":
		return errors.New("no home folder is known")
	}
	manifest, err := h.Manifest(l.Family)
	if err != nil {
		return err
	}
	path := filepath.Join(folder, RegisteredFile(p.name, l.Family))
	changed, err := p.write(path, manifest, 0o755)
	if err != nil {
		return err
	}
	if l.Scope == System {
		for _, k := range l.hiding(p.name) {
			deleted, err := p.delete(k)
			if err != nil {
				return err
			}
			changed = changed || deleted
		}
	}
	key := l.key(View64, p.name)
	switch value, err := p.surroundings.Registry.Value(key); {
	case err != nil && !absent(err):
		return ofKey(key, err)
	case err != nil || value != path:
		p.add(Step{Action: SetValue, Key: key, Value: path})
		changed = true
	}
	p.Registrations = append(p.Registrations, Registration{Browser: l.Browser, Place: key.String(), Changed: changed})
	return nil
}

// unregister plans the removal of a registry key, in both views of HKLM.
func (p *planner) unregister(l Location) error {
	r := Registration{Browser: l.Browser, Place: l.key(View64, p.name).String()}
	views := []View{View64}
	if l.Scope == System {
		views = append(views, View32)
	}
	for _, v := range views {
		deleted, err := p.delete(l.key(v, p.name))
		if err != nil {
			return err
		}
		r.Changed = r.Changed || deleted
	}
	p.Registrations = append(p.Registrations, r)
	return nil
}

// delete adds the deletion of a key that exists.
func (p *planner) delete(k Key) (deleted bool, err error) {
	value, err := p.surroundings.Registry.Value(k)
	switch {
	case absent(err):
		_, err = p.surroundings.Registry.Empty(k) // a key may lack a value
		if absent(err) {
			return false, nil
		}
	case err == nil:
		p.manifests = append(p.manifests, value)
	}
	if err != nil {
		return false, ofKey(k, err)
	}
	p.add(Step{Action: DeleteKey, Key: k})
	return true, nil
}

// dropUnnamed plans the removal of manifests that only deleted keys named. Of
// files that somebody else may have written it leaves its hands.
func (p *planner) dropUnnamed() {
	if len(p.manifests) == 0 {
		return
	}
	named := p.namedStill()
	for _, path := range p.manifests {
		base := filepath.Base(path)
		ours := base == RegisteredFile(p.name, Chromium) || base == RegisteredFile(p.name, Firefox)
		if there, _ := exists(path); ours && there && !slices.Contains(named, path) {
			p.add(Step{Action: RemoveFile, Path: path})
		}
	}
}

// namedStill lists the manifests that keys of the table name when the plan is
// done.
func (p *planner) namedStill() []string {
	var named []string
	for _, s := range p.Steps {
		if s.Action == SetValue {
			named = append(named, s.Value)
		}
	}
	for _, l := range locations {
		for _, v := range []View{View32, View64} {
			if l.OS != "windows" || l.Scope == User && v == View32 {
				continue
			}
			k := l.key(v, p.name)
			goes := slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Action == DeleteKey && s.Key == k })
			if value, err := p.surroundings.Registry.Value(k); err == nil && !goes {
				named = append(named, value)
			}
		}
	}
	return named
}
