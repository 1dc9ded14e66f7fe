// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
)

// hashes are the names that --hash knows.
var hashes = map[string]*pki.Hash{
	"gost34311": pki.GOST34311, "kupyna256": pki.Kupyna256, "kupyna384": pki.Kupyna384, "kupyna512": pki.Kupyna512,
	"sha256": pki.SHA256, "sha384": pki.SHA384, "sha512": pki.SHA512,
}

// sign: pidpys sign DOC… --key FILE|REF [--password-file F]
// [--key-password-file F] [--cert FILE]… [--key-id ID] [--level B-B|B-T|B-LT|B-LTA]
// [--tsa URL] [--profile national|baseline] [--trust DIR|FILE]… [--detached]
// [--hash NAME] [-o OUT] [--force] [--json]
//
// Above level B-B services are asked for the time and about certificates. If one
// of them fails, nothing is written: a lower level is the person's to choose.
//
// A document is read twice, first to hash it and then, for an attached
// signature, to copy it, so memory does not grow with it. A signature takes the
// place of the file that -o names, but never of one that is read here, and only
// with --force of DOC.p7s: nobody named that, and it may be the signature of
// another person, which nothing brings back.
func (c *call) sign(ctx context.Context, args []string) int {
	f := c.flags("sign")
	var flags keyFlags
	flags.register(f)
	var level levelFlags
	level.register(f, cades.LevelBB)
	keyName, keyID := f.String("key", "", ""), f.String("key-id", "", "")
	detached, hashName, out := f.Bool("detached", false, ""), f.String("hash", "", ""), f.String("o", "", "")
	force := f.Bool("force", false, "")
	documents, code, ok := c.parse(f, args)
	hash, knownHash := hashes[*hashName]
	switch {
	case !ok:
		return code
	case len(documents) == 0:
		return c.misuse(f, c.words.text("cli_lacks_document"))
	case *keyName == "":
		return c.misuse(f, c.words.text("cli_lacks_key_flag"))
	case *hashName != "" && !knownHash:
		return c.usage(c.words.text("cli_unknown_hash", *hashName))
	case *out != "" && len(documents) > 1:
		return c.usage(c.words.text("cli_one_output"))
	}
	if code, ok := c.checkLevel(level); !ok {
		return code
	}
	targets, code, ok := c.targets(documents, ".p7s", *out, append(flags.read(*keyName), level.trust...))
	if !ok {
		return code
	}
	if target := existing(targets); target != "" && *out == "" && !*force {
		return c.usage(c.words.text("cli_target_exists", target))
	}
	o, err := c.open(ctx, *keyName, flags)
	if err != nil {
		return c.fail(err)
	}
	defer o.Close()
	if o.only(*keyID); len(o.candidates) == 0 {
		return c.usage(c.words.text("cli_no_such_key", *keyID))
	}
	candidate, err := o.signing()
	if err != nil {
		return c.fail(err)
	}
	if hash != nil {
		public := candidate.Key.Public()
		if _, err := pki.SignatureAlgorithm(public, hash.For(public)); err != nil {
			return c.usage(c.words.text("cli_hash_and_key", *hashName))
		}
	}
	if now := c.Now(); now.After(candidate.Certificate.NotAfter) || now.Before(candidate.Certificate.NotBefore) {
		c.warn(fault{Message: c.words.text("cli_certificate_time",
			c.owner(candidate.Certificate), date(candidate.Certificate.NotBefore), date(candidate.Certificate.NotAfter))})
	}
	s := &signing{candidate: candidate, hash: hash, level: cades.Level(level.level), detached: *detached, call: c, done: []signed{}}
	if s.level != cades.LevelBB {
		if s.augmenter, err = c.augmenter(level, candidate.Certificate, o.chains().of(candidate.Certificate)); err != nil {
			return c.fail(err)
		}
	}
	for i, document := range documents {
		if err := s.document(ctx, document, targets[i]); err != nil {
			return c.failAfter(map[string]any{"signatures": s.done}, err)
		}
		if !c.json {
			fmt.Fprintln(c.out, s.outcome(document, targets[i]))
		}
	}
	if c.json {
		return c.writeJSON(map[string]any{"signatures": s.done})
	}
	return exitDone
}
