// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package product says what is packed: names, version, ids and date, the keys to
// sign with, and the programs of a target. Every packer takes a [Product], so
// that packages of all systems tell the same.
package product

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/crx3"
)

// Product is one edition of the program at one version.
type Product struct {
	Name    string         // of packages, files and folders: "pidpys"
	Title   string         // as people know it: "Pidpys"
	Host    installer.Host // without Path, which is the packer's
	Version string         // three numbers: manifest.json's
	Date    time.Time      // of everything in a package: SOURCE_DATE_EPOCH, else the last commit's
	// Checkout is the project's folder, absolute.
	Checkout string
	// Extension is the folder of the extension, unpacked; empty: it is laid from
	// the checkout.
	Extension string
	// Updates is the address of the folder where an organization serves the
	// extension itself, "https://intranet.example/pidpys/"; empty: it does not.
	Updates string
	// WithoutDialects leaves out of the extension what speaks with pages that were
	// made for another program, for a store that would not take it.
	WithoutDialects bool
	Demo            bool // the demo edition, which is packed by tests alone
	Keys            Keys
}

// Facts about the project that packages tell.
const (
	Homepage    = "https://github.com/pidpys/pidpys"
	Maintainer  = "The Pidpys Authors <pidpys@pidpys.org>"
	Licence     = "BSD-3-Clause" // SPDX
	Summary     = "sign in and sign on Ukrainian cabinet pages with any key"
	Description = "Pidpys lets Chromium, Chrome, Edge, Firefox and their relatives sign in and\n" +
		"sign documents on cabinet pages with a qualified electronic signature: with a\n" +
		"key file, a token or smart card, the computer's TPM or a key in the cloud."
)

// New is the release of a checkout. Keys that are not there leave things
// unsigned, except the extension's, without which there is no CRX: if none is
// named, one is made and kept in build/keys, and say is told.
func New(checkout string, keys Keys, say func(string)) (Product, error) {
	return edition(checkout, false, keys, say)
}

// NewDemo is the demo edition of a checkout, which is never released: with a
// package of it made by the same code a browser can sign in to the demo.
func NewDemo(checkout string, keys Keys, say func(string)) (Product, error) {
	return edition(checkout, true, keys, say)
}

func edition(checkout string, demo bool, keys Keys, say func(string)) (Product, error) {
	p, err := read(checkout, demo, keys, say)
	if err != nil {
		return Product{}, fmt.Errorf("product: %w", err)
	}
	return p, nil
}

func read(checkout string, demo bool, keys Keys, say func(string)) (p Product, err error) {
	if checkout, err = filepath.Abs(checkout); err != nil {
		return p, err
	}
	p = Product{Name: "pidpys", Title: "Pidpys", Checkout: checkout, Demo: demo, Keys: keys}
	if demo {
		p.Name, p.Title = "pidpys-demo", "Pidpys Demo"
	}
	if p.Host, err = Host(checkout, demo); err != nil {
		return p, err
	}
	if p.Version, err = version(checkout); err != nil {
		return p, err
	}
	if p.Date, err = date(checkout); err != nil {
		return p, err
	}
	if p.Keys.CRX == "" {
		if p.Keys.CRX, err = ownKey(checkout, say); err != nil {
			return p, err
		}
	}
	key, err := p.Keys.Extension()
	if err != nil {
		return p, err
	}
	packed, err := crx3.ID(&key.PublicKey)
	if err != nil {
		return p, err
	}
	p.Host.ChromiumIDs = append(p.Host.ChromiumIDs, packed)
	return p, nil
}

// Host is the native host of an edition, without a path, with the ids in
// extension/ids.json.
func Host(checkout string, demo bool) (installer.Host, error) {
	type ids struct {
		Chromium []string `json:"chromium"`
		Firefox  string   `json:"firefox"`
	}
	var all struct {
		Release ids `json:"release"`
		Demo    ids `json:"demo"`
	}
	table, err := os.ReadFile(filepath.Join(checkout, "extension", "ids.json"))
	if err != nil {
		return installer.Host{}, err
	}
	if err := json.Unmarshal(table, &all); err != nil {
		return installer.Host{}, fmt.Errorf("extension/ids.json: %w", err)
	}
	h := installer.Host{Name: "org.pidpys.host", Description: "Pidpys: electronic signatures for cabinet pages"}
	chosen := all.Release
	if demo {
		h = installer.Host{Name: "org.pidpys.demo", Description: "Pidpys demo"}
		chosen = all.Demo
	}
	h.ChromiumIDs, h.FirefoxIDs = chosen.Chromium, []string{chosen.Firefox}
	return h, nil
}

// PackedID is the id that the extension has in Chromium when it is installed
// from its CRX, which follows from the key of that.
func (p Product) PackedID() string { return p.Host.ChromiumIDs[len(p.Host.ChromiumIDs)-1] }

func version(checkout string) (string, error) {
	var manifest struct {
		Version string `json:"version"`
	}
	text, err := os.ReadFile(filepath.Join(checkout, "manifest.json"))
	if err != nil {
		return "", err
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return "", fmt.Errorf("manifest.json: %w", err)
	}
	return manifest.Version, nil
}

// date is when what is packed was made, as reproducible builds agree on it
// (https://reproducible-builds.org/specs/source-date-epoch/).
func date(checkout string) (time.Time, error) {
	seconds := os.Getenv("SOURCE_DATE_EPOCH")
	if seconds == "" {
		log := exec.CommandContext(context.Background(), "git", "log", "-1", "--format=%ct")
		log.Dir = checkout
		out, err := log.Output()
		if err != nil {
			return time.Time{}, fmt.Errorf("neither SOURCE_DATE_EPOCH nor a commit says the date: %w", err)
		}
		seconds = strings.TrimSpace(string(out))
	}
	epoch, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	return time.Unix(epoch, 0).UTC(), nil
}
