// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAPartIsLabelLengthAndData(t *testing.T) {
	got, err := Append([]byte("before"), Part{"UA1_SIGN", []byte{1, 2, 3}}, Part{Label: "USC_SIGN"}, Part{"CERTCRYPT", nil})
	require.NoError(t, err)
	assert.Equal(t, "beforeUA1_SIGN\x00\x03\x00\x00\x00\x01\x02\x03USC_SIGN\x00CERTCRYPT\x00\x00\x00\x00\x00", string(got))
}

func TestPartsAreReadAsWritten(t *testing.T) {
	long := bytes.Repeat([]byte{7}, 70_000)
	container, err := Append(nil, Part{"CERTCRYPT", []byte("c")}, Part{"UA1_CRYPT", long}, Part{Label: "USC_CRYPT"}, Part{"OTHER_9", []byte{0}})
	require.NoError(t, err)
	parts, err := Parse(container)
	require.NoError(t, err)
	require.Len(t, parts, 4)
	assert.Equal(t, []Part{{"CERTCRYPT", []byte("c")}, {"UA1_CRYPT", long}, {Label: "USC_CRYPT"}, {"OTHER_9", []byte{0}}}, parts)

	part, rest, err := First(container)
	require.NoError(t, err)
	assert.Equal(t, container[part.HeaderSize()+len(part.Data):], rest)
}

func TestWhatIsNoContainer(t *testing.T) {
	many, err := Append(nil, slices.Repeat([]Part{{Label: "A"}}, MaxParts+1)...)
	require.NoError(t, err)
	for why, bad := range map[string]struct {
		octets string
		want   error
	}{
		"nothing":                   {"", ErrMalformed},
		"a label without an end":    {"UA1_SIGN", ErrMalformed},
		"no label":                  {"\x00\x00\x00\x00\x00", ErrMalformed},
		"a label in small letters":  {"ua1_sign\x00\x00\x00\x00\x00", ErrMalformed},
		"a label that is too long":  {strings.Repeat("A", 20) + "\x00\x00\x00\x00\x00", ErrMalformed},
		"half a length":             {"UA1_SIGN\x00\x01\x00", ErrMalformed},
		"more promised than comes":  {"UA1_SIGN\x00\x02\x00\x00\x00a", ErrMalformed},
		"the largest length":        {"UA1_SIGN\x00\xFF\xFF\xFF\xFF", ErrMalformed},
		"something behind the last": {"UA1_SIGN\x00\x01\x00\x00\x00ab", ErrMalformed},
		"too many parts":            {string(many), ErrTooLarge},
		"too many octets":           {strings.Repeat("A", MaxContainer+1), ErrTooLarge},
	} {
		_, err := Parse([]byte(bad.octets))
		assert.ErrorIs(t, err, bad.want, why)
	}
}

func TestWhatIsNotWritten(t *testing.T) {
	for why, p := range map[string]Part{
		"no label":           {Data: []byte{1}},
		"a label of others":  {Label: "UA1 SIGN"},
		"a marker with data": {"USC_SIGN", []byte{1}},
	} {
		_, err := Append(nil, p)
		assert.ErrorIs(t, err, ErrMalformed, why)
	}
	_, err := Append(make([]byte, 10), Part{"A", make([]byte, MaxContainer-10)})
	assert.ErrorIs(t, err, ErrTooLarge)
}

func TestKindsHaveLabels(t *testing.T) {
	for label, want := range map[string]Kind{"UA1_SIGN": Signed, "UA1_CRYPT": Encrypted, "CERTCRYPT": Certificate} {
		assert.Equal(t, label, Label(UA1, want))
		authorities, kind := Part{Label: label}.Kind()
		assert.Equal(t, UA1, authorities)
		assert.Equal(t, want, kind)
	}
	assert.Empty(t, Label(UA1, Stamped), "no label of this kind is known")
	assert.Empty(t, Label("", Signed))
	assert.Empty(t, Label("a/b", Signed))
	for _, label := range []string{"USC_SIGN", "_SIGN", "A_B_SIGN", "QLB", "TRANSPORTABLE", ""} {
		_, kind := Part{Label: label}.Kind()
		assert.Zero(t, kind, label)
	}
}

// TestTheHeaderOfAReport holds the octets that known senders write: agent.js of
// dstucrypt, with its order and its encoding.
func TestTheHeaderOfAReport(t *testing.T) {
	part, err := Sending{
		File: "F0103307.xml", Name: "ТОВ «Ґанок»", Email: "a@b.c", EDRPOU: "12345678", Program: "TEST", Version: "1.0",
		Sent: time.Date(2026, 3, 1, 2, 0, 0, 0, time.FixedZone("", 2*3600)), Windows: true,
	}.Transport().Part()
	require.NoError(t, err)
	assert.Equal(t, "TRANSPORTABLE", part.Label)
	assert.Equal(t, "CERTYPE=UA1\r\nRCV_NAME=\xD2\xCE\xC2 \xAB\xA5\xE0\xED\xEE\xEA\xBB\r\nPRG_TYPE=TEST\r\nPRG_VER=1.0\r\n"+
		"SND_DATE=20260301000000\r\nFILENAME=F0103307.xml\r\nEDRPOU=12345678\r\nRCV_EMAIL=a@b.c\r\nENCODING=WIN\r\n\x00", string(part.Data))

	back, err := ParseTransport(part)
	require.NoError(t, err)
	assert.Equal(t, "ТОВ «Ґанок»", back.Value("RCV_NAME"))
	assert.Empty(t, back.Value("SUBJECT"))

	assert.Equal(t, Transport{{"CERTYPE", "UA1"}, {"FILENAME", "a"}}, Sending{File: "a"}.Transport(), "what is empty is left out")
}

