// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"crypto/rsa"
	"flag"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// hashes are the names that --hash knows.
var hashes = map[string]*pki.Hash{
	"gost34311": pki.GOST34311, "kupyna256": pki.Kupyna256, "kupyna384": pki.Kupyna384, "kupyna512": pki.Kupyna512,
	"sha256": pki.SHA256, "sha384": pki.SHA384, "sha512": pki.SHA512,
}

// signFlags say what is signed, how, and by whom.
type signFlags struct {
	changeFlags
	key              keyFlags
	level            levelFlags
	keyName, keyID   string
	hash             string
	pss              bool // RSASSA-PSS, of an RSA key
	detached         bool
	asic, pades      bool // documents in a container, or the signature in a PDF
	add, countersign bool // a signature that there is already
	signer           int  // which of its signatures, from 1
}

func (s *signFlags) register(f *flag.FlagSet) {
	s.changeFlags.register(f)
	s.key.register(f)
	s.level.register(f, cades.LevelBB)
	f.StringVar(&s.keyName, "key", "", "")
	f.StringVar(&s.keyID, "key-id", "", "")
	f.StringVar(&s.hash, "hash", "", "")
	f.BoolVar(&s.pss, "pss", false, "")
	f.BoolVar(&s.detached, "detached", false, "")
	f.BoolVar(&s.asic, "asic", false, "")
	f.BoolVar(&s.pades, "pades", false, "")
	f.BoolVar(&s.add, "add", false, "")
	f.BoolVar(&s.countersign, "countersign", false, "")
	f.IntVar(&s.signer, "signer", 0, "")
}

// changes reports whether a signature is signed and not a document.
func (s *signFlags) changes() bool { return s.add || s.countersign }

// checkSign says what is wrong with the flags, or with the documents for them.
func (c *call) checkSign(f *flag.FlagSet, s *signFlags, documents []string) (code int, ok bool) {
	_, knownHash := hashes[s.hash]
	switch {
	case len(documents) == 0:
		return c.misuse(f, c.words.text("cli_lacks_document")), false
	case s.keyName == "":
		return c.misuse(f, c.words.text("cli_lacks_key_flag")), false
	case s.hash != "" && !knownHash:
		return c.usage(c.words.text("cli_unknown_hash", s.hash)), false
	case s.out != "" && len(documents) > 1 && !s.asic:
		return c.usage(c.words.text("cli_one_output")), false
	case s.changes() && len(documents) > 1:
		return c.superfluous(f, documents[1]), false
	}
	for _, wrong := range []struct {
		given bool
		flag  string
	}{
		{s.add && s.countersign, "--countersign"},
		{s.pades && (s.asic || s.changes()), "--pades"},
		{s.asic && s.changes(), "--asic"},
		{s.detached && (s.changes() || s.asic || s.pades), "--detached"},
		{!s.changes() && s.content != "", "--content"},
		{!s.countersign && s.signer != 0, "--signer"},
		{s.countersign && s.level.level != string(cades.LevelBB), "--level"},
	} {
		if wrong.given {
			return c.superfluous(f, wrong.flag), false
		}
	}
	return c.checkLevel(f, s.level)
}

// checkKey says whether a key signs with a hash, nil for its own, and in the way
// that the flags say. A provider that makes the signed attributes by itself makes
// them in one way, which is none for a PDF (ETSI EN 319 142-1 section 6.3) or for a
// countersignature (RFC 5652 section 11.4).
func (c *call) checkKey(k key.Key, hash *pki.Hash, s *signFlags) (code int, ok bool) {
	public := k.Public()
	if key.AnswersCMS(k) {
		for _, unfit := range []struct {
			given bool
			flag  string
		}{{hash != nil, "--hash"}, {s.pss, "--pss"}, {s.pades, "--pades"}, {s.countersign, "--countersign"}} {
			if unfit.given {
				return c.usage(c.words.text("cli_provider_makes_it", confirmedAt(k), unfit.flag)), false
			}
		}
	}
	if _, rsaKey := public.(*rsa.PublicKey); s.pss && !rsaKey {
		return c.usage(c.words.text("cli_pss_and_key")), false
	}
	if hash != nil {
		if _, err := pki.SignatureAlgorithm(public, hash.For(public)); err != nil {
			return c.usage(c.words.text("cli_hash_and_key", s.hash)), false
		}
	}
	return exitDone, true
}

// signTargets are the files that signatures go to. One takes the place of the file
// that -o names, but never of one that is read here, and only with --force of
// DOC.p7s: nobody named that, and it may be the signature of another person,
// which nothing brings back.
func (c *call) signTargets(f *flag.FlagSet, s *signFlags, documents []string) (targets []string, code int, ok bool) {
	read := append(s.key.read(s.keyName), s.level.trust...)
	if s.changes() {
		target, code, ok := c.changed(f, documents[0], s.changeFlags, read)
		return []string{target}, code, ok
	}
	switch {
	case s.asic:
		targets, code, ok = c.targets(documents[:1], suffixed(".asice"), s.out, append(read, documents...))
	case s.pades:
		targets, code, ok = c.targets(documents, signedPDF, s.out, read)
	default:
		targets, code, ok = c.targets(documents, suffixed(".p7s"), s.out, read)
	}
	if !ok {
		return nil, code, false
	}
	if target := existing(targets); target != "" && s.out == "" && !s.force {
		return nil, c.usage(c.words.text("cli_target_exists", target)), false
	}
	return targets, exitDone, true
}
