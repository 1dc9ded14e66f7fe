// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"crypto/x509"
	"errors"
	"strings"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
)

// codes gives each error of a key, a document, a look-up or the connection the
// code that people see.
var codes = []struct {
	err  error
	code protocol.Code
}{
	{protocol.ErrClosed, protocol.Cancelled}, // whoever wanted it is gone
	{ErrExpired, protocol.SessionLost},
	{key.ErrWrongPassword, protocol.WrongPassword},
	{key.ErrKeyPassword, protocol.WrongKeyPassword},
	{key.ErrEmptyPassword, protocol.EmptyPassword},
	{key.ErrCancelled, protocol.Cancelled},
	{key.ErrNotContainer, protocol.NotAContainer},
	{key.ErrTruncated, protocol.TruncatedContainer},
	{key.ErrDamaged, protocol.DamagedContainer},
	{pki.ErrNormalBasis, protocol.NormalBasisKey},
	{key.ErrUnsupported, protocol.UnsupportedContainer},
	{key.ErrTooMuchWork, protocol.ContainerTooCostly},
	{key.ErrNoSigningKey, protocol.NoSigningKey},
	{key.ErrNoCertificate, protocol.NoCertificate},
	{key.ErrForbidden, protocol.KeyKindForbidden},
	{key.ErrNoToken, protocol.NoToken},
	{key.ErrTokenRemoved, protocol.TokenRemoved},
	{key.ErrTokenBusy, protocol.TokenBusy},
	{key.ErrTokenFull, protocol.TokenFull},
	{key.ErrSessionLost, protocol.SessionLost},
	{key.ErrNoSuchKey, protocol.TokenKeyMissing},
	{key.ErrMechanism, protocol.TokenUnsupported},
	{key.ErrWrongPIN, protocol.WrongPIN},
	{key.ErrPINLength, protocol.PINLength},
	{key.ErrPINExpired, protocol.PINExpired},
	{key.ErrPINLocked, protocol.PINLocked},
	{key.ErrPINUnset, protocol.PINNotSet},
	{key.ErrLastTry, protocol.LastTry},
	{key.ErrPINEntry, protocol.PINEntryUnavailable},
	{key.ErrNoGenerator, protocol.CannotGenerate},
	{key.ErrNoTPM, protocol.NoTPM},
	{key.ErrTPMForbidden, protocol.TPMForbidden},
	{key.ErrTPMLockout, protocol.TPMLockout},
	{key.ErrSharedTries, protocol.SharedTries},
	{key.ErrOtherTPM, protocol.OtherTPM},
	{key.ErrTPM, protocol.TPMFailed},
	{key.ErrReference, protocol.InvalidReference},
	{key.ErrAgreement, protocol.AgreementNeeded},
	{key.ErrProviderUnreachable, protocol.ProviderUnreachable},
	{key.ErrProvider, protocol.ProviderFailed},
	{key.ErrAnswer, protocol.ProviderAnswer},
	{key.ErrCertificateChanged, protocol.CertificateChanged},
	{key.ErrUnknownUser, protocol.UserUnknown},
	{key.ErrDeclined, protocol.Declined},
	{key.ErrUnconfirmed, protocol.Unconfirmed},
	{key.ErrAuthorization, protocol.AuthorizationFailed},
	{key.ErrWrongOTP, protocol.WrongOTP},
	{key.ErrTooMany, protocol.TooManyDocuments},
	{reissue.ErrBusy, protocol.Busy},
	{reissue.ErrOldKeyNeeded, protocol.OldKeyNeeded},
	{reissue.ErrOldKey, protocol.OldKeyNeeded},
	{reissue.ErrCopied, protocol.KeyNotCopied},
	{reissue.ErrOtherKey, protocol.CertificateMismatch},
	{reissue.ErrOtherOwner, protocol.OwnerMismatch},
	{reissue.ErrNoPlan, protocol.ReissueOver},
	{reissue.ErrOver, protocol.ReissueOver},
	{pki.ErrNoChain, protocol.CertificateUntrusted},
	{cms.ErrNotEnvelopedData, protocol.NotAnEnvelope},
	{cms.ErrMalformed, protocol.DamagedEnvelope},
	{envelope.ErrDamaged, protocol.DamagedEnvelope},
	{envelope.ErrUnsupported, protocol.UnsupportedEnvelope},
	{envelope.ErrNotRecipient, protocol.NotARecipient},
	{envelope.ErrOriginatorUnknown, protocol.SenderUnknown},
	{envelope.ErrSender, protocol.SenderUnfit},
	{pades.ErrNotPDF, protocol.InvalidParams},
	{pades.ErrMalformed, protocol.InvalidParams},
	{pades.ErrTooLarge, protocol.InvalidParams},
	{pades.ErrEncrypted, protocol.Unsupported},
	{pades.ErrXFA, protocol.Unsupported},
	{pades.ErrCertified, protocol.Unsupported},
	{cades.ErrSealed, protocol.Unsupported},
	{lookup.ErrUnknownAuthority, protocol.InvalidParams},
	{lookup.ErrNoLookup, protocol.AuthorityWithoutLookup},
	{lookup.ErrTooManyKeys, protocol.CertificateNotFound},
}

