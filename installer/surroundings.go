// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Surroundings are the machine and the person's account that a row of the table
// is about. [Here] returns this one's; tests and packers make their own.
type Surroundings struct {
	OS   string // runtime.GOOS, which rows apply
	Home string // the person's home folder, absolute; empty is nobody, for the System scope only
	// Root is put before absolute folders of the table; empty for this machine.
	Root string
	// Folders say where folders of the home folder lie that the system lets
	// people move: ".config", "AppData/Local", "AppData/Roaming". One that is
	// missing lies in Home.
	Folders map[string]string
	// Registry is Windows'; nil on other systems.
	Registry Registry
}

// Here returns this machine and the account of who runs the program.
func Here() Surroundings {
	home, _ := os.UserHomeDir() // without one only the system's places are left
	s := Surroundings{OS: runtime.GOOS, Home: home, Registry: systemRegistry(), Folders: map[string]string{}}
	moved := map[string]string{".config": "XDG_CONFIG_HOME"}
	if s.OS == "windows" {
		moved = map[string]string{"AppData/Local": "LOCALAPPDATA", "AppData/Roaming": "APPDATA"}
	}
	for folder, variable := range moved {
		if path := os.Getenv(variable); filepath.IsAbs(path) {
			s.Folders[folder] = path
		}
	}
	return s
}

// Path returns where a folder of the table lies: an absolute one below Root, any
// other in the home folder. Empty stays empty, and so does a person's folder
// without a person.
func (s Surroundings) Path(folder string) string {
	switch {
	case folder == "":
		return ""
	case strings.HasPrefix(folder, "/"):
		return filepath.Join(s.Root, filepath.FromSlash(folder))
	case s.Home == "":
		return ""
	}
	for known, path := range s.Folders {
		if rest, ok := strings.CutPrefix(folder, known+"/"); ok {
			return filepath.Join(path, filepath.FromSlash(rest))
		}
	}
	return filepath.Join(s.Home, filepath.FromSlash(folder))
}

// Used tells whether the person has used the browser here: a folder for its
// profiles exists. Only then is it told about a host unasked.
func (s Surroundings) Used(browser string) bool {
	l, _ := Find(browser, s.OS, User)
	for _, folder := range l.Profiles {
		if path := s.Path(folder); path != "" {
			if _, err := os.Stat(path); err == nil {
				return true
			}
		}
	}
	return false
}
