// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/validation"
)

// verify: pidpys verify SIG [--content DOC] [--trust DIR|FILE]… [--cert FILE]…
// [--at TIME] [--no-revocation] [--offline] [-o OUT] [--json]
//
// The exit code is 0 only if every signature is TOTAL-PASSED. -o keeps the
// content of an attached signature, unless one is TOTAL-FAILED. Nothing is
// asked of the network yet, so --offline changes nothing.
func (c *call) verify(ctx context.Context, args []string) int {
	f := c.flags("verify")
	var trust, certificates list
	f.Var(&trust, "trust", "")
	f.Var(&certificates, "cert", "")
	content, at, out := f.String("content", "", ""), f.String("at", "", ""), f.String("o", "", "")
	noRevocation := f.Bool("no-revocation", false, "")
	f.Bool("offline", false, "")
	signature, code, ok := c.operand(f, args, "cli_lacks_signature")
	if !ok {
		return code
	}
	v := validation.Verifier{At: c.Now(), NoRevocation: *noRevocation}
	if *at != "" {
		moment, err := parseTime(*at)
		if err != nil {
			return c.usage(c.words.text("cli_bad_time", *at))
		}
		v.At = moment
	}
	if c.standard(*out) {
		c.out = c.err
	}
	if target := clash([]string{*out}, slices.Concat([]string{signature, *content}, trust, certificates)); target != "" {
		return c.usage(c.words.text("cli_target_is_read", target))
	}
	given, err := certificateFiles(certificates)
	if err != nil {
		return c.fail(err)
	}
	trusted, others, err := c.trust(trust)
	if err != nil {
		return c.fail(err)
	}
	v.Trust, v.Certificates = trusted, append(given, others...)
	report, err := c.verifyFiles(ctx, &v, signature, *content, *out)
	if err != nil {
		return c.fail(err)
	}
	verdict := service.Report(report)
	if c.json {
		c.writeJSON(verdict)
	} else {
		c.printReport(verdict)
	}
	if !report.Passed() {
		return exitNo
	}
	return exitDone
}

func (c *call) verifyFiles(ctx context.Context, v *validation.Verifier, signature, content, out string) (*validation.Report, error) {
	s, err := os.Open(signature)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	message := binary(s)
	var document io.Reader
	if content != "" {
		d, err := os.Open(content)
		if err != nil {
			return nil, err
		}
		defer d.Close()
		document = d
	}
	if out == "" {
		return v.Verify(ctx, message, document, nil)
	}
	source, err := s.Stat()
	if err != nil {
		return nil, err
	}
	var report *validation.Report
	err = c.replace(out, source, func(w io.Writer) error {
		report, err = v.Verify(ctx, message, document, w)
		switch {
		case err != nil:
			return err
		case slices.ContainsFunc(report.Signatures, failed):
			return errFailed
		case report.Detached:
			return errNothingInside
		}
		return nil
	})
	if errors.Is(err, errFailed) {
		return report, nil
	}
	return report, err
}

var (
	errNothingInside = errors.New("the signature holds no document")
	// errFailed keeps a content from being kept.
	errFailed = errors.New("a signature failed")
)

func failed(v validation.Verdict) bool { return v.Indication == validation.TotalFailed }

// parseTime takes RFC 3339 or a date, which means its midnight UTC.
func parseTime(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	return time.Parse(time.DateOnly, text)
}
