// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"runtime"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
)

// onCarrier reports whether the name of a key is a reference to a token, RFC
// 7512, or to this computer's TPM, and not a file.
func onCarrier(name string) bool {
	scheme := key.Ref(name).Scheme()
	return scheme == tokenScheme || scheme == tpm.Scheme
}

// tokenScheme is that of references to tokens.
const tokenScheme = "pkcs11"

// permit is [key.ErrForbidden] of a scheme whose keys the administrator does not
// let be used.
func (c *call) permit(scheme string) error {
	if slices.Contains(c.Forbidden, scheme) {
		return key.ErrForbidden
	}
	return nil
}

// source is where what a reference names is opened.
func (c *call) source(ref key.Ref) (key.Source, error) {
	if inCloud(string(ref)) {
		return c.remote()
	}
	return c.hotplug(ref)
}

// hotplug is where what a reference to a token or to the TPM names is opened.
func (c *call) hotplug(ref key.Ref) (key.Hotplug, error) {
	for _, source := range c.hotplugs() {
		if source.Scheme() == ref.Scheme() {
			return source, nil
		}
	}
	if ref.Scheme() == tpm.Scheme {
		return nil, c.lacksTPM()
	}
	return nil, c.lacksTokens()
}

// argument is a reference as one writes it in a command line, which its
// semicolons would end. A source took or made it, so that it shows as it is: it
// is not cut short as other text.
func argument(ref string) string {
	if runtime.GOOS == "windows" {
		return `"` + ref + `"`
	}
	return "'" + ref + "'"
}

// unfiled is a pairing for keys that lie in no file, so that nothing lies beside
// one.
func (c *call) unfiled() pairing { return pairing{call: c, looked: true} }

// carrierName is what a person can tell a carrier by, fit to show.
func carrierName(carrier *key.Carrier) string { return strings.Join(carrier.DisplayNames(), ", ") }

// triesWord is the word for a warning about the tries that are left; empty if
// there is none.
func triesWord(tries key.Tries) string {
	if tries == key.TriesUnknown {
		return ""
	}
	return "tries_" + string(tries)
}
