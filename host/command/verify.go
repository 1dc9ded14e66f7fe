// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/validation"
	"github.com/pidpys/pidpys/host/witness"
)

// verifyFlags say what is verified, as of when, and whom to believe.
type verifyFlags struct {
	content, at, out      string
	trust, certificates   list
	noRevocation, offline bool
}

// verify: pidpys verify FILE [--content DOC] [--trust DIR|FILE]… [--cert FILE]…
// [--at TIME] [--no-revocation] [--offline] [-o OUT] [--json]
//
// FILE is a signature, a container of documents and signatures, or a PDF, as its
// octets say. The exit code is 0 only if every signature is TOTAL-PASSED, and in
// a container every document is under one. -o keeps the content of an attached
// signature, or the documents of a container in a folder, unless a signature is
// TOTAL-FAILED. Services are asked what the evidence at hand does not say;
// --offline asks nobody.
func (c *call) verify(ctx context.Context, args []string) int {
	f := c.flags("verify")
	var flags verifyFlags
	f.Var(&flags.trust, "trust", "")
	f.Var(&flags.certificates, "cert", "")
	f.StringVar(&flags.content, "content", "", "")
	f.StringVar(&flags.at, "at", "", "")
	f.StringVar(&flags.out, "o", "", "")
	f.BoolVar(&flags.noRevocation, "no-revocation", false, "")
	f.BoolVar(&flags.offline, "offline", false, "")
	name, code, ok := c.operand(f, args, "cli_lacks_signature")
	if !ok {
		return code
	}
	at := c.Now()
	if flags.at != "" {
		var err error
		if at, err = parseTime(flags.at); err != nil {
			return c.usage(c.words.text("cli_bad_time", flags.at))
		}
	}
	if c.standard(flags.out) {
		c.out = c.err
	}
	if target := clash([]string{flags.out}, slices.Concat([]string{name, flags.content}, flags.trust, flags.certificates)); target != "" {
		return c.usage(c.words.text("cli_target_is_read", target))
	}
	w, verifier, err := c.verifier(flags, at)
	if err != nil {
		return c.fail(err)
	}
	found, err := c.judge(ctx, w, verifier, name, flags)
	switch {
	case errors.Is(err, errContentElsewhere):
		return c.superfluous(f, "--content")
	case errors.Is(err, errNothingToKeep):
		return c.superfluous(f, "-o")
	case errors.Is(err, errNoFolder):
		return c.misuse(f, c.words.text("cli_lacks_folder"))
	case err != nil:
		return c.fail(err)
	case c.json:
		found.result.Explanation, _ = json.Marshal(found.explanation) // strings alone
		c.writeJSON(found.result)
	default:
		fmt.Fprint(c.out, found.explanation.Text())
		c.printIndications(found.verdicts)
	}
	if !found.passed {
		return exitNo
	}
	return exitDone
}

// verifier judges by the flags, and its witness asks whom they allow.
func (c *call) verifier(flags verifyFlags, at time.Time) (*witness.Witness, *validation.Verifier, error) {
	given, err := certificateFiles(flags.certificates)
	if err != nil {
		return nil, nil, err
	}
	trusted, others, err := c.trust(flags.trust)
	if err != nil {
		return nil, nil, err
	}
	w := c.witness(trusted)
	if flags.offline {
		w = w.Offline()
	}
	return w, &validation.Verifier{
		Trust: trusted, Certificates: slices.Concat(given, others, w.Known()), Status: w.Status(),
		At: at, NoRevocation: flags.noRevocation,
	}, nil
}

// parseTime takes RFC 3339 or a date, which means its midnight UTC.
func parseTime(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	return time.Parse(time.DateOnly, text)
}
