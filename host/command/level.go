// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"crypto/x509"
	"flag"
	"net/url"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
)

// levels are those that --level knows, lowest first.
var levels = []cades.Level{cades.LevelBB, cades.LevelBT, cades.LevelBLT, cades.LevelBLTA}

// profiles are the names that --profile knows.
var profiles = map[string]cades.Profile{
	"": cades.ProfileByKey, "baseline": cades.ProfileBaseline, "national": cades.ProfileNational,
}

// levelFlags say how high a signature is to stand, who stamps the time, and
// whom the services are trusted by.
type levelFlags struct {
	level, tsa, profile string
	trust               list
}

func (l *levelFlags) register(f *flag.FlagSet, level cades.Level) {
	f.StringVar(&l.level, "level", string(level), "")
	f.StringVar(&l.tsa, "tsa", "", "")
	f.StringVar(&l.profile, "profile", "", "")
	f.Var(&l.trust, "trust", "")
}

// checkLevel says what is wrong with the flags. Whoever names a server and no
// level means a time-stamp, and would not get one.
func (c *call) checkLevel(f *flag.FlagSet, l levelFlags) (code int, ok bool) {
	given := map[string]bool{}
	f.Visit(func(one *flag.Flag) { given[one.Name] = true })
	switch _, known := profiles[l.profile]; {
	case !slices.Contains(levels, cades.Level(l.level)):
		return c.usage(c.words.text("cli_unknown_level", l.level)), false
	case !known:
		return c.usage(c.words.text("cli_unknown_profile", l.profile)), false
	case l.tsa != "" && !askable(l.tsa):
		return c.usage(c.words.text("cli_bad_tsa")), false
	}
	for _, name := range []string{"tsa", "profile"} {
		if given[name] && !given["level"] && l.level == string(cades.LevelBB) {
			return c.usage(c.words.text("cli_lacks_level", "--"+name)), false
		}
	}
	return exitDone, true
}

// askable reports whether an address is a server's that may be asked. One with a
// name or password of a user may not.
func askable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

// augmenter brings signatures of a certificate's owner to higher levels, with
// chain to find others by. The error says whose certificate leads to no root.
func (c *call) augmenter(l levelFlags, owner *x509.Certificate, chain []*x509.Certificate) (*cades.Augmenter, error) {
	trusted, others, err := c.trust(l.trust)
	if err != nil {
		return nil, err
	}
	w := c.witness(trusted)
	chain = append(chain, others...)
	if _, err := trusted.ChainInTime(owner, chain, c.Now()); err != nil {
		return nil, err
	}
	a := w.Augmenter(owner, chain...)
	if l.tsa != "" {
		a = w.AugmenterAt(l.tsa, chain...)
	}
	a.Profile = profiles[l.profile]
	return a, nil
}
