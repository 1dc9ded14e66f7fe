// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/key"
)

// maxWords bounds a provider's own words in an error, in octets.
const maxWords = 1024

// kinds are the errors that say by themselves what is wrong at a provider.
var kinds = []error{
	key.ErrAgreement, key.ErrProviderUnreachable, key.ErrProvider, key.ErrAnswer, key.ErrCertificateChanged,
	key.ErrUnknownUser, key.ErrDeclined, key.ErrUnconfirmed, key.ErrAuthorization, key.ErrTooMany,
	key.ErrWrongOTP, key.ErrWrongPIN, key.ErrPINLocked, key.ErrPINExpired, key.ErrPINUnset,
	key.ErrNoSigningKey, key.ErrNoCertificate, key.ErrNoSuchKey, key.ErrMechanism, key.ErrDigest,
}

// fault says whose an error is. Whoever has gone gets their context's error, and
// who declined to answer a question what they were told then.
func (d Description) fault(ctx context.Context, err error) error {
	var told *key.ProviderError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, key.ErrCancelled), errors.Is(err, key.ErrClosed):
		return err
	case errors.As(err, &told):
		return &key.ProviderError{Err: told.Err, Provider: d.Title, Text: shortened(told.Text), Limit: told.Limit}
	case errors.Is(err, context.DeadlineExceeded):
		err = fmt.Errorf("%w: %v", key.ErrProviderUnreachable, err)
	case !slices.ContainsFunc(kinds, func(kind error) bool { return errors.Is(err, kind) }):
		err = fmt.Errorf("%w: %w", key.ErrProvider, err)
	}
	return &key.ProviderError{Err: err, Provider: d.Title}
}

func shortened(words string) string {
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	return strings.ToValidUTF8(words, "")
}

// log tells of an error at a provider, without what the provider said of it: that may
// be anything, people's names and numbers among it.
func (s *Source) log(about Description, err error) *logrus.Entry {
	if told, is := errors.AsType[*key.ProviderError](err); is {
		err = told.Err
	}
	return s.config.Log.WithField("provider", about.ID).WithError(err)
}
