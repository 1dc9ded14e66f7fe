// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"cmp"
	"context"
	"os"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/reissue"
)

// reissue: pidpys reissue --key FILE|REF --onto REF [--kind dstu4145|ecdsa|rsa]
// [--label TEXT] [--pin-file F] [-o DIR] [--yes] [--json] and what opens the key, or
//
//	pidpys reissue                  what was begun and is not over
//	pidpys reissue --resume ID      goes on with it, [--key …] [--certificate FILE]… [-o DIR]
//	pidpys reissue --abandon ID     gives it up, [--leave-key] where the carrier is not at hand
//
// A new key is made on the carrier, and the current one signs the request for its
// certificate. The plan is shown before anything is made, and agreed to. ID may be
// how the identifier begins. A certificate that the authority does not issue at
// once is brought by --resume.
func (c *call) reissue(ctx context.Context, args []string) int {
	f := c.flags("reissue")
	flags := &reissueFlags{}
	flags.register(f)
	code, ok := c.parseAlone(f, args)
	if !ok {
		return code
	}
	if code, ok := c.checkReissue(f, flags); !ok {
		return code
	}
	if flags.out != "" {
		if err := os.MkdirAll(flags.out, 0o777); err != nil {
			return c.fail(err)
		}
	}
	return c.performReissue(ctx, flags)
}

// performReissue does what the flags say.
func (c *call) performReissue(ctx context.Context, flags *reissueFlags) int {
	begun := cmp.Or(flags.resume, flags.abandon)
	if !flags.anew() && begun == "" {
		return c.listUnfinished()
	}
	r := &reissuing{call: c, flags: flags}
	defer r.close()
	var err error
	if begun != "" {
		var several bool
		if r.plan, several, err = c.unfinished(begun); several {
			return c.usage(c.words.text("cli_several_reissues", begun))
		}
	} else {
		err = r.propose(ctx)
	}
	switch {
	case err != nil:
		return r.fail(err)
	case flags.abandon != "":
		return r.abandon(ctx)
	}
	return r.run(ctx)
}

// A reissuing is one re-issue, and what a person gave for it.
type reissuing struct {
	*call
	flags *reissueFlags
	plan  *reissue.Plan // nil until there is one
	onto  *key.Carrier  // of one that begins
	from  *opened       // with the current key; nil: it is not at hand
	old   key.Candidate
}

func (r *reissuing) close() {
	if r.from != nil {
		r.from.Close()
	}
}

// propose plans to re-issue the key that the flags name.
func (r *reissuing) propose(ctx context.Context) error {
	onto, err := r.place(ctx, key.Ref(r.flags.onto))
	if err != nil {
		return err
	}
	r.onto = &onto
	if r.from, err = r.open(ctx, r.flags.keyName, r.flags.key); err != nil {
		return err
	}
	agrees := slices.ContainsFunc(r.from.candidates, func(other key.Candidate) bool { return other.Usage&key.Agree != 0 })
	r.from.only(r.flags.keyID)
	if r.old, err = r.from.signing(); err != nil {
		return err
	}
	r.plan, err = r.Reissue.Plan(ctx, reissue.Old{
		Key: r.old.Key, Certificate: r.old.Certificate, Others: r.from.pool, Agreement: agrees,
	}, onto, key.Kind(r.flags.kind))
	if err == nil && r.flags.label != "" {
		r.plan.Label = r.flags.label
	}
	return err
}

// takeOld opens the current key of a re-issue that was begun.
func (r *reissuing) takeOld(ctx context.Context) (err error) {
	if r.from, err = r.open(ctx, r.flags.keyName, r.flags.key); err != nil {
		return err
	}
	for _, candidate := range r.from.candidates {
		if pki.SamePublicKey(r.plan.Old, candidate.Key.Public()) {
			r.old = candidate
			return nil
		}
	}
	return reissue.ErrOldKey
}
