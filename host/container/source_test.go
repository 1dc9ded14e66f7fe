// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

// fileSource is a source of one file.
func fileSource(file []byte) *container.Source {
	return container.NewSource(func(context.Context, key.Ref) ([]byte, error) { return slices.Clone(file), nil })
}

func TestSource(t *testing.T) {
	p := testpki.New(clock)
	for name, file := range map[string][]byte{
		"Key-6.dat":     p.Subscriber(testpki.Person).Key6(cyrillic),
		"PKCS12 DSTU":   p.Subscriber(testpki.Director).PKCS12(cyrillic),
		"PKCS12 Kupyna": p.Subscriber(testpki.Kupyna).PKCS12(cyrillic),
		"PKCS12 ECDSA":  p.Subscriber(testpki.ECDSAPerson).PKCS12(cyrillic),
		"PKCS12 RSA":    p.Subscriber(testpki.RSAPerson).PKCS12(cyrillic),
		"PKCS8 DSTU":    p.Subscriber(testpki.Person).PKCS8(cyrillic),
		"PEM RSA":       p.Subscriber(testpki.RSAPerson).PEM(cyrillic),
		"JKS":           p.JKS(cyrillic, cyrillic),
	} {
		t.Run(name, func(t *testing.T) {
			keytest.TestSource(t, func(*testing.T) keytest.Fixture {
				return keytest.Fixture{
					Source: fileSource(file),
					Ref:    key.NewRef(container.Scheme, name),
					Secret: []byte(cyrillic),
					Wrong:  []byte("не той"), WrongError: key.ErrWrongPassword,
				}
			})
		})
	}
}

// Nobody types a password for a file that needs none.
func TestSourceAsksOnlyForKeyFiles(t *testing.T) {
	p := testpki.New(clock)
	for name, test := range map[string]struct {
		file []byte
		want error
	}{
		"certificate":  {p.Subscriber(testpki.Person).SignCert.Raw, nil},
		"text":         {[]byte("To whom it may concern"), key.ErrNotContainer},
		"cut short":    {p.Subscriber(testpki.Person).Key6(cyrillic)[:100], key.ErrTruncated},
		"a large file": {make([]byte, container.MaxSize+1), key.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			asker := keytest.NewAsker([]byte("password"))
			_, err := fileSource(test.file).Open(t.Context(), "file:"+key.Ref(name), asker)
			if test.want != nil {
				assert.ErrorIs(t, err, test.want)
			}
			assert.Error(t, err)
			assert.Empty(t, asker.Questions())
		})
	}
}

// A key that nothing protects opens without a question.
func TestSourceOfPlainKey(t *testing.T) {
	plain, err := container.MarshalPKCS8(testpki.New(clock).Subscriber(testpki.FOP).SignKey, nil, container.PKCS8Options{})
	require.NoError(t, err)
	keytest.TestSource(t, func(*testing.T) keytest.Fixture {
		return keytest.Fixture{Source: fileSource(plain), Ref: key.NewRef(container.Scheme, "plain")}
	})
}

// A user who knows several secrets tells them one after another.
type knowing struct {
	*keytest.Asker
	secrets [][]byte
}

func (k *knowing) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	if _, err := k.Asker.Text(ctx, q); err != nil || len(k.secrets) == 0 {
		return nil, key.ErrCancelled
	}
	secret := k.secrets[0]
	k.secrets = k.secrets[1:]
	return secret, nil
}

// The password of the keys is asked for only if it is another one, and once.
func TestSourceAsksForKeyPassword(t *testing.T) {
	store := testpki.New(clock).JKS("store", "keys")
	for name, test := range map[string]struct {
		secrets []string
		asked   []key.QuestionKind
		want    error
	}{
		"both right":      {[]string{"store", "keys"}, []key.QuestionKind{key.AskPassword, key.AskKeyPassword}, nil},
		"the first wrong": {[]string{"other", "keys"}, []key.QuestionKind{key.AskPassword}, key.ErrWrongPassword},
		"the other wrong": {[]string{"store", "other"}, []key.QuestionKind{key.AskPassword, key.AskKeyPassword}, key.ErrKeyPassword},
		"cancelled":       {[]string{"store"}, []key.QuestionKind{key.AskPassword, key.AskKeyPassword}, key.ErrCancelled},
	} {
		t.Run(name, func(t *testing.T) {
			asker := &knowing{Asker: keytest.NewAsker(nil)}
			for _, s := range test.secrets {
				asker.secrets = append(asker.secrets, []byte(s))
			}
			given := slices.Clone(asker.secrets)
			opened, err := fileSource(store).Open(t.Context(), "file:x", asker)
			require.ErrorIs(t, err, test.want)
			if err == nil {
				assert.Len(t, keysOf(t, opened), 4)
				assert.NoError(t, opened.Close())
			}
			var asked []key.QuestionKind
			for _, q := range asker.Questions() {
				asked = append(asked, q.Kind)
			}
			assert.Equal(t, test.asked, asked)
			for i := range given[:len(given)-len(asker.secrets)] {
				assert.Equal(t, make([]byte, len(given[i])), given[i], "wiped")
			}
		})
	}
}

func TestSourceThatCannotRead(t *testing.T) {
	broken := errors.New("disk on fire")
	source := container.NewSource(func(context.Context, key.Ref) ([]byte, error) { return nil, broken })
	_, err := source.Open(t.Context(), "file:x", keytest.NewAsker(nil))
	assert.ErrorIs(t, err, broken)
}

// The file is wiped with the password.
func TestSourceWipesTheFile(t *testing.T) {
	file := testpki.New(clock).Subscriber(testpki.Person).Key6(cyrillic)
	source := container.NewSource(func(context.Context, key.Ref) ([]byte, error) { return file, nil })
	store, err := source.Open(t.Context(), "file:x", keytest.NewAsker([]byte(cyrillic)))
	assert.NoError(t, err)
	assert.NoError(t, store.Close())
	assert.Equal(t, make([]byte, len(file)), file)
}
