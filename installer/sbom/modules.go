// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package sbom says what packages are made of: the modules in the programs, as
// the Go linker wrote them there (debug/buildinfo), in a CycloneDX 1.6 document
// for machines (ECMA-424, https://cyclonedx.org) and with their licences for
// people; and the checksums of packages.
package sbom

import (
	"debug/buildinfo"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
)

// made is what a program is made of.
type made struct {
	main    string // its package's path
	golang  string // version of Go, as "1.26.8"
	modules []debug.Module
}

// read reads it from a program.
func read(program string) (made, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return made{}, fmt.Errorf("sbom: %w", err)
	}
	m := made{main: info.Path, golang: info.GoVersion[len("go"):]}
	for _, module := range info.Deps {
		if module.Replace != nil {
			module = module.Replace
		}
		m.modules = append(m.modules, *module)
	}
	return m, nil
}

// readAll reads several programs: each, and the modules of all, sorted by path.
func readAll(programs []string) (each []made, all []debug.Module, err error) {
	found := map[string]debug.Module{}
	for _, program := range programs {
		one, err := read(program)
		if err != nil {
			return nil, nil, err
		}
		for _, module := range one.modules {
			found[module.Path] = module
		}
		each = append(each, one)
	}
	for _, path := range slices.Sorted(maps.Keys(found)) {
		all = append(all, found[path])
	}
	return each, all, nil
}
