// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"errors"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/key"
)

// A proof is a factor and what the person typed for it.
type proof struct {
	factor
	value []byte // UTF-8
}

// proofs are all of a credential's. Whoever asked for them wipes them.
type proofs []proof

func (all proofs) wipe() {
	for _, p := range all {
		clear(p.value)
	}
}

// blamed makes an error that names no factor that of the only one there is.
func (all proofs) blamed(err error) error {
	if !errors.Is(err, errProof) || len(all) != 1 {
		return err
	}
	refused, _ := errors.AsType[*key.ProviderError](err)
	switch all[0].kind {
	case key.AskRemotePIN:
		return &key.ProviderError{Err: key.ErrWrongPIN, Provider: refused.Provider, Text: refused.Text}
	case key.AskOTP:
		return &key.ProviderError{Err: key.ErrWrongOTP, Provider: refused.Provider, Text: refused.Text}
	}
	return err
}

// join adds the proofs to a request, a JSON object, in one new piece of memory
// that the caller wipes: encoding/json would leave copies behind. CSC 1 has them
// as members (section 11.6), CSC 2 as the list authData (section 8.3).
func (all proofs) join(request []byte, version int) ([]byte, error) {
	size := len(request) + len(`,"authData":[]`)
	for _, p := range all {
		if !utf8.Valid(p.value) {
			return nil, key.ErrWrongPIN // no provider has one like that
		}
		size += len(`,{"id":"","value":""}`) + 6*(len(p.id)+len(p.value)) // an octet becomes six at most
	}
	body := append(make([]byte, 0, size), request[:len(request)-1]...)
	switch {
	case len(all) == 0:
	case version == 1:
		for _, p := range all {
			body = quote(append(body, ','), []byte(p.id))
			body = quote(append(body, ':'), p.value)
		}
	default:
		body = append(body, `,"authData":[`...)
		for i, p := range all {
			if i > 0 {
				body = append(body, ',')
			}
			body = quote(append(body, `{"id":`...), []byte(p.id))
			if p.kind != "" {
				body = quote(append(body, `,"value":`...), p.value)
			}
			body = append(body, '}')
		}
		body = append(body, ']')
	}
	return append(body, '}'), nil
}

// quote appends UTF-8 as a JSON string (RFC 8259, section 7).
func quote(to, text []byte) []byte {
	const digits = "0123456789abcdef"
	to = append(to, '"')
	for _, b := range text {
		switch {
		case b == '"' || b == '\\':
			to = append(to, '\\', b)
		case b < 0x20:
			to = append(to, '\\', 'u', '0', '0', digits[b>>4], digits[b&15])
		default:
			to = append(to, b)
		}
	}
	return append(to, '"')
}
