// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestVouch(t *testing.T) {
	courier := courierOver(func(*http.Request) (*http.Response, error) { return answering(http.StatusOK) })
	get := func(url string) error {
		_, err := courier.Get(t.Context(), url, 10)
		return err
	}
	const ocsp = "http://ocsp.example.ua/services/ocsp/"
	require.ErrorIs(t, get(ocsp), ErrForbiddenHost)
	courier.Vouch([]string{ocsp, "http://tsp.example.ua:8080/tsp", "ldap://ldap.example.ua", "ftp://ftp.example.ua", "http://\x00", "//x.example.ua", ""})
	assert.NoError(t, get(ocsp))
	assert.NoError(t, get("http://OCSP.example.ua/elsewhere"))
	assert.NoError(t, get("http://tsp.example.ua:8080"))
	for _, url := range []string{
		"https://ocsp.example.ua", "http://ocsp.example.ua:8080", "http://tsp.example.ua", "http://ldap.example.ua", "http://ftp.example.ua", "http://x.example.ua",
	} {
		assert.ErrorIs(t, get(url), ErrForbiddenHost, url)
	}
}

// Nobody can vouch for an address of the inner network, nor take it from one
// that an administrator listed.
func TestVouchedHostsArePublic(t *testing.T) {
	client := New([]Host{{Name: "localhost:1", Private: true}})
	client.Vouch([]string{"http://127.0.0.1:1", "http://localhost:1", "http://localhost:2"})
	for url, want := range map[string]error{
		"http://127.0.0.1:1": ErrPrivateAddress,
		"http://localhost:2": ErrPrivateAddress,
		"http://localhost:1": ErrUnreachable,
	} {
		_, err := client.Get(t.Context(), url, 10)
		assert.ErrorIs(t, err, want, url)
	}
}

func TestVouchedHostsAreFew(t *testing.T) {
	client := New(nil)
	var urls []string
	for i := range maxAdded + 1 {
		urls = append(urls, fmt.Sprintf("http://h%d.example.ua", i))
	}
	client.Vouch(urls)
	assert.Len(t, client.hosts.added, maxAdded)
}

// Whoever sits at the computer may mean its own network.
func TestAllow(t *testing.T) {
	client := New(nil)
	client.Allow("http://127.0.0.1:1/tsp")
	client.Vouch([]string{"http://127.0.0.1:1"})
	_, err := client.Get(t.Context(), "http://127.0.0.1:1", 10)
	assert.ErrorIs(t, err, ErrUnreachable)
	_, err = client.Get(t.Context(), "http://127.0.0.1:2", 10)
	assert.ErrorIs(t, err, ErrForbiddenHost)
}

// A service of the inner network makes no other port of its host one.
func TestPrivateIsOnePort(t *testing.T) {
	client := New([]Host{{Name: "127.0.0.1:80", Private: true}, {Name: "127.0.0.1"}})
	_, err := client.Get(t.Context(), "https://127.0.0.1", 10)
	assert.ErrorIs(t, err, ErrPrivateAddress)
}
