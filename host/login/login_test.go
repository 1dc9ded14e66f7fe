// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package login_test

import (
	"bytes"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/login"
	"github.com/stretchr/testify/require"
)

func statement() login.Statement {
	return login.Statement{
		Origin:    "https://cabinet.example",
		TopOrigin: "https://portal.example:8443",
		Challenge: bytes.Repeat([]byte{0xc5}, 32),
		Time:      time.Date(2026, 11, 21, 20, 30, 5, 0, time.UTC),
	}
}

// encoded is the statement above, so that a change of the form is seen.
const encoded = "306c" + "020101" +
	"0c17" + "68747470733a2f2f636162696e65742e6578616d706c65" +
	"801b" + "68747470733a2f2f706f7274616c2e6578616d706c653a38343433" +
	"0420" + "c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5" +
	"180f" + "32303236313132313230333030355a"

func TestMarshal(t *testing.T) {
	s := statement()
	der, err := s.Marshal()
	require.NoError(t, err)
	require.Equal(t, encoded, hex.EncodeToString(der))

	// A moment is the same in any zone, and fractions of a second do not count.
	s.Time = s.Time.In(time.FixedZone("Kyiv", 2*3600)).Add(999 * time.Millisecond)
	again, err := s.Marshal()
	require.NoError(t, err)
	require.Equal(t, der, again)

	s.TopOrigin = ""
	short, err := s.Marshal()
	require.NoError(t, err)
	require.Len(t, short, len(der)-29)
}

func TestParse(t *testing.T) {
	for _, top := range []string{"", "https://portal.example:8443"} {
		want := statement()
		want.TopOrigin = top
		der, err := want.Marshal()
		require.NoError(t, err)
		got, err := login.Parse(der)
		require.NoError(t, err)
		require.Equal(t, want, *got)
	}
}

func TestParseRefuses(t *testing.T) {
	s := statement()
	der, err := s.Marshal()
	require.NoError(t, err)
	replace := func(from, to string) []byte {
		require.Equal(t, 1, bytes.Count(der, []byte(from)), "%q", from)
		return bytes.Replace(der, []byte(from), []byte(to), 1)
	}
	for name, bad := range map[string][]byte{
		"nothing":             {},
		"octets after":        append(bytes.Clone(der), 0),
		"another version":     replace("\x02\x01\x01", "\x02\x01\x02"),
		"another string type": replace("\x0c\x17https", "\x16\x17https"),
		"empty top origin":    bytes.Replace(bytes.Replace(der, []byte("\x80\x1bhttps://portal.example:8443"), []byte("\x80\x00"), 1), der[1:2], []byte{der[1] - 27}, 1),
		"a space":             replace("cabinet.example", "cabinet example"),
		"not ASCII":           replace("cabinet", "cabine\xff"),
		"a control character": replace("cabinet", "cabine\n"),
		"time in a zone":      replace("20261121203005Z", "2026112120+0200"),
		"time with no second": replace("20261121203005Z", "20261121203061Z"),
		"time long ago":       replace("20261121203005Z", "19991121203005Z"),
		"indefinite length":   append(append([]byte{0x30, 0x80}, der[2:]...), 0, 0),
		"too long":            bytes.Repeat([]byte{0x30}, login.MaxStatement+1),
	} {
		_, err := login.Parse(bad)
		require.ErrorIs(t, err, login.ErrMalformed, name)
	}
	for n := range der {
		_, err := login.Parse(der[:n])
		require.ErrorIs(t, err, login.ErrMalformed, "cut at %d", n)
	}
}

func TestLimits(t *testing.T) {
	for name, change := range map[string]func(*login.Statement){
		"no origin":         func(s *login.Statement) { s.Origin = "" },
		"long origin":       func(s *login.Statement) { s.Origin = "https://" + strings.Repeat("a", login.MaxOrigin) },
		"long top origin":   func(s *login.Statement) { s.TopOrigin = strings.Repeat("a", login.MaxOrigin+1) },
		"short challenge":   func(s *login.Statement) { s.Challenge = s.Challenge[1:] },
		"long challenge":    func(s *login.Statement) { s.Challenge = make([]byte, login.MaxChallenge+1) },
		"no time":           func(s *login.Statement) { s.Time = time.Time{} },
		"time without form": func(s *login.Statement) { s.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		s := statement()
		change(&s)
		_, err := s.Marshal()
		require.ErrorIs(t, err, login.ErrMalformed, name)
	}
	largest := login.Statement{
		Origin: strings.Repeat("o", login.MaxOrigin), TopOrigin: strings.Repeat("t", login.MaxOrigin),
		Challenge: make([]byte, login.MaxChallenge), Time: statement().Time,
	}
	der, err := largest.Marshal()
	require.NoError(t, err)
	require.LessOrEqual(t, len(der), login.MaxStatement)
	_, err = login.Parse(der)
	require.NoError(t, err)
}

func TestOIDIsTheUUID(t *testing.T) {
	octets, err := hex.DecodeString("e1fc9601324c4fe3b0a83d10fe140814")
	require.NoError(t, err)
	require.Equal(t, "2.25."+new(big.Int).SetBytes(octets).String(), login.OID.String())
}

func FuzzParse(f *testing.F) {
	s := statement()
	for _, top := range []string{s.TopOrigin, ""} {
		s.TopOrigin = top
		der, err := s.Marshal()
		require.NoError(f, err)
		f.Add(der)
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		s, err := login.Parse(der)
		if err != nil {
			require.ErrorIs(t, err, login.ErrMalformed)
			return
		}
		again, err := s.Marshal()
		require.NoError(t, err)
		require.Equal(t, der, again)
	})
}
