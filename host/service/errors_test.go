// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/service"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestErrorsOfKeysHaveCodes(t *testing.T) {
	for err, code := range map[error]protocol.Code{
		key.ErrWrongPassword: protocol.WrongPassword,
		key.ErrKeyPassword:   protocol.WrongKeyPassword,
		key.ErrEmptyPassword: protocol.EmptyPassword,
		key.ErrCancelled:     protocol.Cancelled,
		key.ErrNotContainer:  protocol.NotAContainer,
		key.ErrTruncated:     protocol.TruncatedContainer,
		key.ErrDamaged:       protocol.DamagedContainer,
		key.ErrUnsupported:   protocol.UnsupportedContainer,
		pki.ErrNormalBasis:   protocol.NormalBasisKey,
		key.ErrTooMuchWork:   protocol.ContainerTooCostly,
		key.ErrNoSigningKey:  protocol.NoSigningKey,
		key.ErrNoCertificate: protocol.NoCertificate,
		key.ErrFault:         protocol.Internal,
		errors.New("other"):  protocol.Internal,

		key.ErrNoToken:      protocol.NoToken,
		key.ErrTokenRemoved: protocol.TokenRemoved,
		key.ErrTokenBusy:    protocol.TokenBusy,
		key.ErrTokenFull:    protocol.TokenFull,
		key.ErrSessionLost:  protocol.SessionLost,
		key.ErrNoSuchKey:    protocol.TokenKeyMissing,
		key.ErrMechanism:    protocol.TokenUnsupported,
		key.ErrWrongPIN:     protocol.WrongPIN,
		key.ErrPINExpired:   protocol.PINExpired,
		key.ErrPINLocked:    protocol.PINLocked,
		key.ErrPINUnset:     protocol.PINNotSet,
		key.ErrLastTry:      protocol.LastTry,
		key.ErrPINEntry:     protocol.PINEntryUnavailable,
		key.ErrReference:    protocol.InvalidReference,

		key.ErrNoGenerator:  protocol.CannotGenerate,
		key.ErrKeyExists:    protocol.Internal,
		key.ErrNoTPM:        protocol.NoTPM,
		key.ErrTPMForbidden: protocol.TPMForbidden,
		key.ErrSharedTries:  protocol.SharedTries,
		key.ErrOtherTPM:     protocol.OtherTPM,
		key.ErrTPM:          protocol.TPMFailed,

		key.ErrAgreement:           protocol.AgreementNeeded,
		key.ErrProviderUnreachable: protocol.ProviderUnreachable,
		key.ErrProvider:            protocol.ProviderFailed,
		key.ErrAnswer:              protocol.ProviderAnswer,
		key.ErrCertificateChanged:  protocol.CertificateChanged,
		key.ErrUnknownUser:         protocol.UserUnknown,
		key.ErrDeclined:            protocol.Declined,
		key.ErrUnconfirmed:         protocol.Unconfirmed,
		key.ErrAuthorization:       protocol.AuthorizationFailed,
		key.ErrWrongOTP:            protocol.WrongOTP,
		key.ErrTooMany:             protocol.TooManyDocuments,

		reissue.ErrBusy:         protocol.Busy,
		reissue.ErrOldKeyNeeded: protocol.OldKeyNeeded,
		reissue.ErrOldKey:       protocol.OldKeyNeeded,
		reissue.ErrCopied:       protocol.KeyNotCopied,
		reissue.ErrOtherKey:     protocol.CertificateMismatch,
		reissue.ErrOtherOwner:   protocol.OwnerMismatch,
		reissue.ErrNoPlan:       protocol.ReissueOver,
		reissue.ErrOver:         protocol.ReissueOver,
		reissue.ErrDamaged:      protocol.Internal,

		cms.ErrNotEnvelopedData:       protocol.NotAnEnvelope,
		cms.ErrMalformed:              protocol.DamagedEnvelope,
		envelope.ErrDamaged:           protocol.DamagedEnvelope,
		envelope.ErrUnsupported:       protocol.UnsupportedEnvelope,
		envelope.ErrNotRecipient:      protocol.NotARecipient,
		envelope.ErrOriginatorUnknown: protocol.SenderUnknown,
		envelope.ErrSender:            protocol.SenderUnfit,

		lookup.ErrUnknownAuthority: protocol.InvalidParams,
		lookup.ErrNoLookup:         protocol.AuthorityWithoutLookup,
		lookup.ErrTooManyKeys:      protocol.CertificateNotFound,

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
	assert.Equal(t,
		&protocol.Error{Code: protocol.CertificateNotFound, Params: &protocol.Params{Silent: 2}},
		service.AsError(&lookup.NotFoundError{Silent: []string{"a", "b"}}))
	assert.Equal(t,
		&protocol.Error{Code: protocol.AuthorityUnreachable, Params: &protocol.Params{Authority: "a"}},
		service.AsError(&lookup.UnreachableError{Authority: "a", Err: outbound.ErrUnreachable}))
}

