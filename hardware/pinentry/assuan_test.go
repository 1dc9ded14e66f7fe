// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pinentry

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func conversation(answers string) (*assuan, *bytes.Buffer) {
	var said bytes.Buffer
	return &assuan{in: strings.NewReader(answers), out: &said}, &said
}

func TestCall(t *testing.T) {
	for name, c := range map[string]struct{ answer, want string }{
		"nothing":          {"OK\n", ""},
		"words after it":   {"OK go on\n", ""},
		"data":             {"D 1234\nOK\n", "1234"},
		"escaped":          {"D 100%25%0a%0D\nOK\n", "100%\n\r"},
		"two lines":        {"D пар\nD оль\nOK\n", "пароль"},
		"spaces":           {"D  a b \nOK\n", " a b "},
		"status, comments": {"S PIN_REPEATED\n# hm\nD x\nOK\n", "x"},
		"line ends":        {"D x\r\nOK\r\n", "x"},
	} {
		a, said := conversation(c.answer)
		data, err := a.call("GETPIN", "")
		require.NoError(t, err, name)
		assert.Equal(t, c.want, string(data), name)
		assert.Equal(t, "GETPIN\n", said.String(), name)
	}
}

func TestCallRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		want   error
	}{
		"the end":             {"", io.EOF},
		"a line cut short":    {"OK", io.EOF},
		"another protocol":    {"HTTP/1.1 200 OK\n", errAssuan},
		"an error":            {"ERR 83886179 Operation cancelled <Pinentry>\n", assuanError(83886179)},
		"an error of nothing": {"ERR 0\n", errAssuan},
		"an error of letters": {"ERR hm\n", errAssuan},
		"half an escape":      {"D %2\nOK\n", errAssuan},
		"no escape":           {"D %zz\nOK\n", errAssuan},
		"a long line":         {"D " + strings.Repeat("x", maxLine) + "\nOK\n", errAssuan},
		"many lines":          {strings.Repeat("S x\n", maxLines) + "OK\n", errAssuan},
		"a long secret":       {strings.Repeat("D "+strings.Repeat("x", 900)+"\n", 3) + "OK\n", errAssuan},
	} {
		a, _ := conversation(c.answer)
		_, err := a.call("GETPIN", "")
		assert.ErrorIs(t, err, c.want, name)
	}
}

func TestInquiryIsToldNothing(t *testing.T) {
	a, said := conversation("INQUIRE QUALITY 1234\nD 1\nOK\n")
	data, err := a.call("GETPIN", "")
	require.NoError(t, err)
	assert.Equal(t, "1", string(data))
	assert.Equal(t, "GETPIN\nEND\n", said.String())
}

func TestDeclined(t *testing.T) {
	for code, declined := range map[assuanError]bool{83886179: true, 83886194: true, 83886142: true, 83886278: true, 83918950: false, 83886254: false} {
		assert.Equal(t, declined, code.declined(), code)
	}
}

// TestWipe wants nothing of a secret left, not even of what was read too much.
func TestWipe(t *testing.T) {
	a, _ := conversation("D 12345678\nOK\nD 87654321\nOK\n")
	_, err := a.call("GETPIN", "")
	require.NoError(t, err)
	a.wipe()
	assert.Equal(t, [maxLine]byte{}, a.buffer)
	assert.Equal(t, [maxSecret]byte{}, a.data)
}

func TestCommandLine(t *testing.T) {
	assert.Equal(t, "BYE\n", string(commandLine("BYE", "")))
	assert.Equal(t, "SETDESC 100%25%0AGETPIN\n", string(commandLine("SETDESC", "100%\nGETPIN")), "one line whatever is in it")
	assert.Equal(t, "SETDESC %1B[2J\uFFFD\n", string(commandLine("SETDESC", "\x1b[2J\xff")))
	for _, long := range []string{strings.Repeat("ж", 2000), strings.Repeat("%", 2000), strings.Repeat("\n", 2000)} {
		line := commandLine("SETDESC", long)
		assert.LessOrEqual(t, len(line), maxLine)
		assert.True(t, utf8.Valid(line))
		assert.True(t, bytes.HasSuffix(line, []byte("…\n")))
	}
}

func TestShown(t *testing.T) {
	assert.Equal(t, "‹b›bold‹/b› ＆lt;i› A&B", shown("<b>bold</b> &lt;i> A&B"))
	assert.Equal(t, "a__b", label("a_b"), "no letter is underlined")
}

// FuzzAnswer: whatever a program says, it is read to an end and within bounds.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte("OK Pleased to meet you\n"))
	f.Add([]byte("S PIN_REPEATED\nD 12%2534\nOK\n"))
	f.Add([]byte("ERR 83886179 Operation cancelled <Pinentry>\n"))
	f.Add([]byte("INQUIRE QUALITY 12\nOK\n"))
	f.Fuzz(func(t *testing.T, said []byte) {
		a := &assuan{in: bytes.NewReader(said), out: io.Discard}
		for {
			data, err := a.answer()
			if err != nil {
				if _, refused := err.(assuanError); refused {
					continue
				}
				break
			}
			require.LessOrEqual(t, len(data), maxSecret)
		}
		a.wipe()
		require.Equal(t, [maxLine]byte{}, a.buffer)
	})
}

// FuzzCommandLine: what is said is one line that says it, whatever it is.
func FuzzCommandLine(f *testing.F) {
	f.Add("Токен 100%\n<b>")
	f.Fuzz(func(t *testing.T, parameter string) {
		line := commandLine("SETDESC", parameter)
		require.LessOrEqual(t, len(line), maxLine)
		require.Equal(t, 1, bytes.Count(line, []byte("\n")))
		if len(parameter) < 300 && utf8.ValidString(parameter) && parameter != "" {
			a := &assuan{}
			length, err := a.add(0, bytes.TrimSuffix(bytes.TrimPrefix(line, []byte("SETDESC ")), []byte("\n")))
			require.NoError(t, err)
			require.Equal(t, parameter, string(a.data[:length]))
		}
	})
}
