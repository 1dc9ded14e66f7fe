// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
)

// providers are those that there are, and nobody opens any.
type providers []key.Provider

func (providers) Scheme() string                           { return "cloud" }
func (providers) List(context.Context) ([]key.Info, error) { return nil, nil }
func (p providers) Providers() []key.Provider              { return p }
func (providers) Open(context.Context, key.Ref, key.Asker) (key.Store, error) {
	return nil, errors.New("nobody was to be asked")
}

var someProviders = providers{
	{ID: "sky", Title: "Небо", App: "Зоря", User: key.UserRequired, Hint: "номер телефону"},
	{ID: "cloud", Title: "Хмара"},
	{ID: "bank", Title: "Банк", Agreement: true},
}

func TestCloudList(t *testing.T) {
	var said bytes.Buffer
	p := Program{Cloud: someProviders}
	t.Setenv("LC_ALL", "uk")
	require.Zero(t, p.Run([]string{"cloud", "list"}, nil, &said, io.Discard))
	sky, rest, _ := strings.Cut(said.String(), "\n\n")
	assert.Contains(t, sky, "Небо\n")
	assert.Contains(t, sky, "застосунку: Зоря")
	assert.Contains(t, sky, "номер телефону")
	assert.Contains(t, sky, "cloud:sky;user=")
	cloud, bank, _ := strings.Cut(rest, "\n\n")
	assert.Contains(t, cloud, "cloud:cloud")
	assert.Contains(t, bank, "угода")
	assert.NotContains(t, bank, "--key", "it cannot be used")

	said.Reset()
	require.Zero(t, p.Run([]string{"cloud", "list", "--json"}, nil, &said, io.Discard))
	assert.Contains(t, said.String(), `"key": "cloud:sky"`)
	assert.Contains(t, said.String(), `"agreement": true`)

	said.Reset()
	p.SettingsLeftOut = []error{errors.New("config.json is not the administrator's")}
	require.Zero(t, p.Run([]string{"cloud", "list"}, nil, io.Discard, &said))
	assert.Contains(t, said.String(), "config.json")

	said.Reset()
	require.Zero(t, Program{}.Run([]string{"cloud", "list", "--json"}, nil, &said, io.Discard))
	assert.JSONEq(t, `{"providers": []}`, said.String())
}

// TestCloudKeysOnlySign: nobody is asked at a provider for what its keys do not do.
func TestCloudKeysOnlySign(t *testing.T) {
	t.Setenv("LC_ALL", "en")
	for _, line := range []string{
		"decrypt a.p7e --key cloud:sky", "encrypt a --to b.cer --key cloud:sky", "reissue --key cloud:sky --onto tpm:new",
		"passwd cloud:sky", "convert cloud:sky -o a.p12", "seal cloud:sky",
		"cloud sign a", "cloud sign a --provider nobody", "cloud sign a --provider sky;user=me", "cloud sign a --provider sky --key b.pfx", "cloud", "cloud list more", "cloud find",
	} {
		var said bytes.Buffer
		assert.Equal(t, exitUsage, Program{Cloud: someProviders}.Run(strings.Fields(line), nil, io.Discard, &said), line)
		assert.NotEmpty(t, said.String(), line)
	}
}

func TestUserIsNotAskedOfNobody(t *testing.T) {
	asker := (&call{words: words("uk"), in: strings.NewReader("me\n"), err: io.Discard}).terminal(keyFlags{})
	_, err := asker.Text(t.Context(), key.Question{Kind: key.AskUser, Provider: "Небо"})
	assert.ErrorIs(t, err, errNoUser)
}

func TestSecretsForProvidersFromFiles(t *testing.T) {
	folder := t.TempDir()
	flags := keyFlags{password: filepath.Join(folder, "pin"), otp: filepath.Join(folder, "otp")}
	require.NoError(t, os.WriteFile(flags.password, []byte("1234\n"), 0o600))
	require.NoError(t, os.WriteFile(flags.otp, []byte("987654\n"), 0o600))
	asker := (&call{words: words("uk"), in: strings.NewReader(""), err: io.Discard}).terminal(flags)
	for kind, want := range map[key.QuestionKind]string{key.AskRemotePIN: "1234", key.AskOTP: "987654"} {
		secret, err := asker.Secret(t.Context(), key.Question{Kind: kind, Provider: "Небо"})
		require.NoError(t, err)
		assert.Equal(t, want, string(secret))
	}
	asker.flags.otp = ""
	_, err := asker.Secret(t.Context(), key.Question{Kind: key.AskOTP})
	assert.ErrorIs(t, err, errNoTerminal, "a PIN is no one-time code")
}

// TestAddressesGoToATerminalAsASCII: nothing in them moves or hides what stands
// there.
func TestAddressesGoToATerminalAsASCII(t *testing.T) {
	assert.Equal(t, "https://provider.example/c?a=1%20b&c=%E2%80%AEd%1B%5B2J", plainURL("https://provider.example/c?a=1 b&c=\u202ed\x1b%5B2J"))
}

func TestLinkIsShown(t *testing.T) {
	until := time.Date(2026, 11, 22, 14, 5, 6, 0, time.Local)
	for name, test := range map[string]struct {
		notice      key.Notice
		says, hides []string
	}{
		"whose key": {
			key.Notice{Kind: key.NoticeLink, Link: "https://provider.example/c?o=1", App: "Зоря", Expires: until, Identify: true},
			[]string{"чий це ключ", "  https://provider.example/c?o=1\n", "«Зоря»", "14:05:06"}, []string{"█", "Підтвердьте підпис"},
		},
		"a signature": {key.Notice{Kind: key.NoticeLink, Link: "https://provider.example/c"}, []string{"Підтвердьте підпис", "  https://provider.example/c\n"}, []string{"чий це ключ", "застосунку"}},
		"a call":      {key.Notice{Kind: key.NoticeLink, App: "Зо\x1b[2Jря"}, []string{"«Зо[2Jря»", "зачекайте"}, []string{"https", "\x1b"}},
		"it is over":  {key.Notice{Kind: key.NoticeGoOn}, nil, []string{"."}},
	} {
		t.Run(name, func(t *testing.T) {
			var said bytes.Buffer
			(&call{words: words("uk"), err: &said}).terminal(keyFlags{}).Show(t.Context(), test.notice)
			for _, part := range test.says {
				assert.Contains(t, said.String(), part)
			}
			for _, part := range test.hides {
				assert.NotContains(t, said.String(), part)
			}
		})
	}
}

// TestPageIsVisited: what the terminal says is enough to go there and come back.
func TestPageIsVisited(t *testing.T) {
	said, screen := io.Pipe()
	asker := (&call{language: "uk", words: words("uk"), err: screen}).terminal(keyFlags{})
	visit, err := asker.Authorize(t.Context())
	require.NoError(t, err)
	defer visit.Close()
	assert.True(t, visit.Exposed())
	go func() {
		defer screen.Close()
		came, err := visit.Visit(t.Context(), "https://provider.example/authorize?state=a")
		assert.NoError(t, err)
		assert.Equal(t, visit.RedirectURI()+"?code=c&state=a", came)
	}()
	told := make([]byte, 4096)
	for page := ""; !strings.Contains(page, "https://provider.example/authorize?state=a\n"); {
		n, err := said.Read(told)
		require.NoError(t, err)
		page += string(told[:n])
	}
	go io.Copy(io.Discard, said)
	response, err := http.Get(visit.RedirectURI() + "?code=c&state=a")
	require.NoError(t, err)
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Contains(t, string(page), "повернутися до термінала")
}
