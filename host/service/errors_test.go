// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/stretchr/testify/assert"
)

func TestErrorsOfKeysHaveCodes(t *testing.T) {
	for err, code := range map[error]protocol.Code{
		key.ErrWrongPassword: protocol.WrongPassword,
		key.ErrEmptyPassword: protocol.EmptyPassword,
		key.ErrCancelled:     protocol.Cancelled,
		key.ErrNotContainer:  protocol.NotAContainer,
		key.ErrTruncated:     protocol.TruncatedContainer,
		key.ErrUnsupported:   protocol.UnsupportedContainer,
		key.ErrNoSigningKey:  protocol.NoSigningKey,
		key.ErrNoCertificate: protocol.NoCertificate,
		key.ErrFault:         protocol.Internal,
		errors.New("other"):  protocol.Internal,

		protocol.ErrMalformed:        protocol.Malformed,
		protocol.Fail(protocol.Busy): protocol.Busy,
	} {
		assert.Equal(t, &protocol.Error{Code: code}, service.AsError(fmt.Errorf("container: %w", err)), "%v", err)
	}
	assert.Equal(t,
		&protocol.Error{Code: protocol.FileTooLarge, Params: &protocol.Params{Limit: protocol.MaxFile}},
		service.AsError(key.ErrTooLarge))
	assert.Equal(t,
		&protocol.Error{Code: protocol.NotAKey, Params: &protocol.Params{What: key.WhatSignature}},
		service.AsError(&key.NotKeyError{What: key.WhatSignature}))
}
