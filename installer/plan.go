// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Action is what a [Step] does.
type Action string

// The actions.
const (
	WriteFile  Action = "write-file"  // in one step, so that readers see the old file or the new
	RemoveFile Action = "remove-file" // and the folders that are empty without it
	SetValue   Action = "set-value"   // a registry key's default value
	DeleteKey  Action = "delete-key"  // and the keys above it that are empty without it
)

// Step is one change of the machine.
type Step struct {
	Action Action
	Path   string      // the file
	Data   []byte      // WriteFile: what it will hold
	Mode   fs.FileMode // WriteFile: of folders that are made for it
	Key    Key         // SetValue, DeleteKey
	Value  string      // SetValue
}

// Where names what the step changes: a path, or a registry key.
func (s Step) Where() string {
	if s.Path != "" {
		return s.Path
	}
	return s.Key.String()
}

// Registration is what a plan means for one browser.
type Registration struct {
	Browser string
	Place   string // where it looks: the manifest's path, on Windows the registry key
	Changed bool   // false: it already is as it should be
	// Owner is the browser whose place this one shares, where an uninstallation
	// leaves it alone because Owner is to stay.
	Owner string
}

// Plan is what would be done. Nothing was until [Plan.Apply].
type Plan struct {
	Steps         []Step
	Registrations []Registration // in the order of the rows
	surroundings  Surroundings
}

// PlanInstall plans to write the host's manifests where the browsers of the rows
// look for them. Rows whose place is unknown are left out. What lies there
// already, octet for octet, is no step, so that a second plan is empty.
//
// On Windows the manifests lie beside the program, which they name without a
// folder, for the User scope in %LOCALAPPDATA%\Pidpys. Browsers there look in HKCU
// before HKLM, and in the 32-bit view before the 64-bit one that is written; entries
// of the host's name that would hide the system's are deleted.
//
// Root's plan for the folders of another person is [ErrForeignHome].
func PlanInstall(rows []Location, h Host, s Surroundings) (Plan, error) {
	if !filepath.IsAbs(h.Path) {
		return Plan{}, fmt.Errorf("installer: the program's path %q is not absolute", h.Path)
	}
	p, err := newPlanner(h.Name, rows, s)
	if err != nil {
		return Plan{}, err
	}
	for _, l := range rows {
		if l.Hosts == "" {
			continue
		}
		if s.OS == "windows" {
			err = p.register(l, h)
		} else {
			err = p.place(l, h)
		}
		if err != nil {
			return Plan{}, fmt.Errorf("installer: %w", err)
		}
	}
	p.dropUnnamed()
	return p.Plan, nil
}

// PlanUninstall plans to remove the manifests of the host called name from where
// the browsers of the rows look, and what then is left empty. A place that
// belongs to a browser that is not among the rows stays: see Registration.Owner.
// Root's plan for the folders of another person is [ErrForeignHome].
func PlanUninstall(rows []Location, name string, s Surroundings) (Plan, error) {
	p, err := newPlanner(name, rows, s)
	if err != nil {
		return Plan{}, err
	}
	for _, l := range rows {
		if l.Hosts == "" {
			continue
		}
		if owner := l.owner(); !slices.ContainsFunc(rows, func(r Location) bool { return r.Browser == owner }) {
			p.Registrations = append(p.Registrations, Registration{Browser: l.Browser, Place: l.place(s, name), Owner: owner})
			continue
		}
		if s.OS == "windows" {
			err = p.unregister(l)
		} else {
			err = p.displace(l)
		}
		if err != nil {
			return Plan{}, fmt.Errorf("installer: %w", err)
		}
	}
	p.dropUnnamed()
	return p.Plan, nil
}

// owner is the first browser of the table that has the location's place.
func (l Location) owner() string { return l.ownerOf(l.Hosts) }

// ownerOf is the first browser of the table that has a place in the location's
// scope; without one it is the location's own.
func (l Location) ownerOf(hosts string) string {
	for _, other := range Rows(l.OS, l.Scope, "") {
		if other.Hosts == hosts {
			return other.Browser
		}
	}
	return l.Browser
}

// place is where the browser looks for the host called name.
func (l Location) place(s Surroundings, name string) string {
	if s.OS == "windows" {
		return l.key(View64, name).String()
	}
	return manifestIn(s.Path(l.Hosts), name)
}

func manifestIn(folder, name string) string { return filepath.Join(folder, name+".json") }

// planner collects the steps of a plan, each once.
type planner struct {
	Plan
	name      string
	manifests []string // Windows: files that deleted keys named
}

func newPlanner(name string, rows []Location, s Surroundings) (*planner, error) {
	if !validName(name) {
		return nil, fmt.Errorf("installer: %q is no host's name", name)
	}
	if slices.ContainsFunc(rows, func(l Location) bool { return l.Scope == User }) && foreign(s.Home) {
		return nil, fmt.Errorf("%w: %s", ErrForeignHome, s.Home)
	}
	return &planner{Plan: Plan{surroundings: s}, name: name}, nil
}

// add adds a step unless it is among them.
func (p *planner) add(step Step) {
	if !slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Action == step.Action && s.Where() == step.Where() }) {
		p.Steps = append(p.Steps, step)
	}
}

// write adds the writing of a file that is not so already.
func (p *planner) write(path string, data []byte, mode fs.FileMode) (changed bool, err error) {
	same, err := holds(path, data)
	if err == nil && !same {
		p.add(Step{Action: WriteFile, Path: path, Data: data, Mode: mode})
	}
	return !same, err
}

// place plans a manifest in a folder.
func (p *planner) place(l Location, h Host) error {
	folders, err := p.folders(l)
	if err != nil {
		return err
	}
	manifest, err := h.Manifest(l.Family)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o700)
	if l.Scope == System {
		mode = 0o755
	}
	r := Registration{Browser: l.Browser, Place: manifestIn(folders[0], p.name)}
	for _, folder := range folders {
		changed, err := p.write(manifestIn(folder, p.name), manifest, mode)
		if err != nil {
			return err
		}
		r.Changed = r.Changed || changed
	}
	p.Registrations = append(p.Registrations, r)
	return nil
}

// displace plans a manifest's removal from a folder.
func (p *planner) displace(l Location) error {
	folders, err := p.folders(l)
	if err != nil {
		return err
	}
	r := Registration{Browser: l.Browser, Place: manifestIn(folders[0], p.name)}
	for _, folder := range folders {
		path := manifestIn(folder, p.name)
		switch _, err := os.Lstat(path); {
		case err == nil:
			p.add(Step{Action: RemoveFile, Path: path})
			r.Changed = true
		case !absent(err):
			return err
		}
	}
	p.Registrations = append(p.Registrations, r)
	return nil
}

// folders returns the location's folder and, where a system has the one above it,
// its twin.
func (p *planner) folders(l Location) ([]string, error) {
	folder := p.surroundings.Path(l.Hosts)
	if folder == "" {
		return nil, errors.New("no home folder is known")
	}
	folders := []string{folder}
	if twin := p.surroundings.Path(l.Twin); twin != "" {
		if _, err := os.Stat(filepath.Dir(twin)); err == nil {
			folders = append(folders, twin)
		}
	}
	return folders, nil
}
