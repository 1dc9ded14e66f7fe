// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"encoding/asn1"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
)

// TestWholeMessage: a bare SignedData, as IIT's software encrypts it, becomes a
// message that every program reads; all else stays as it is.
func TestWholeMessage(t *testing.T) {
	for name, content := range map[string]string{
		"short": "Договір", "long": strings.Repeat("Договір", 10_000), "empty": "",
	} {
		t.Run(name, func(t *testing.T) {
			whole, err := (&cms.SignedData{}).Marshal([]byte(content))
			require.NoError(t, err)
			var info struct {
				Type asn1.ObjectIdentifier
				Data asn1.RawValue
			}
			_, err = asn1.Unmarshal(whole, &info)
			require.NoError(t, err)

			made, err := io.ReadAll(wholeMessage(bytes.NewReader(info.Data.Bytes)))
			require.NoError(t, err)
			reader, err := cms.NewReader(bytes.NewReader(made))
			require.NoError(t, err)
			read, err := io.ReadAll(reader.Content())
			require.NoError(t, err)
			assert.Equal(t, content, string(read))
			_, err = reader.SignedData()
			require.NoError(t, err)

			same, err := io.ReadAll(wholeMessage(bytes.NewReader(whole)))
			require.NoError(t, err)
			assert.Equal(t, whole, same)
		})
	}
	for _, octets := range []string{"", "0", "\x30\x80", "\x30\xff\xff\xff\xff\xff\xff\xff\xff", "not a message at all"} {
		same, err := io.ReadAll(wholeMessage(strings.NewReader(octets)))
		require.NoError(t, err)
		assert.Equal(t, octets, string(same))
	}
}

func TestWithoutSuffix(t *testing.T) {
	for name, want := range map[string]string{
		"contract.pdf.p7e": "contract.pdf", "folder.p7e/x.P7M": "folder.p7e/x", "x.env": "x", "x.txt": "", ".p7e": "", "p7e": "",
	} {
		assert.Equal(t, want, withoutSuffix(name, ".p7e", ".p7m", ".env"), name)
	}
}
