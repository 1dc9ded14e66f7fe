// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

func TestDetached(t *testing.T) {
	for _, subscriber := range []string{testpki.Person, testpki.Kupyna, testpki.ECDSAPerson} {
		t.Run(subscriber, func(t *testing.T) {
			s := newScene()
			visitor, err := s.cabinet.Detached(t.Context(), s.sign(t, subscriber, []byte("content"), x509.OID{}, true), strings.NewReader("content"))
			require.NoError(t, err)
			who := s.pki.Subscriber(subscriber)
			assert.Equal(t, pki.Subject(who.SignCert), visitor.Person)
			assert.True(t, who.SignCert.Equal(visitor.Certificate))
		})
	}
}

func TestDetachedRefused(t *testing.T) {
	content := []byte("content")
	for name, c := range map[string]struct {
		signature func(s *scene) []byte
		want      error                    // nil means a *VerdictError
		sub       validation.SubIndication // its
	}{
		"of another content": {sub: validation.HashFailure, signature: func(s *scene) []byte {
			return s.sign(t, testpki.Person, []byte("another"), x509.OID{}, true)
		}},
		"by somebody of another root": {sub: validation.NoCertificateChainFound, signature: func(s *scene) []byte {
			return s.sign(t, testpki.Foreign, content, x509.OID{}, true)
		}},
		"with the content within": {want: relying.ErrMalformed, signature: func(s *scene) []byte {
			return s.sign(t, testpki.Person, content, x509.OID{}, false)
		}},
		"of a login": {want: relying.ErrContentType, signature: func(s *scene) []byte {
			return s.sign(t, testpki.Person, content, login.OID, true)
		}},
		"that binds no certificate": {want: relying.ErrUnbound, signature: func(s *scene) []byte {
			return unbound(t, s.pki.Subscriber(testpki.Person), s.sign(t, testpki.Person, content, x509.OID{}, true), nil)
		}},
		"too long": {want: relying.ErrMalformed, signature: func(*scene) []byte { return make([]byte, relying.MaxToken+1) }},
		"none":     {sub: validation.FormatFailure, signature: func(*scene) []byte { return nil }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			visitor, err := s.cabinet.Detached(t.Context(), c.signature(s), bytes.NewReader(content))
			assert.Zero(t, visitor)
			if c.want != nil {
				assert.ErrorIs(t, err, c.want)
				return
			}
			refused, ok := errors.AsType[*relying.VerdictError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, c.sub, refused.Verdict.SubIndication)
		})
	}
}

func TestDetachedOfWhatCannotBeRead(t *testing.T) {
	s := newScene()
	signature := s.sign(t, testpki.Person, []byte("content"), x509.OID{}, true)
	broken := errors.New("broken disk")
	_, err := s.cabinet.Detached(t.Context(), signature, iotest.ErrReader(broken))
	assert.ErrorIs(t, err, broken)
	ended, end := context.WithCancel(t.Context())
	end()
	_, err = s.cabinet.Detached(ended, signature, strings.NewReader("content"))
	assert.ErrorIs(t, err, context.Canceled)
}
