// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wrap puts content into parts, the last outermost.
func wrap(t testing.TB, content []byte, layers ...[]Part) []byte {
	t.Helper()
	for _, parts := range layers {
		parts[len(parts)-1].Data = content
		var err error
		content, err = Append(nil, parts...)
		require.NoError(t, err)
	}
	return content
}

// inside opens a layer whose message is its content.
func inside(l Layer) ([]byte, error) { return l.Data, nil }

func TestLayersAreTakenOff(t *testing.T) {
	header, err := Sending{File: "a.xml"}.Transport().Part()
	require.NoError(t, err)
	container := wrap(t, []byte("<DECLAR/>"), []Part{{Label: "UA1_SIGN"}}, []Part{{Label: "UA1_SIGN"}},
		[]Part{{"CERTCRYPT", []byte("c")}, {Label: "UA1_CRYPT"}}, []Part{header, {Label: "UA1_SIGN"}})
	var seen []Layer
	got, content, err := Unwrap(container, func(l Layer) ([]byte, error) {
		seen = append(seen, Layer{Kind: l.Kind, Certificates: l.Certificates})
		return l.Data, nil
	})
	require.NoError(t, err)
	assert.Equal(t, "<DECLAR/>", string(content))
	assert.Equal(t, "a.xml", got.Value("FILENAME"))
	assert.Equal(t, []Layer{{Kind: Signed}, {Kind: Encrypted, Certificates: [][]byte{[]byte("c")}}, {Kind: Signed}, {Kind: Signed}}, seen)

	_, content, err = Unwrap(wrap(t, nil, []Part{{Label: "UA1_SIGN"}}), inside)
	require.NoError(t, err)
	assert.Empty(t, content)

	inner, err := Sending{File: "b.xml"}.Transport().Part()
	require.NoError(t, err)
	got, content, err = Unwrap(wrap(t, []byte("a"), []Part{inner, {Label: "UA1_SIGN"}}, []Part{header, {Label: "UA1_SIGN"}}), inside)
	require.NoError(t, err)
	assert.Equal(t, "a", string(content))
	assert.Equal(t, "a.xml", got.Value("FILENAME"))

	refused := errors.New("refused")
	_, _, err = Unwrap(container, func(Layer) ([]byte, error) { return nil, refused })
	assert.ErrorIs(t, err, refused)
}

func TestWhatIsNotUnwrapped(t *testing.T) {
	header, err := Sending{File: "a.xml"}.Transport().Part()
	require.NoError(t, err)
	content := []byte("a")
	whole := wrap(t, content, []Part{{"CERTCRYPT", []byte("c")}, {Label: "UA1_CRYPT"}}, []Part{header, {Label: "UA1_SIGN"}})
	for why, bad := range map[string][]byte{
		"nothing":                  nil,
		"plain content":            content,
		"a header alone":           wrap(t, header.Data, []Part{header}),
		"a certificate alone":      wrap(t, content, []Part{{Label: "CERTCRYPT"}}),
		"two headers":              wrap(t, content, []Part{header, header, {Label: "UA1_SIGN"}}),
		"a header that is none":    wrap(t, content, []Part{{"TRANSPORTABLE", []byte("a")}, {Label: "UA1_SIGN"}}),
		"two signed parts":         wrap(t, content, []Part{{Label: "UA1_SIGN"}, {Label: "UA1_SIGN"}}),
		"a part that is not known": wrap(t, content, []Part{{Label: "QLB_SIGN_X"}, {Label: "UA1_SIGN"}}),
		"cut at the outside":       whole[:len(whole)-1],
		"cut at the inside":        wrap(t, wrap(t, content, []Part{{Label: "UA1_SIGN"}})[:11], []Part{{Label: "UA1_SIGN"}}),
	} {
		_, _, err := Unwrap(bad, inside)
		assert.ErrorIs(t, err, ErrMalformed, why)
	}
	deep := content
	for range MaxLayers + 1 {
		deep = wrap(t, deep, []Part{{Label: "UA1_SIGN"}})
	}
	_, _, err = Unwrap(deep, inside)
	assert.ErrorIs(t, err, ErrTooLarge)
}

func FuzzUnwrap(f *testing.F) {
	header, err := Sending{File: "a.xml"}.Transport().Part()
	require.NoError(f, err)
	f.Add(wrap(f, []byte("<DECLAR/>"), []Part{{Label: "UA1_SIGN"}}, []Part{{"CERTCRYPT", []byte("c")}, {Label: "UA1_CRYPT"}}, []Part{header, {Label: "UA1_SIGN"}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		layers := 0
		_, content, err := Unwrap(b, func(l Layer) ([]byte, error) {
			layers++
			return l.Data, nil
		})
		require.LessOrEqual(t, layers, MaxLayers)
		if err == nil {
			require.Positive(t, layers)
			require.False(t, Begins(content))
		}
	})
}
