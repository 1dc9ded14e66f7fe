// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/pki"
)

// Limits on modules.
const (
	maxModules     = 64
	maxReaders     = 32  // of a module
	maxVariables   = 32  // of a module
	maxText        = 200 // characters of a name or a reader
	maxPath        = 1024
	maxEnvironment = 4096 // octets of a variable's value
)

// A Module is a driver of carriers that the administrator adds to those known.
type Module struct {
	// Name is what people call the carrier.
	Name string `json:"name"`
	// Path is the module's file, absolute and without "." and "..".
	Path string `json:"path"`
	// Readers are how the names of its readers begin, as PC/SC has them. With
	// none the module is loaded whatever is plugged in, as one that speaks over a
	// network.
	Readers []string `json:"readers"`
	// Environment is set where the module runs. What would make the system load
	// other libraries into it is refused.
	Environment map[string]string `json:"environment"`
	// Simulated says that a program acts as the carrier, which protects nothing.
	Simulated bool `json:"simulated"`
}

func checkModules(list []Module) error {
	if len(list) > maxModules {
		return fmt.Errorf("more than %d modules", maxModules)
	}
	for i, m := range list {
		if err := m.check(); err != nil {
			return fmt.Errorf("module %d: %w", i+1, err)
		}
	}
	return nil
}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (m Module) check() error {
	switch {
	case !showable(m.Name):
		return fmt.Errorf("%q cannot be a name", m.Name)
	case len(m.Path) > maxPath || !filepath.IsAbs(m.Path) || filepath.Clean(m.Path) != m.Path || strings.ContainsRune(m.Path, 0):
		return fmt.Errorf("%q is no absolute path", m.Path)
	case len(m.Readers) > maxReaders:
		return fmt.Errorf("more than %d readers", maxReaders)
	case len(m.Environment) > maxVariables:
		return fmt.Errorf("more than %d variables", maxVariables)
	}
	for _, reader := range m.Readers {
		if !showable(reader) {
			return fmt.Errorf("%q cannot be a reader", reader)
		}
	}
	for name, value := range m.Environment {
		if err := checkVariable(name, value); err != nil {
			return fmt.Errorf("variable %q: %w", name, err)
		}
	}
	return nil
}

// showable reports whether a text is something, and nothing of it is hidden.
func showable(text string) bool {
	return text != "" && utf8.RuneCountInString(text) <= maxText && pki.DisplayText(text) == text
}

// checkVariable refuses the variables of dynamic linkers, ld.so(8) and dyld(1):
// nobody would look at whose the libraries are that they name.
func checkVariable(name, value string) error {
	upper := strings.ToUpper(name)
	switch {
	case !variable.MatchString(name):
		return errors.New("no name of a variable")
	case strings.HasPrefix(upper, "LD_"), strings.HasPrefix(upper, "DYLD_"):
		return errors.New("it says what the system loads")
	case len(value) > maxEnvironment || strings.ContainsRune(value, 0):
		return errors.New("no value of a variable")
	}
	return nil
}
