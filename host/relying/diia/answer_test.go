// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// headers are those of a callback.
func headers(contentType string, action Action) http.Header {
	h := http.Header{}
	h.Set("Content-Type", contentType)
	h.Set(TraceHeader, "trace")
	h.Set(ActionHeader, string(action))
	return h
}

// field is a part of a form.
func field(name, value string) string {
	return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
}

func encoded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

const end = "--b--\r\n"

// parse reads a callback's headers and body.
func parse(header http.Header, body []byte) (answer, error) {
	a, err := parseHeaders(header)
	if err != nil {
		return a, err
	}
	return a, a.parseBody(header.Get("Content-Type"), body)
}

func TestParseAnswer(t *testing.T) {
	signing := `{"signedItems": [{"name": "Заява.txt", "signature": "AQI="}, {"name": "b", "signature": "Aw==", "more": 1}], "more": {}}`
	for _, kind := range []string{"multipart/mixed", "multipart/form-data"} {
		a, err := parse(headers(kind+`; boundary="b"`, HashedFilesSigning),
			[]byte(field("other", "x")+field("encodeData", encoded(signing))+end))
		require.NoError(t, err)
		assert.Equal(t, answer{HashedFilesSigning, "trace", []item{{"Заява.txt", []byte{1, 2}}, {"b", []byte{3}}}}, a)
	}
	auth := encoded(`{"requestId": "trace", "signature": "AQI="}`)
	broken := auth[:20] + "\r\n" + auth[20:] // in lines, as base64 is in mails
	a, err := parse(headers("multipart/mixed; boundary=b", Auth), []byte(field("encodeData", broken)+end))
	require.NoError(t, err)
	assert.Equal(t, answer{Auth, "trace", []item{{"", []byte{1, 2}}}}, a)
}

func TestAnswersOfAnotherForm(t *testing.T) {
	many := `{"signedItems": [` + strings.Repeat(`{},`, MaxDocuments) + `{}]}`
	for name, c := range map[string]struct {
		action Action
		text   string
	}{
		"about another request": {Auth, `{"requestId": "another", "signature": "AQI="}`},
		"about no request":      {Auth, `{"signature": "AQI="}`},
		"no signature":          {Auth, `{"requestId": "trace", "signature": ""}`},
		"no base64":             {Auth, `{"requestId": "trace", "signature": "?"}`},
		"a list":                {Auth, `[]`},
		"nothing":               {Auth, ``},
		"no items":              {HashedFilesSigning, `{"signedItems": []}`},
		"items of another type": {HashedFilesSigning, `{"signedItems": {"name": "a"}}`},
		"too many items":        {HashedFilesSigning, many},
		"of the other action":   {HashedFilesSigning, `{"requestId": "trace", "signature": "AQI="}`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(headers("multipart/mixed; boundary=b", c.action), []byte(field("encodeData", encoded(c.text))+end))
			assert.ErrorIs(t, err, ErrCallback)
		})
	}
}

// FuzzAnswer: whatever comes is either understood or [ErrCallback].
func FuzzAnswer(f *testing.F) {
	f.Add("multipart/mixed; boundary=b", true, []byte(field("encodeData", encoded(`{"requestId": "trace", "signature": "AQI="}`))+end))
	f.Add(`multipart/form-data; boundary="b"`, false, []byte(field("x", "")+field("encodeData", encoded(`{"signedItems": [{"name": "a", "signature": "AQI="}]}`))+end))
	f.Add("multipart/mixed; boundary=b", false, []byte("--b\r\n\r\n--b--"))
	f.Add("multipart/mixed; boundary=b", true, []byte("--b\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Disposition: form-data; name=encodeData\r\n\r\n=3D=\r\n--b--"))
	f.Fuzz(func(t *testing.T, contentType string, auth bool, body []byte) {
		action := HashedFilesSigning
		if auth {
			action = Auth
		}
		a, err := parse(headers(contentType, action), body)
		if err != nil {
			if !errors.Is(err, ErrCallback) {
				t.Fatal(err)
			}
			return
		}
		if n := len(a.Signatures); n == 0 || n > MaxDocuments || auth && n != 1 {
			t.Fatalf("%d signatures", n)
		}
	})
}