// TestErrorsOfProviders say whose they are, and what was said of them where that may
// help, fit to show.
func TestErrorsOfProviders(t *testing.T) {
	for err, want := range map[error]*protocol.Error{
		key.ErrProvider:      {Code: protocol.ProviderFailed, Params: &protocol.Params{Provider: "Сховище", Text: "Ні"}},
		key.ErrAuthorization: {Code: protocol.AuthorizationFailed, Params: &protocol.Params{Provider: "Сховище", Text: "Ні"}},
		key.ErrDeclined:      {Code: protocol.Declined, Params: &protocol.Params{Provider: "Сховище"}},
		key.ErrTooMany:       {Code: protocol.TooManyDocuments, Params: &protocol.Params{Provider: "Сховище", Max: 40}},
		key.ErrWrongPIN:      {Code: protocol.WrongPIN, Params: &protocol.Params{Provider: "Сховище"}},
		key.ErrCancelled:     {Code: protocol.Cancelled},
	} {
		said := &key.ProviderError{Err: err, Provider: "Сховище\u202E", Text: "Ні\u202E", Limit: 40}
		assert.Equal(t, want, service.AsError(fmt.Errorf("cloud: %w", said)))
	}
	long := &key.ProviderError{Err: key.ErrProvider, Text: strings.Repeat("ї", protocol.MaxRejection)}
	assert.LessOrEqual(t, len(service.AsError(long).Params.Text), protocol.MaxRejection)
}

// TestErrorsOfCertificates: those of a plan's check name what the person can do.
func TestErrorsOfCertificates(t *testing.T) {
	for _, test := range []struct {
		err  error
		code protocol.Code
	}{
		{&pki.ValidityError{NotYet: true}, protocol.CertificateNotYetValid},
		{&pki.ValidityError{}, protocol.CertificateExpired},
		{&pki.ConstraintError{Constraint: pki.WeakAlgorithm}, protocol.CertificateUntrusted},
		{pki.ErrNoChain, protocol.CertificateUntrusted},
	} {
		assert.Equal(t, &protocol.Error{Code: test.code}, service.AsError(fmt.Errorf("reissue: %w", test.err)))
	}
}

// TestRejectionsSayWhy: in the authority's words, or in those of RFC 9810.
func TestRejectionsSayWhy(t *testing.T) {
	for _, test := range []struct {
		rejected cmp.RejectedError
		text     string
	}{
		{cmp.RejectedError{Status: cmp.Rejection, Failures: cmp.BadPOP, Text: "Дані змінилися"}, "Дані змінилися"},
		{cmp.RejectedError{Status: cmp.Rejection, Failures: cmp.BadPOP}, cmp.BadPOP.String()},
		{cmp.RejectedError{Status: cmp.Rejection}, cmp.Rejection.String()},
		{cmp.RejectedError{Text: strings.Repeat("ж", 1000)}, strings.Repeat("ж", protocol.MaxRejection/2)},
		{cmp.RejectedError{Text: "a" + strings.Repeat("ж", 1000)}, "a" + strings.Repeat("ж", protocol.MaxRejection/2-1)},
	} {
		want := &protocol.Error{Code: protocol.RequestRejected, Params: &protocol.Params{Authority: "a", Text: test.text}}
		assert.Equal(t, want, service.AsError(&reissue.AuthorityError{Authority: "a", Err: &test.rejected}))
	}
	for _, err := range []error{outbound.ErrUnreachable, cmp.ErrProtection, reissue.ErrNoAddress} {
		want := &protocol.Error{Code: protocol.AuthorityUnreachable, Params: &protocol.Params{Authority: "a"}}
		assert.Equal(t, want, service.AsError(&reissue.AuthorityError{Authority: "a", Err: err}))
	}
}

