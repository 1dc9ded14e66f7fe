// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestForbiddenKeys: whatever would use a key that the administrator forbids says
// so, before it asks for a password, and a list says why it lacks some.
func TestForbiddenKeys(t *testing.T) {
	folder := t.TempDir()
	file, document, password := filepath.Join(folder, "key.pfx"), filepath.Join(folder, "document.txt"), filepath.Join(folder, "password")
	person := testpki.New(time.Now).Subscriber(testpki.Person)
	for path, data := range map[string][]byte{file: person.PKCS12(testpki.Password), document: []byte("Договір"), password: []byte(testpki.Password)} {
		require.NoError(t, os.WriteFile(path, data, 0o600))
	}
	nothing := Program{Forbidden: []string{"file", "pkcs11", "tpm", "cloud"}}
	for _, line := range []string{
		"keys FILE --password-file PASSWORD", "sign DOCUMENT --key FILE --password-file PASSWORD", "decrypt DOCUMENT --key FILE -o FILE.txt --password-file PASSWORD",
		"passwd FILE --password-file PASSWORD", "convert FILE -o FILE.p12 --password-file PASSWORD",
		"keys pkcs11:token=A", "sign DOCUMENT --key pkcs11:token=A", "tokens", "tokens --watch",
		"keys tpm:0123456789abcdef", "tpm", "tpm remove tpm:0123456789abcdef --yes", "seal FILE",
		"keys cloud:sky", "cloud list", "cloud sign DOCUMENT --provider sky",
	} {
		var said bytes.Buffer
		args := strings.Fields(strings.NewReplacer("FILE", file, "PASSWORD", password, "DOCUMENT", document).Replace(line))
		args = append(args, "--json")
		assert.Equal(t, exitTrouble, nothing.Run(args, strings.NewReader(""), &said, io.Discard), line)
		assert.Contains(t, said.String(), `"key-kind-forbidden"`, line)
	}

	t.Setenv("LC_ALL", "uk")
	var complaint bytes.Buffer
	require.Equal(t, exitDone, Program{Tokens: &fakeTokens{states: []key.Plugged{{}}}, Forbidden: []string{"tpm"}}.Run([]string{"tokens"}, nil, io.Discard, &complaint))
	assert.Empty(t, complaint.String())
}
