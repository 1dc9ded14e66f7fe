// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"

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
// signature, to copy it, so memory does not grow with it. What a provider signs by
// one confirmation is signed together.
func (c *call) sign(ctx context.Context, args []string) int {
	f := c.flags("sign")
	flags := &signFlags{}
	flags.register(f)
	documents, code, ok := c.parse(f, args)
	if !ok {
		return code
	}
	return c.signDocuments(ctx, f, flags, documents)
}

// signDocuments does what sign is told by flags that were read.
func (c *call) signDocuments(ctx context.Context, f *flag.FlagSet, flags *signFlags, documents []string) int {
	if code, ok := c.checkSign(f, flags, documents); !ok {
		return code
	}
	targets, code, ok := c.signTargets(f, flags, documents)
	if !ok {
		return code
	}
	if inCloud(flags.keyName) { // nobody confirms anything for a file that cannot be signed
		if err := cmp.Or(readable(ctx, documents), c.writable(targets)); err != nil {
			return c.fail(err)
		}
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
	if code, ok := c.checkKey(candidate.Key, hash, flags); !ok {
		return code
	}
	if now := c.Now(); now.After(candidate.Certificate.NotAfter) || now.Before(candidate.Certificate.NotBefore) {
		c.warn(fault{Message: c.words.text("cli_certificate_time",
			c.owner(candidate.Certificate), date(candidate.Certificate.NotBefore), date(candidate.Certificate.NotAfter))})
	}
	if confirmedAt(candidate.Key) != "" {
		fmt.Fprintln(c.err, c.words.text("cli_signs_as", c.owner(candidate.Certificate)))
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
		if !c.json && len(s.done) > 0 {
			for _, name := range s.left(documents) {
				fmt.Fprintln(c.err, c.words.text("cli_not_signed", name))
			}
		}
		return c.failAfter(map[string]any{"signatures": s.done}, err)
	}
	if c.json {
		return c.writeJSON(map[string]any{"signatures": s.done})
	}
	return exitDone
}

// perform signs all files in the way that the flags say.
func (s *signing) perform(ctx context.Context, flags *signFlags, names, targets []string) error {
	switch {
	case flags.asic:
		return s.container(ctx, names, targets[0])
	case flags.add:
		return s.add(ctx, names[0], targets[0], flags.content)
	case flags.countersign:
		return s.countersign(ctx, names[0], targets[0], flags.content, flags.signer)
	}
	begin := s.document
	if flags.pades {
		begin = s.pdf
	} else if flags.detached {
		begin = s.apart
	}
	return s.batches(ctx, names, targets, begin)
}