func TestHeadersOfReceipts(t *testing.T) {
	for why, data := range map[string]string{"ended by a NUL": "RESULT=0\r\nSUBJECT=\r\n\x00", "without one": "RESULT=0\r\nSUBJECT=\r\n"} {
		got, err := ParseTransport(Part{"ZPOSTTRANSPORTABLE", []byte(data)})
		require.NoError(t, err, why)
		assert.Equal(t, Transport{{"RESULT", "0"}, {"SUBJECT", ""}}, got, why)
	}
}

func TestWhatIsNoHeader(t *testing.T) {
	for why, data := range map[string]string{
		"a line without an end":    "A=1",
		"a line without a key":     "=1\r\n",
		"a line without a value":   "A\r\n",
		"a key twice":              "A=1\r\nA=2\r\n",
		"a key of other letters":   "А=1\r\n",
		"a key that is too long":   strings.Repeat("A", maxKey+1) + "=\r\n",
		"a value that is too long": "A=" + strings.Repeat("1", maxValue+1) + "\r\n",
		"a line within a line":     "A=1\n2\r\n",
		"something after the NUL":  "A=1\r\n\x00B=2\r\n",
		"an octet without a sign":  "A=\x98\r\n",
	} {
		_, err := ParseTransport(Part{"TRANSPORTABLE", []byte(data)})
		assert.ErrorIs(t, err, ErrMalformed, why)
	}
	_, err := ParseTransport(Part{"UA1_SIGN", []byte("A=1\r\n\x00")})
	assert.ErrorIs(t, err, ErrMalformed, "another label")

	var lines strings.Builder
	for i := range maxFields + 1 {
		lines.WriteString("A" + strings.Repeat("B", i%30) + string(rune('0'+i/30)) + "=\r\n")
	}
	_, err = ParseTransport(Part{"TRANSPORTABLE", []byte(lines.String())})
	assert.ErrorIs(t, err, ErrTooLarge)
	_, err = ParseTransport(Part{"TRANSPORTABLE", make([]byte, 1<<20)})
	assert.ErrorIs(t, err, ErrTooLarge)
}

// TestNoHeaderIsSmuggledIn: names of organisations and files come from
// certificates and pages.
func TestNoHeaderIsSmuggledIn(t *testing.T) {
	for why, s := range map[string]Sending{
		"a line end":                {File: "a\r\nEDRPOU=1"},
		"a NUL":                     {Name: "a\x00"},
		"no letter of windows-1251": {Name: "名"},
		"what it leaves open":       {Name: "\u0098"},
	} {
		_, err := s.Transport().Part()
		assert.ErrorIs(t, err, ErrMalformed, why)
	}
	_, err := Transport{{"A", "1"}, {"A", "2"}}.Part()
	assert.ErrorIs(t, err, ErrMalformed)
	_, err = Transport(slices.Repeat([]Field{{"A", "1"}}, maxFields+1)).Part()
	assert.ErrorIs(t, err, ErrTooLarge)
}

// TestWhoSends: names come from certificates, and may be of any letters.
func TestWhoSends(t *testing.T) {
	for want, who := range map[string]pki.Person{
		"ТОВ «Ґанок»|00000055": {Organization: "ТОВ «Ґанок»", CommonName: "Хтось", EDRPOU: "00000055", PersonalCode: "1"},
		"Хтось|0000000017":     {CommonName: "Хтось", PersonalCode: "0000000017"},
		"?????|1":              {CommonName: "名\r\n\u0098\u202e", PersonalCode: "1"},
	} {
		s := SentBy(who, "a.xml", "")
		assert.Equal(t, want, s.Name+"|"+s.EDRPOU)
		_, err := s.Transport().Part()
		assert.NoError(t, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("UA1_SIGN\x00\x03\x00\x00\x00\x01\x02\x03"))
	f.Add([]byte("TRANSPORTABLE\x00\x0E\x00\x00\x00CERTYPE=UA1\r\n\x00USC_SIGN\x00CERTCRYPT\x00\x00\x00\x00\x00"))
	f.Add([]byte("ZPOSTTRANSPORTABLE\x00\x0B\x00\x00\x00SUBJECT=\xE0\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		parts, err := Parse(b)
		if err != nil {
			return
		}
		again, err := Append(nil, parts...)
		require.NoError(t, err)
		require.Equal(t, b, again)
		for _, p := range parts {
			header, err := ParseTransport(p)
			if err != nil {
				continue
			}
			written, err := header.Part()
			require.NoError(t, err)
			require.Equal(t, bytes.TrimSuffix(p.Data, []byte{0}), bytes.TrimSuffix(written.Data, []byte{0}))
		}
	})
}
