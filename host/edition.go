// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/installer"
)

// version is set by the linker to that of manifest.json.
var version = "devel"

// extensionIDs is set by the linker to IDs of the extension in Chromium, separated
// by commas, that are admitted besides the edition's own: where it is packed with
// another key than that of the stores.
var extensionIDs string

// edition is what tells the release from the demo, which is another product:
// its own extension, its own host, its own roots. One of the two files
// release.go and demo.go is compiled in, and nothing of the other.
type edition struct {
	name     string   // of its folders for logs, found certificates and turns at tokens
	host     string   // as browsers know it
	chromium []string // the extension's IDs, see extensionIDs
	firefox  string   // the add-on's

	taxCabinet  func(origin string) bool
	taxService  string // ЄДРПОУ, in whose certificates that stands
	roots       func() []pki.Anchor
	authorities func() []*x509.Certificate
	stampers    func() []*x509.Certificate // those who stamp the time
	// bundle is where the certificates of all authorities are published; empty:
	// nowhere.
	bundle    string
	directory func() *registry.Directory // of authorities; never nil
	providers func() registry.Providers  // who keep people's keys
	// cipher protects what providers of the KSP families are asked; nil: none is
	// known, and they are listed as serving their partners.
	cipher   ksp.Cipher
	settings func() config.Config
	// ownModules admits modules of PKCS #11 that this user owns, who need not be
	// the administrator.
	ownModules bool
	tpm        tpm.Opener // of this computer
	// simulatedAs is what simulated tokens are told pages of another program to be;
	// empty: they are told of none.
	simulatedAs string
}

// folder is where this user keeps what must not get lost; empty for one who has
// no such place.
func (e edition) folder(name string) string {
	of, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(of, e.name, name)
}

// admits reports whether a caller is the edition's own extension. Browsers
// check the same by the host's manifest; the compiled-in IDs stand even if
// somebody rewrote that.
func (e edition) admits(caller string) bool {
	return caller == e.firefox || slices.ContainsFunc(e.chromiumIDs(), func(id string) bool {
		return caller == "chrome-extension://"+id+"/"
	})
}

// nativeHost is how browsers know the program.
func (e edition) nativeHost() installer.Host {
	return installer.Host{
		Name:        e.host,
		Description: "Pidpys: electronic signatures for cabinet pages",
		ChromiumIDs: e.chromiumIDs(),
		FirefoxIDs:  []string{e.firefox},
	}
}

// chromiumIDs are all that the extension may have there.
func (e edition) chromiumIDs() []string {
	linked := strings.FieldsFunc(extensionIDs, func(r rune) bool { return r == ',' })
	return slices.Concat(e.chromium, linked)
}

// browserCaller is who started the program, if it was a browser. Chromium
// passes the extension's origin, then maybe --parent-window; Firefox passes the
// path of the host's manifest, then the add-on's ID.
func browserCaller(args []string) (string, bool) {
	switch {
	case len(args) >= 1 && strings.HasPrefix(args[0], "chrome-extension://"):
		return args[0], true
	case len(args) >= 2 && filepath.IsAbs(args[0]) && strings.HasSuffix(args[0], ".json"):
		return args[1], true
	}
	return "", false
}
