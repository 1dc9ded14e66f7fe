// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Command pidpys-token loads one module of PKCS #11, a vendor's library, on
// behalf of the host, and may die of it without harm to anybody else. It answers
// the calls of package wire on its standard input and output.
//
//	pidpys-token                    serve
//	pidpys-token readers [--watch]  print the readers of the system's card service
//	pidpys-token version            print the version, for the host to compare with its own
//
// It ends when its input ends, also while the module hangs, and when nobody asked
// anything for five minutes.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"time"
)

const (
	idle = 5 * time.Minute
	// grace is how long a module may take to let go of its devices at the end.
	grace = 2 * time.Second
)

// version is set by the linker to that of manifest.json.
var version = "devel"

// Modules may keep things by thread, and expect the first one.
func init() { runtime.LockOSThread() }

func main() {
	debug.SetTraceback("none")
	confine()
	switch args := os.Args[1:]; {
	case len(args) == 0:
		if err := serveStandard(); err != nil {
			os.Exit(1)
		}
	case slices.Equal(args, []string{"readers"}):
		exitWith(printReaders(os.Stdout))
	case slices.Equal(args, []string{"readers", "--watch"}):
		exitWith(watchReaders(os.Stdin, os.Stdout))
	case slices.Equal(args, []string{"version"}):
		fmt.Println(version)
	default:
		fmt.Fprintln(os.Stderr, "usage: pidpys-token [readers [--watch] | version]")
		os.Exit(2)
	}
}

func exitWith(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "pidpys-token:", err)
		os.Exit(1)
	}
}

// serveStandard serves on what were standard input and output, after it took
// them out of the reach of modules that print.
func serveStandard() error {
	in, out, err := takeStandard()
	if err != nil {
		return err
	}
	w := &worker{load: loadModule}
	err = serve(in, out, w.answer, idle, expire)
	expire()
	w.close()
	return err
}

// expire ends the process a while later, whatever a module is doing then.
func expire() { time.AfterFunc(grace, func() { os.Exit(1) }) }
