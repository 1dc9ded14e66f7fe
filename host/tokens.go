// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/prompt"
	"github.com/pidpys/pidpys/host/service"
	"github.com/sirupsen/logrus"
)

// devices are those known. Stories know none: what is plugged in where they are
// told is nobody's business.
var devices = device.Builtin

// newTokens makes the source of tokens. Modules that were added are asked before
// those that are known. Without a folder to take turns in there are none.
func newTokens(added []config.Module, log *logrus.Logger) *token.Source {
	settings := token.Config{Modules: slices.Concat(rows(added), devices()), User: product.ownModules, Log: log}
	if program, err := os.Executable(); err == nil {
		settings.Worker, settings.Worker32 = neighbour(program, "pidpys-token"), neighbour(program, "pidpys-token32")
	}
	var err error
	if settings.Folder, err = turnsFolder(product.name); err != nil {
		log.WithError(err).Error("tokens are left out")
		settings.Modules = nil
	}
	return token.NewSource(settings)
}

// neighbour is where another program of ours lies: beside this one itself, whatever
// link led to that, so that whoever could put another there could put another
// program as well.
func neighbour(program, name string) string {
	if itself, err := filepath.EvalSymlinks(program); err == nil {
		program = itself
	}
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(filepath.Dir(program), name)
}

// rows puts modules that were added into the form of the table.
func rows(added []config.Module) []device.Module {
	var all []device.Module
	for i, m := range added {
		form := key.FormToken
		if len(m.Readers) == 0 {
			form = key.FormModule
		}
		all = append(all, device.Module{
			ID: fmt.Sprintf("added-%d", i+1), Name: m.Name, Form: form, Readers: m.Readers,
			Paths: []string{m.Path}, Environment: m.Environment, Simulated: m.Simulated,
		})
	}
	return all
}

// native is what asks in windows of the system, where that was set; else nil.
func native(entry config.PINEntry) func(language, site string) service.Prompter {
	if entry != config.Native {
		return nil
	}
	return func(language, site string) service.Prompter { return prompt.Native{Language: language, Site: site} }
}
