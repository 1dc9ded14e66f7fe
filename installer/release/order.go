// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/admin"
	"github.com/pidpys/pidpys/installer/linux"
	"github.com/pidpys/pidpys/installer/macos"
	"github.com/pidpys/pidpys/installer/product"
	"github.com/pidpys/pidpys/installer/sbom"
	"github.com/pidpys/pidpys/installer/windows"
)

// packer makes one kind of packages.
type packer struct {
	name  string
	build func(ctx context.Context, p product.Product, out string, say func(string)) ([]string, error)
	// sample is one of the targets whose programs are packed; all of a system are
	// made of the same modules.
	sample product.Target
	// apart is a folder that lies beside that of the packages.
	apart string
}

var packers = []packer{
	{name: "extension", build: addon.Build},
	{name: "linux", build: linux.Build, sample: product.Target{OS: "linux", Arch: "amd64"}},
	{name: "windows", build: windows.Build, sample: product.Target{OS: "windows", Arch: "amd64"}},
	{name: "macos", build: macos.Build, sample: product.Target{OS: "darwin", Arch: "arm64"}},
	{name: "admin", build: admin.Build, apart: "admin"},
}

// names are the packers', in their order.
func names() []string {
	var all []string
	for _, one := range packers {
		all = append(all, one.name)
	}
	return all
}

// fill makes what is ordered.
func (o order) fill(ctx context.Context) error {
	for _, name := range o.only {
		if !slices.Contains(names(), name) {
			return fmt.Errorf("nobody packs %q; there are %s", name, strings.Join(names(), ", "))
		}
	}
	say := sayer("release")
	p, err := product.New(o.checkout, o.keys, say)
	if err != nil {
		return err
	}
	p.Updates, p.WithoutDialects = o.updates, o.withoutDialects
	say(p.Title + " " + p.Version + " of " + p.Date.Format(time.DateTime) + " UTC")
	for _, unsigned := range unsigned(o.keys) {
		say("not signed: " + unsigned)
	}
	var made []string
	var samples []product.Target
	for _, packer := range packers {
		if len(o.only) > 0 && !slices.Contains(o.only, packer.name) {
			continue
		}
		if packer.apart != "" {
			if err := o.fillApart(ctx, p, packer); err != nil {
				return err
			}
			continue
		}
		paths, err := packer.build(ctx, p, o.out, sayer(packer.name))
		if err != nil {
			return err
		}
		made = append(made, paths...)
		if packer.sample.OS != "" {
			samples = append(samples, packer.sample)
		}
	}
	if len(made) == 0 {
		return nil
	}
	say = sayer("release")
	if len(samples) > 0 {
		path, err := o.inside(ctx, p, samples)
		if err != nil {
			return err
		}
		made = append(made, path)
		say("what is inside: " + filepath.Base(path))
	}
	if err := sum(ctx, p, made, o.out); err != nil {
		return err
	}
	say(fmt.Sprintf("%d files and their checksums are in %s", len(made), o.out))
	return nil
}

// fillApart makes what has a folder of its own, with checksums of its own.
func (o order) fillApart(ctx context.Context, p product.Product, packer packer) error {
	above := filepath.Dir(filepath.Clean(o.out))
	say := sayer(packer.name)
	paths, err := packer.build(ctx, p, above, say)
	if err != nil {
		return err
	}
	folder := filepath.Join(above, packer.apart)
	if err := sum(ctx, p, paths, folder); err != nil {
		return err
	}
	say(fmt.Sprintf("%d files and their checksums are in %s", len(paths), folder))
	return nil
}

// inside writes what programs are made of.
func (o order) inside(ctx context.Context, p product.Product, samples []product.Target) (path string, err error) {
	work, err := os.MkdirTemp("", "pidpys-sbom-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	var programs []string
	for _, target := range samples {
		built, err := p.Programs(ctx, target, filepath.Join(work, target.OS))
		if err != nil {
			return "", err
		}
		programs = append(programs, built.All()...)
	}
	return sbom.Write(p, programs, o.out)
}

// sum writes the checksums of files into their folder, and signs them.
func sum(ctx context.Context, p product.Product, files []string, folder string) error {
	sums, err := sbom.Checksums(files, folder)
	if err == nil && p.Keys.GPG != "" {
		_, err = p.Keys.Sign(ctx, sums)
	}
	return err
}

// unsigned names what keys are missing for.
func unsigned(k product.Keys) []string {
	var without []string
	for _, kind := range []struct{ key, packages string }{
		{k.GPG, ".deb, .rpm and checksums (-gpg-key)"},
		{k.APK, ".apk (-apk-key)"},
		{k.Certificate, "programs and packages for Windows (-certificate, -certificate-key)"},
	} {
		if kind.key == "" {
			without = append(without, kind.packages)
		}
	}
	return without
}

// sayer prints a line for each step, with how long it took.
func sayer(who string) func(string) {
	last := time.Now()
	return func(line string) {
		took := time.Since(last)
		last = time.Now()
		fmt.Printf("%-10s %s (%.1fs)\n", who, line, took.Seconds())
	}
}
