// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Command pidpys signs in and signs on cabinet pages, and from a terminal,
// with any key that a Ukrainian holds. A browser starts it as the native host of
// the extension; otherwise it is the command line of package command.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/pidpys/pidpys/host/command"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	forbidDumps()
	if caller, ok := browserCaller(args); ok {
		if !product.admits(caller) {
			fmt.Fprintln(os.Stderr, "pidpys: started by an extension that is not ours")
			return 1
		}
		return serve()
	}
	settings := product.settings()
	log := newLog(product.name, io.Discard, settings.LogLevel)
	finder, witness := newNetwork(settings.Authorities)
	keys, unfit := newSources(settings, log)
	defer keys.Close()
	leftOut := unfit
	for _, fault := range settings.Faults {
		leftOut = append(leftOut, fault)
	}
	return command.Program{
		Version:     version,
		Host:        product.nativeHost(),
		Roots:       product.roots,
		Authorities: product.authorities,
		Finder:      finder,
		Witness:     witness,
		Tokens:      keys.tokens,
		TPM:         keys.chip,
		Cloud:       keys.cloud,
		Reissue:     newOffice(witness, log),
		Examine:     newDoctor(settings, keys, witness),

		Forbidden:       keys.forbidden,
		SettingsLeftOut: leftOut,
	}.Run(args, os.Stdin, os.Stdout, os.Stderr)
}
