// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/installer"
)

// install: pidpys install [--user|--system] [--browser NAME] [--dry-run]
//
// It tells browsers where this program is: for a person those that they use, for
// the system all, or the one named. The extension itself comes from the browser's
// shop or an administrator's policy.
func (c *call) install(_ context.Context, args []string) int {
	return c.register("install", args, func(r registering) (installer.Plan, error) {
		rows := r.rows
		if r.scope == installer.User && r.browser == "" {
			rows = slices.DeleteFunc(rows, func(l installer.Location) bool { return !r.around.Used(l.Browser) })
		}
		h := c.Host
		if h.Path == "" {
			self, err := os.Executable()
			if err != nil {
				return installer.Plan{}, err
			}
			if h.Path, err = filepath.EvalSymlinks(self); err != nil {
				return installer.Plan{}, err
			}
		}
		return installer.PlanInstall(rows, h, r.around)
	})
}

// uninstall: pidpys uninstall [--user|--system] [--browser NAME] [--dry-run]
func (c *call) uninstall(_ context.Context, args []string) int {
	return c.register("uninstall", args, func(r registering) (installer.Plan, error) {
		return installer.PlanUninstall(r.rows, c.Host.Name, r.around)
	})
}

// registering is what is asked of install and uninstall.
type registering struct {
	scope   installer.Scope
	browser string // empty is all
	rows    []installer.Location
	around  installer.Surroundings
	dry     bool
}

// errNoRights is the error of one who may not change the system's folders.
var errNoRights = errors.New("no rights to change what all users share")

func (c *call) register(name string, args []string, plan func(registering) (installer.Plan, error)) int {
	f := c.flags(name)
	user, system := f.Bool("user", false, ""), f.Bool("system", false, "")
	browser := f.String("browser", "", "")
	dry := f.Bool("dry-run", false, "")
	code, ok := c.parseAlone(f, args)
	around := installer.Here()
	switch known := installer.Browsers(around.OS); {
	case !ok:
		return code
	case *user && *system:
		return c.misuse(f, c.words.text("cli_user_and_system"))
	case *browser != "" && !slices.Contains(known, *browser):
		return c.usage(c.words.text("cli_unknown_browser", *browser, strings.Join(known, ", ")))
	}
	asked := registering{scope: installer.User, browser: *browser, around: around, dry: *dry}
	if *system {
		asked.scope = installer.System
	}
	asked.rows = installer.Rows(around.OS, asked.scope, asked.browser)
	planned, err := plan(asked)
	if err == nil && !asked.dry {
		err = planned.Apply()
	}
	if errors.Is(err, fs.ErrPermission) && asked.scope == installer.System {
		err = fmt.Errorf("%w: %w", errNoRights, err)
	}
	if err != nil {
		return c.fail(err)
	}
	return c.registered(name, asked, planned)
}

// registered tells what a plan did, or would do.
func (c *call) registered(name string, asked registering, p installer.Plan) int {
	switch {
	case len(p.Registrations) == 0 && asked.browser != "":
		c.tell(fault{Code: "place-unknown", Message: c.words.text("cli_place_unknown", asked.browser)})
		return exitNo
	case len(p.Registrations) == 0:
		c.tell(fault{Code: "no-browser", Message: c.words.text("cli_no_browser"),
			Hint: c.words.text("cli_name_browser", strings.Join(installer.Browsers(asked.around.OS), ", "))})
		return exitNo
	case c.json:
		return c.writeJSON(registeredJSON(asked, p))
	case len(p.Steps) == 0 && asked.browser == "" && name == "uninstall":
		fmt.Fprintln(c.out, c.words.text("cli_nothing_installed"))
	case asked.dry:
		c.printSteps(p)
	default:
		c.printRegistrations(name, asked, p)
	}
	return exitDone
}

func (c *call) printSteps(p installer.Plan) {
	if len(p.Steps) == 0 {
		fmt.Fprintln(c.out, c.words.text("cli_nothing_to_do"))
	}
	for _, s := range p.Steps {
		word := "cli_would_" + strings.ReplaceAll(string(s.Action), "-", "_")
		fmt.Fprintln(c.out, c.words.text(word, s.Where(), s.Value))
	}
}

// printRegistrations says what was done for each browser; what was not there and
// was not asked for by name is not worth a line.
func (c *call) printRegistrations(name string, asked registering, p installer.Plan) {
	for _, r := range p.Registrations {
		word := "cli_unchanged"
		switch {
		case r.Owner != "":
			word = "cli_place_shared"
		case r.Changed:
			word = "cli_" + name + "ed"
		case name == "uninstall" && asked.browser == "":
			continue
		}
		fmt.Fprintln(c.out, c.words.text(word, r.Browser, r.Place, r.Owner))
	}
}

// registration is what was done for one browser.
type registration struct {
	Browser  string `json:"browser"`
	Manifest string `json:"manifest"` // where the browser looks: a file, on Windows a registry key
	Changed  bool   `json:"changed"`
	SharedBy string `json:"shared_by,omitempty"` // left alone: the browser whose place it is
}

// plannedStep is what would be done.
type plannedStep struct {
	Action installer.Action `json:"action"`
	Where  string           `json:"where"`
	Value  string           `json:"value,omitempty"`
}

func registeredJSON(asked registering, p installer.Plan) map[string]any {
	all := []registration{}
	for _, r := range p.Registrations {
		all = append(all, registration{r.Browser, r.Place, r.Changed, r.Owner})
	}
	said := map[string]any{"registrations": all}
	if asked.dry {
		steps := []plannedStep{}
		for _, s := range p.Steps {
			steps = append(steps, plannedStep{s.Action, s.Where(), s.Value})
		}
		said["would"] = steps
	}
	return said
}