// TestErrorsOfTokensSayWhatIsKnown: the words for them have places to fill.
func TestErrorsOfTokensSayWhatIsKnown(t *testing.T) {
	with := func(err error, pin key.PIN) error { return &key.CarrierError{Err: err, PIN: pin} }
	driver := func(kind key.TroubleKind) *key.DriverError {
		return &key.DriverError{Trouble: key.Trouble{Kind: kind, Device: "Алмаз\u202E-1К", Path: "/opt/\u202Ea.so", Driver: "d", Reason: key.RefusedLink}, Call: "C_Sign", Value: 5}
	}
	nameless := &key.DriverError{Trouble: key.Trouble{Kind: key.DriverFailed, Path: "/opt/a.so"}, Value: 0x80000001}
	device := &protocol.Params{Device: "Алмаз-1К"}
	for _, test := range []struct {
		err  error
		code protocol.Code
		say  *protocol.Params
	}{
		{with(key.ErrWrongPIN, key.PIN{Tries: key.TriesLast, Min: 4, Max: 8}), protocol.WrongPIN, &protocol.Params{Tries: "last"}},
		{with(key.ErrWrongPIN, key.PIN{}), protocol.WrongPIN, nil},
		{with(key.ErrTPMLockout, key.PIN{Tries: key.TriesNone, Wait: 90*time.Second + 1}), protocol.TPMLockout, &protocol.Params{Wait: 91}},
		{key.ErrTPMLockout, protocol.TPMLockout, &protocol.Params{Wait: 1}},
		{with(key.ErrPINLocked, key.PIN{Tries: key.TriesNone}), protocol.PINLocked, nil},
		{with(key.ErrPINLength, key.PIN{Min: 4, Max: 8}), protocol.PINLength, &protocol.Params{Min: 4, Max: 8}},
		{key.ErrPINLength, protocol.PINLength, &protocol.Params{Min: 1, Max: protocol.MaxSecret}},
		{driver(key.NoReaderService), protocol.NoToken, nil},
		{driver(key.NoCard), protocol.NoToken, nil},
		{driver(key.NoTPM), protocol.NoTPM, nil},
		{driver(key.TPMForbidden), protocol.TPMForbidden, nil},
		{driver(key.TPMFailed), protocol.TPMFailed, nil},
		{driver(key.NoWorker), protocol.WorkerMissing, nil},
		{driver(key.DriverMissing), protocol.DriverMissing, device},
		{driver(key.DeviceUnknown), protocol.DriverMissing, device},
		{driver(key.DriverRefused), protocol.DriverRefused, &protocol.Params{What: "link", Path: "/opt/a.so"}},
		{driver(key.DriverCrashed), protocol.DriverCrashed, device},
		{driver(key.DriverSilent), protocol.DriverSilent, device},
		{driver(key.DriverFailed), protocol.DriverFailed, &protocol.Params{Device: "Алмаз-1К", Value: "0x5"}},
		{driver("made-up"), protocol.Internal, nil},
		{&key.DriverError{Trouble: key.Trouble{Kind: key.DriverMissing}}, protocol.DriverMissing, &protocol.Params{}},
		{nameless, protocol.DriverFailed, &protocol.Params{Device: "a.so", Value: "0x80000001"}},
	} {
		assert.Equal(t, &protocol.Error{Code: test.code, Params: test.say}, service.AsError(fmt.Errorf("token: %w", test.err)), "%v", test.err)
	}
}

// reasons are why a driver is not loaded.
var reasons = []string{
	string(key.RefusedRelative), string(key.RefusedLink), string(key.RefusedWritable), string(key.RefusedOwner), string(key.RefusedKind),
	string(key.RefusedSystem), string(key.RefusedMachine), string(key.Refused32Bit), string(key.RefusedStack), string(key.RefusedLacking),
	string(key.RefusedFunction), string(key.RefusedLoading),
}

// TestWhatIsNoKey: whatever a file is found to be, and whyever a driver is
// refused, the protocol has a name for it.
func TestWhatIsNoKey(t *testing.T) {
	text, err := os.ReadFile("../protocol/schema.json")
	require.NoError(t, err)
	var schema struct {
		Defs struct {
			What, Reason struct{ Enum []string }
		} `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(text, &schema))
	assert.ElementsMatch(t, schema.Defs.What.Enum, []string{
		key.WhatCertificate, key.WhatChain, key.WhatSignature, key.WhatKeyIDs, key.WhatRequest, key.WhatCRL, key.WhatPublicKey,
		key.WhatEnvelope, key.WhatArchive, key.WhatSSHKey, key.WhatPGPKey, key.WhatKeystore, key.WhatDocument,
	})
	assert.Equal(t, schema.Defs.Reason.Enum, reasons)
}
