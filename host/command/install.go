// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/installer"
)

// install: pidpys install [--user|--system] [--browser NAME]
//
// It tells the browsers that are here, or the one named, where this program
// is; the extension itself comes from the browser's shop or an administrator's
// policy.
func (c *call) install(_ context.Context, args []string) int {
	return c.register("install", args, func(l installer.Location, home string) (string, bool, error) {
		h := c.Host
		if h.Path == "" {
			self, err := os.Executable()
			if err != nil {
				return "", false, err
			}
			if h.Path, err = filepath.EvalSymlinks(self); err != nil {
				return "", false, err
			}
		}
		return installer.Install(l, home, h)
	})
}

// uninstall: pidpys uninstall [--user|--system] [--browser NAME]
func (c *call) uninstall(_ context.Context, args []string) int {
	return c.register("uninstall", args, func(l installer.Location, home string) (string, bool, error) {
		return installer.Uninstall(l, home, c.Host.Name)
	})
}

// registration is what was done for one browser.
type registration struct {
	Browser  string `json:"browser"`
	Manifest string `json:"manifest"`
	Changed  bool   `json:"changed"`
}

func (c *call) register(name string, args []string, do func(installer.Location, string) (string, bool, error)) int {
	f := c.flags(name)
	user, system := f.Bool("user", false, ""), f.Bool("system", false, "")
	browser := f.String("browser", "", "")
	operands, code, ok := c.parse(f, args)
	switch known := installer.Browsers(runtime.GOOS); {
	case !ok:
		return code
	case len(operands) > 0:
		return c.superfluous(f, operands[0])
	case *user && *system:
		return c.misuse(f, c.words.text("cli_user_and_system"))
	case *browser != "" && !slices.Contains(known, *browser):
		return c.usage(c.words.text("cli_unknown_browser", *browser, strings.Join(known, ", ")))
	}
	scope := installer.User
	if *system {
		scope = installer.System
	}
	home, err := os.UserHomeDir()
	if err != nil && scope == installer.User {
		return c.fail(err)
	}
	done := []registration{}
	for _, l := range installer.Locations() {
		wanted := *browser == l.Browser || *browser == "" && l.Present(home)
		if l.OS != runtime.GOOS || l.Scope != scope || !wanted {
			continue
		}
		path, changed, err := do(l, home)
		if err != nil {
			return c.failAfter(map[string]any{"registrations": done}, err)
		}
		done = append(done, registration{l.Browser, path, changed})
		if !c.json {
			state := "cli_unchanged"
			if changed {
				state = "cli_" + name + "ed"
			}
			fmt.Fprintln(c.out, c.words.text(state, l.Browser, path))
		}
	}
	if len(done) == 0 {
		c.tell(fault{Code: "no-browser", Message: c.words.text("cli_no_browser"),
			Hint: c.words.text("cli_name_browser", strings.Join(installer.Browsers(runtime.GOOS), ", "))})
		return exitNo
	}
	if c.json {
		return c.writeJSON(map[string]any{"registrations": done})
	}
	return exitDone
}