// AsError finds the code for an error of any floor below; the command line
// shares it, so that one mistake has one name everywhere.
func AsError(err error) *protocol.Error {
	if what, ok := errors.AsType[*key.NotKeyError](err); ok {
		return &protocol.Error{Code: protocol.NotAKey, Params: &protocol.Params{What: what.What}}
	}
	if driver, ok := errors.AsType[*key.DriverError](err); ok {
		return driverError(driver)
	}
	if nowhere, ok := errors.AsType[*lookup.NotFoundError](err); ok {
		if nowhere.Unanswered() {
			return &protocol.Error{Code: protocol.AuthorityUnreachable}
		}
		return &protocol.Error{Code: protocol.CertificateNotFound, Params: &protocol.Params{Silent: len(nowhere.Silent)}}
	}
	if unreachable, ok := errors.AsType[*lookup.UnreachableError](err); ok {
		return &protocol.Error{Code: protocol.AuthorityUnreachable, Params: &protocol.Params{Authority: unreachable.Authority}}
	}
	if revoked, ok := errors.AsType[*cades.RevokedError](err); ok {
		params := &protocol.Params{Owner: ownerOf(revoked.Certificate), Since: rfc3339(revoked.Revocation.Time)}
		return &protocol.Error{Code: protocol.CertificateRevoked, Params: params}
	}
	if unknown, ok := errors.AsType[*cades.StatusError](err); ok {
		return &protocol.Error{Code: protocol.StatusUnavailable, Params: &protocol.Params{Owner: ownerOf(unknown.Certificate)}}
	}
	if _, ok := errors.AsType[*cades.TimeStampError](err); ok {
		return &protocol.Error{Code: protocol.TimeStampUnavailable}
	}
	if authority, ok := errors.AsType[*reissue.AuthorityError](err); ok {
		return authorityError(authority)
	}
	if validity, ok := errors.AsType[*pki.ValidityError](err); ok {
		if validity.NotYet {
			return &protocol.Error{Code: protocol.CertificateNotYetValid}
		}
		return &protocol.Error{Code: protocol.CertificateExpired}
	}
	if _, ok := errors.AsType[*pki.ConstraintError](err); ok {
		return &protocol.Error{Code: protocol.CertificateUntrusted}
	}
	if errors.Is(err, key.ErrTooLarge) {
		return tooLarge
	}
	for _, e := range codes {
		if errors.Is(err, e.err) {
			return &protocol.Error{Code: e.code, Params: paramsOf(e.code, err)}
		}
	}
	if errors.Is(err, protocol.ErrMalformed) {
		return &protocol.Error{Code: protocol.Malformed}
	}
	return protocol.AsError(err)
}

// authorityError finds the code for an authority that did not do as it should.
func authorityError(e *reissue.AuthorityError) *protocol.Error {
	if rejected, ok := errors.AsType[*cmp.RejectedError](e.Err); ok {
		return &protocol.Error{Code: protocol.RequestRejected, Params: &protocol.Params{Authority: e.Authority, Text: rejection(rejected)}}
	}
	return &protocol.Error{Code: protocol.AuthorityUnreachable, Params: &protocol.Params{Authority: e.Authority}}
}

// rejection is why an authority issues no certificate, in its words if it has any.
func rejection(e *cmp.RejectedError) string {
	text := e.Text
	if text == "" && e.Failures != 0 {
		text = e.Failures.String()
	}
	if text == "" {
		text = e.Status.String()
	}
	return shortened(text)
}

// shortened cuts what others say to the limit of PROTOCOL.md, section 11.
func shortened(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), protocol.MaxRejection)], "")
}

func ownerOf(c *x509.Certificate) string { return pki.Subject(c).DisplayName() }

var tooLarge = &protocol.Error{Code: protocol.FileTooLarge, Params: &protocol.Params{Limit: protocol.MaxFile}}
