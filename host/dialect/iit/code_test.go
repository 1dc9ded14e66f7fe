// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
)

// unheardOf are the codes of the service that no order of a page ends with: of our
// own pages, of moving to a new key, and of mistakes.
var unheardOf = []protocol.Code{
	protocol.Failed, protocol.Busy, protocol.ExtensionMissing, protocol.HostMissing, protocol.HostForbidden, protocol.HostTooOld,
	protocol.ExtensionTooOld, protocol.PageNotListed, protocol.CannotGenerate, protocol.KeyNotCopied, protocol.OldKeyNeeded,
	protocol.ReissueOver, protocol.RequestRejected, protocol.OwnerMismatch, protocol.Malformed, protocol.UnknownBlob,
	protocol.ReadFailed, protocol.WriteFailed, protocol.Internal, protocol.UnfitPDF, protocol.OtherRole, protocol.NotAReport, protocol.SignatureOrder,
	protocol.EarlierSignature, protocol.GatewayUnfit, protocol.GatewayExpired, protocol.GatewayUntrusted, protocol.GatewayRevoked,
	protocol.NotAReceipt, protocol.ReceiptUnsigned, protocol.ReceiptForged, protocol.ReceiptUnproven, protocol.ReceiptForeign, protocol.ReceiptMismatch,
}

func TestCodes(t *testing.T) {
	for _, row := range protocol.Codes() {
		_, mapped := codes[row.Code]
		assert.NotEqual(t, mapped, slices.Contains(unheardOf, row.Code), row.Code)
	}
	for err, want := range map[error]Code{
		key.ErrWrongPIN:      24,
		key.ErrWrongPassword: 24,
		key.ErrDamaged:       24,
		key.ErrCancelled:     12,
		key.ErrNoCertificate: 51,
		key.ErrPINLocked:     18,
		key.ErrTokenRemoved:  18,
		key.ErrNoToken:       17,
		&key.DriverError{Trouble: key.Trouble{Kind: key.DriverMissing}}: 17,
		service.ErrExpired:                           50,
		context.Canceled:                             12,
		fail(codeBadSignature):                       35,
		fmt.Errorf("other"):                          65535,
		protocol.Fail(protocol.Malformed):            65535,
		protocol.Fail(protocol.CertificateExpired):   52,
		protocol.Fail(protocol.CertificateRevoked):   53,
		protocol.Fail(protocol.CertificateUntrusted): 50,
		protocol.Fail(protocol.NotARecipient):        37,
		protocol.Fail(protocol.TimeStampUnavailable): 65,
		protocol.Fail(protocol.StatusUnavailable):    81,
		protocol.Fail(protocol.IdentityContent):      65534,
		protocol.Fail(protocol.Forbidden):            65534,
		protocol.Fail(protocol.InvalidParams):        2,
	} {
		assert.Equal(t, want, asError(fmt.Errorf("service: %w", err)).Code, "%v", err)
	}
}

// TestWords: pages show what they are told verbatim, so each error has a sentence
// in either language, without gaps, and the most precise there is.
func TestWords(t *testing.T) {
	for _, language := range []string{"uk", "en"} {
		words := extension.Words(language)
		for code := range maps.Values(codes) {
			assert.NotEmpty(t, words["iit_error_"+strconv.Itoa(int(code))], "%s %d", language, code)
		}
		for name, sentence := range words {
			if strings.HasPrefix(name, "iit_") {
				assert.NotContains(t, sentence, "$", name)
			}
		}
		for _, row := range protocol.Codes() {
			shown := asError(protocol.Fail(row.Code)).show(language)
			assert.NotEmpty(t, shown.Message, row.Code)
			assert.NotContains(t, shown.Message, "$", row.Code)
		}
	}
	assert.Equal(t, shown{24, "PIN-код неправильний."}, asError(key.ErrWrongPIN).show("uk"))
	assert.Equal(t, shown{17, "The token is not plugged in."}, asError(key.ErrNoToken).show("en"))
	assert.Equal(t, extension.Words("uk")["iit_error_17"], asError(&key.DriverError{Trouble: key.Trouble{Kind: key.DriverMissing, Device: "Алмаз-1К"}}).show("uk").Message, "no names")
	assert.Equal(t, shown{}, (&Error{}).show("uk"))
}

// TestEveryCodeHasWords: also those that only methods here fail with.
func TestEveryCodeHasWords(t *testing.T) {
	for _, code := range []Code{
		codeNotInitialized, codeBadParameter, codeTransmit, codeMemory, codeNoDialogs, codeCancelled, codeMedia, codeMediaAccess,
		codeMediaRead, codeMediaWrite, codeBadPrivateKey, codeFormats, codeCSP, codeBadSignature, codeNotReceiver, codeBadCertificate,
		codeCertNotFound, codeCertTime, codeCertRevoked, codeTimeStamp, codeOCSP, codeNotSupported, codeUnknown,
	} {
		assert.NotEmpty(t, (&Error{Code: code}).show("uk").Message, "%d", code)
	}
}

// TestTheLogIsNotThePages: what a page can do wrong over and over crowds out nothing.
func TestTheLogIsNotThePages(t *testing.T) {
	p := newPage(t)
	var log bytes.Buffer
	p.desk.log.Out = &log
	p.fails(codeFormats, "GetSignsCount", octets("none"))
	p.fails(codeCertNotFound, "GetCertificate", "issuer", "number")
	p.fails(codeNotSupported, "DeleteFile", "a")
	p.fails(codeEndOfEnum, "EnumKeyMediaTypes", 100)
	assert.Empty(t, log.String())
	p.desk.err = protocol.Fail(protocol.WrongPIN)
	p.fails(codeBadPrivateKey, "ReadPrivateKey")
	assert.Contains(t, log.String(), "ReadPrivateKey")
}
