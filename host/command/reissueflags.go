// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"flag"
	"slices"

	"github.com/pidpys/pidpys/host/key"
)

// reissueFlags say which key is re-issued onto what, or what becomes of a re-issue
// that was begun.
type reissueFlags struct {
	key             keyFlags
	keyName, keyID  string
	onto, pin       string // the carrier, and the file of its PIN
	kind, label     string
	out             string // folder of the request's files
	resume, abandon string // identifiers, or how they begin
	certificates    list   // from the authority
	leave           bool   // the new key, where it is
	yes             bool
}

func (r *reissueFlags) register(f *flag.FlagSet) {
	r.key.register(f)
	f.StringVar(&r.keyName, "key", "", "")
	f.StringVar(&r.keyID, "key-id", "", "")
	f.StringVar(&r.onto, "onto", "", "")
	f.StringVar(&r.pin, "pin-file", "", "")
	f.StringVar(&r.kind, "kind", "", "")
	f.StringVar(&r.label, "label", "", "")
	f.StringVar(&r.out, "o", "", "")
	f.StringVar(&r.resume, "resume", "", "")
	f.StringVar(&r.abandon, "abandon", "", "")
	f.Var(&r.certificates, "certificate", "")
	f.BoolVar(&r.leave, "leave-key", false, "")
	f.BoolVar(&r.yes, "yes", false, "")
}

// anew tells whether a re-issue is to begin.
func (r *reissueFlags) anew() bool {
	return r.keyName != "" && r.resume == "" && r.abandon == "" || r.onto != ""
}

// checkReissue says what is wrong with the flags.
func (c *call) checkReissue(f *flag.FlagSet, r *reissueFlags) (code int, ok bool) {
	begun := r.resume != "" || r.abandon != ""
	for _, wrong := range []struct {
		given bool
		flag  string
	}{
		{r.onto != "" && begun, "--onto"},
		{r.resume != "" && r.abandon != "", "--abandon"},
		{r.kind != "" && !r.anew(), "--kind"},
		{r.label != "" && !r.anew(), "--label"},
		{len(r.certificates) > 0 && r.resume == "", "--certificate"},
		{r.leave && r.abandon == "", "--leave-key"},
		{r.keyName != "" && r.abandon != "", "--key"},
		{r.keyID != "" && !r.anew(), "--key-id"},
		{r.out != "" && !r.anew() && r.resume == "", "-o"},
	} {
		if wrong.given {
			return c.superfluous(f, wrong.flag), false
		}
	}
	superfluous := ""
	if !begun && !r.anew() { // only what was begun is listed
		f.Visit(func(given *flag.Flag) {
			if given.Name != "json" && superfluous == "" {
				superfluous = "--" + given.Name
			}
		})
	}
	switch {
	case superfluous != "":
		return c.superfluous(f, superfluous), false
	case r.anew() && r.keyName == "":
		return c.misuse(f, c.words.text("cli_lacks_current_key")), false
	case r.anew() && r.onto == "":
		return c.misuse(f, c.words.text("cli_lacks_onto")), false
	case inCloud(r.keyName):
		return c.usage(c.words.text("cli_cloud_only_signs")), false
	case r.anew() && !onCarrier(r.onto):
		return c.usage(c.words.text("cli_not_a_carrier", r.onto)), false
	case r.kind != "" && !slices.Contains(key.Kinds(), key.Kind(r.kind)):
		return c.usage(c.words.text("cli_unknown_kind", r.kind)), false
	}
	return exitDone, true
}
