// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"fmt"
	"io"
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/reissue"
)

func TestFaults(t *testing.T) {
	c := &call{language: "en", words: words("en")}
	missing := &fs.PathError{Op: "open", Path: "/dev/tpmrm0", Err: fs.ErrNotExist}
	rejected := &reissue.AuthorityError{Authority: "Надавач", Err: &cmp.RejectedError{Text: "no\x1b[2J longer"}}
	for _, test := range []struct {
		err           error
		code, message string
	}{
		{missing, "file", "/dev/tpmrm0"},
		{fmt.Errorf("%w: %w", key.ErrNoTPM, missing), "no-tpm", "TPM"},
		{&key.CarrierError{Err: key.ErrTPMLockout, PIN: key.PIN{Wait: 10 * time.Minute}}, "tpm-lockout", "in 10 min."},
		{&key.CarrierError{Err: key.ErrSharedTries}, "shared-tries", "PIN"},
		{rejected, "request-rejected", "“Надавач” issued no new certificate. It says: no[2J longer"},
		{&reissue.AuthorityError{Authority: "Надавач", Err: missing}, "authority-unreachable", "does not answer"},
		{&key.ProviderError{Err: key.ErrProvider, Provider: "Небо", Text: "no\x1b[2J more"}, "provider-failed", "“Небо”"},
		{&key.ProviderError{Err: key.ErrProvider, Provider: "Небо", Text: "no\x1b[2J more"}, "provider-failed", "no[2J more"},
		{&key.ProviderError{Err: key.ErrTooMany, Provider: "Небо", Limit: 40}, "too-many-documents", "40"},
		{&key.ProviderError{Err: key.ErrCertificateChanged, Provider: "Небо"}, "certificate-changed", "“Небо”"},
		{&key.ProviderError{Err: key.ErrWrongPIN, Provider: "Небо"}, "wrong-pin", "“Небо”"},
		{&key.ProviderError{Err: key.ErrPINLocked, Provider: "Небо"}, "pin-locked", "“Небо”"},
		{&key.ProviderError{Err: key.ErrMechanism, Provider: "Небо"}, "token-unsupported", "“Небо”"},
		{&key.ProviderError{Err: fmt.Errorf("%w: %w", key.ErrAnswer, cades.ErrBroken), Provider: "Небо"}, "provider-answer", "“Небо”"},
		{&key.ProviderError{Err: fmt.Errorf("%w: %w", key.ErrProvider, unanswered(errNoTerminal)), Provider: "Небо"}, "no-terminal", "no terminal"},
		{&key.ProviderError{Err: fmt.Errorf("%w: %w", key.ErrProvider, unanswered(missing)), Provider: "Небо"}, "file", "/dev/tpmrm0"},
		{errNoUser, "no-user", "who you are"},
		{reissue.ErrOver, "reissue-over", "over"},
	} {
		f := c.fault(test.err)
		assert.Equal(t, test.code, f.Code)
		assert.Contains(t, f.Message, test.message)
		assert.NotEmpty(t, f.Hint)
	}
}

// TestARefusalIsAnAnswer: a person who says no, here or on the phone, is no trouble.
func TestARefusalIsAnAnswer(t *testing.T) {
	for err, want := range map[error]int{
		key.ErrCancelled: exitNo,
		&key.ProviderError{Err: key.ErrDeclined, Provider: "Небо"}:    exitNo,
		&key.ProviderError{Err: key.ErrUnconfirmed, Provider: "Небо"}: exitTrouble,
	} {
		assert.Equal(t, want, (&call{words: words("uk"), err: io.Discard}).fail(err), err)
	}
}
