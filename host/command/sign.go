// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"

	"github.com/pidpys/pidpys/host/cades"
)

// sign: pidpys sign DOC… --key FILE|REF [--password-file F]
// [--key-password-file F] [--cert FILE]… [--key-id ID] [--level B-B|B-T|B-LT|B-LTA]
// [--tsa URL] [--profile national|baseline] [--trust DIR|FILE]… [--detached]
// [--hash NAME] [--pss] [-o OUT] [--force] [--json], or with
// --asic: all documents in one container, ASiC-S if OUT ends so, else ASiC-E;
// --pades: in the PDF files themselves;
// --add [--content DOC]: beside the signatures of a signature file or container;
// --countersign [--signer N]: over a signature of a signature file.
//
// Above level B-B services are asked for the time and about certificates. If one
// of them fails, nothing is written: a lower level is the person's to choose.
//
// A document is read twice, first to hash it and then, for an attached
// signature, to copy it, so memory does not grow with it.
func (c *call) sign(ctx context.Context, args []string) int {
	f := c.flags("sign")
	flags := &signFlags{}
	flags.register(f)
	documents, code, ok := c.parse(f, args)
	if !ok {
		return code
	}
	if code, ok := c.checkSign(f, flags, documents); !ok {
		return code
	}
	targets, code, ok := c.signTargets(f, flags, documents)
	if !ok {
		return code
	}
	o, err := c.open(ctx, flags.keyName, flags.key)
	if err != nil {
		return c.fail(err)
	}
	defer o.Close()
	if o.only(flags.keyID); len(o.candidates) == 0 && flags.keyID != "" {
		return c.usage(c.words.text("cli_no_such_key", flags.keyID))
	}
	candidate, err := o.signing()
	if err != nil {
		return c.fail(err)
	}
	hash := hashes[flags.hash]
	if code, ok := c.checkKey(candidate.Key.Public(), hash, flags); !ok {
		return code
	}
	if now := c.Now(); now.After(candidate.Certificate.NotAfter) || now.Before(candidate.Certificate.NotBefore) {
		c.warn(fault{Message: c.words.text("cli_certificate_time",
			c.owner(candidate.Certificate), date(candidate.Certificate.NotBefore), date(candidate.Certificate.NotAfter))})
	}
	s := &signing{call: c, candidate: candidate, hash: hash, pss: flags.pss, level: cades.Level(flags.level.level), done: []signed{}}
	if s.level != cades.LevelBB {
		if s.augmenter, err = c.augmenter(flags.level, candidate.Certificate, o.chains().of(candidate.Certificate)); err != nil {
			return c.fail(err)
		}
	}
	err = s.perform(ctx, flags, documents, targets)
	switch {
	case errors.Is(err, errContentElsewhere):
		return c.superfluous(f, "--content")
	case err != nil:
		return c.failAfter(map[string]any{"signatures": s.done}, err)
	}
	if c.json {
		return c.writeJSON(map[string]any{"signatures": s.done})
	}
	return exitDone
}

// perform signs all files in the way that the flags say.
func (s *signing) perform(ctx context.Context, flags *signFlags, names, targets []string) error {
	if flags.asic {
		return s.container(ctx, names, targets[0])
	}
	for i, name := range names {
		var err error
		switch {
		case flags.pades:
			err = s.pdf(ctx, name, targets[i])
		case flags.add:
			err = s.add(ctx, name, targets[i], flags.content)
		case flags.countersign:
			err = s.countersign(ctx, name, targets[i], flags.content, flags.signer)
		default:
			err = s.document(ctx, name, targets[i], flags.detached)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
