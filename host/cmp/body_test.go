// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/testpki"
)

// withBody is an unprotected message with such a body, in hexadecimal.
func withBody(t *testing.T, text string) []byte {
	t.Helper()
	body, err := hex.DecodeString(text)
	require.NoError(t, err)
	s := testpki.New(day).Subscriber(testpki.ECDSAPerson)
	m, err := (&cmp.Message{Header: header(s), Body: cmp.PKIConfirmContent{}}).Marshal()
	require.NoError(t, err)
	in := cryptobyte.String(m)
	var outer, head cryptobyte.String
	require.True(t, in.ReadASN1(&outer, casn1.SEQUENCE) && outer.ReadASN1Element(&head, casn1.SEQUENCE))
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(head)
		b.AddBytes(body)
	})
	return b.BytesOrPanic()
}

// tlv is a value of fewer than 128 octets, all in hexadecimal.
func tlv(tag string, values ...string) string {
	contents := strings.Join(values, "")
	return fmt.Sprintf("%s%02x%s", tag, len(contents)/2, contents)
}

func seq(values ...string) string { return tlv("30", values...) }

func TestBodiesThatAreNone(t *testing.T) {
	const zero, null, text = "020100", "0500", "0c0161"
	granted := zero + seq(zero) // certReqId, status
	answer := func(responses ...string) string { return tlv("a8", seq(seq(responses...))) }
	poll := func(seconds string) string { return tlv("ba", seq(seq(zero, seconds))) }
	for name, body := range map[string]string{
		"pkiconf with contents":          tlv("b3", "050100"),
		"pkiconf and more":               tlv("b3", null, null),
		"genp, a task of others":         tlv("b6", seq()),
		"pkiconf as a primitive":         tlv("93", null),
		"to be asked again before now":   poll("0201ff"),
		"to be asked in a hundred years": poll("020500ffffffff"),
		"to be asked never":              poll("02097fffffffffffffffff"),
		"to be asked at no number":       poll(text),
		"a reason that is a number":      poll(zero + zero),
		"nothing asked about":            tlv("b9", seq()),
		"two things asked about":         tlv("b9", seq(seq(zero), seq(zero))),
		"two answers":                    answer(seq(granted), seq(granted)),
		"an encrypted certificate":       answer(seq(granted, seq("a100"))),
		"a private key beside":           answer(seq(granted, seq("a000", "a000"))),
		"a certificate that is none":     answer(seq(granted, seq(tlv("a0", seq())))),
		"a status that is a text":        answer(seq(zero, seq(text))),
		"an error that is a text":        tlv("b7", seq(seq(text))),
		"two requests":                   tlv("a7", seq(seq(), seq())),
		"no confirmation":                tlv("b8", seq()),
	} {
		_, err := cmp.Parse(withBody(t, body))
		assert.ErrorIs(t, err, cmp.ErrMalformed, name)
	}
	for _, body := range []string{tlv("b3", null), poll("020101"), answer(seq(granted)), tlv("b9", seq(seq(zero))), tlv("b7", seq(seq(zero)))} {
		_, err := cmp.Parse(withBody(t, body))
		assert.NoError(t, err, "what the others differ from: %s", body)
	}
}
