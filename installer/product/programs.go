// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package product

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Target is a machine that programs are built for, as Go names them. Libc is
// "musl" for those of Alpine; it is empty elsewhere.
type Target struct{ OS, Arch, Libc string }

func (t Target) String() string {
	return strings.TrimSuffix(t.OS+"/"+t.Arch+"/"+t.Libc, "/")
}

// Programs are the paths of the programs of one target, all in one folder.
// Token32 is there on Windows alone: vendors' modules for 32 bits need it.
type Programs struct{ Host, Token, Token32 string }

// All are the paths of those that there are.
func (p Programs) All() []string {
	all := []string{p.Host, p.Token}
	if p.Token32 != "" {
		all = append(all, p.Token32)
	}
	return all
}

// goTool builds.
var goTool = Tool{"go", "golang-go"}

// loaders start programs of musl, by architecture: musl's loader is also its
// libc, and answers to the names under which glibc's parts are asked for.
var loaders = map[string]string{
	"amd64": "/lib/ld-musl-x86_64.so.1",
	"arm64": "/lib/ld-musl-aarch64.so.1",
}

// Programs builds the programs of a target into a folder, which is made. Equal
// sources give equal octets.
func (p Product) Programs(ctx context.Context, t Target, folder string) (Programs, error) {
	folder, err := filepath.Abs(folder)
	if err == nil {
		err = os.MkdirAll(folder, 0o755)
	}
	if err != nil {
		return Programs{}, fmt.Errorf("product: %w", err)
	}
	suffix := ""
	if t.OS == "windows" {
		suffix = ".exe"
	}
	programs := Programs{
		Host:  filepath.Join(folder, p.Name+suffix),
		Token: filepath.Join(folder, "pidpys-token"+suffix),
	}
	err = errors.Join(p.buildHost(ctx, t, programs.Host), p.buildWorker(ctx, t, programs.Token))
	if t.OS == "windows" && t.Arch == "amd64" {
		programs.Token32 = filepath.Join(folder, "pidpys-token32"+suffix)
		err = errors.Join(err, p.buildWorker(ctx, Target{OS: "windows", Arch: "386"}, programs.Token32))
	}
	if err != nil {
		return Programs{}, fmt.Errorf("product: building for %s: %w", t, err)
	}
	return programs, nil
}

func (p Product) buildHost(ctx context.Context, t Target, out string) error {
	// Those of extension/ids.json are in the source.
	args := []string{"-ldflags", p.linked() + " -X main.extensionIDs=" + p.PackedID()}
	if p.Demo {
		args = append(args, "-tags", "demo")
	}
	return p.build(ctx, t, append(args, "-o", out, "./host")...)
}

// buildWorker builds the program that loads vendors' modules, which it does
// without C. Since those are C, on Linux it lies at another address each time, as
// everywhere else by default.
func (p Product) buildWorker(ctx context.Context, t Target, out string) error {
	var args []string
	if t.OS == "linux" {
		args = append(args, "-buildmode=pie")
	}
	flags := p.linked()
	if t.Libc == "musl" {
		flags += " -I " + loaders[t.Arch]
	}
	return p.build(ctx, t, append(args, "-ldflags", flags, "-o", out, "./hardware/worker")...)
}

// linked are the linker's flags of every program.
func (p Product) linked() string { return "-s -w -X main.version=" + p.Version }

// build leaves out of a program where and in which state of the repository it
// was built.
func (p Product) build(ctx context.Context, t Target, args ...string) error {
	env := []string{"CGO_ENABLED=0", "GOOS=" + t.OS, "GOARCH=" + t.Arch, "GOFLAGS="}
	_, err := goTool.Run(ctx, p.Checkout, env, append([]string{"build", "-trimpath", "-buildvcs=false"}, args...)...)
	return err
}
