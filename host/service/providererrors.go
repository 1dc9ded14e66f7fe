// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"errors"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// paramsOf are the details of an error of a key, which a carrier or a provider has
// told.
func paramsOf(code protocol.Code, err error) *protocol.Params {
	if e, ok := errors.AsType[*key.ProviderError](err); ok && code != protocol.Cancelled {
		return providerParams(code, e)
	}
	return pinParams(code, err)
}

// providerParams is whose error it is, and what is said of it, for the codes that
// tell it.
func providerParams(code protocol.Code, e *key.ProviderError) *protocol.Params {
	params := &protocol.Params{Provider: pki.DisplayText(e.Provider)}
	switch code {
	case protocol.ProviderFailed, protocol.AuthorizationFailed:
		params.Text = shortened(pki.DisplayText(e.Text))
	case protocol.TooManyDocuments:
		params.Max = e.Limit
	}
	return params
}
