// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// The credentials of the EUDI client's tests, alone and within a list.
func TestCredentialsOfOthers(t *testing.T) {
	for _, name := range []string{
		"credentials_info_scal1_oauth_valid.json", "credentials_info_scal2_oauth_valid.json", "credentials_info_scal2_explicit_valid.json",
	} {
		t.Run(name, func(t *testing.T) {
			r := newRSSP(t, 2, testpki.Person)
			r.on("/credentials/info", text(http.StatusOK, string(interop.Read(t, fixtures+"/"+name))))
			_, all := identify(t, r.provider(t), &person{})
			require.Len(t, all, 1)
			wallet(t, all[0])
			assert.Equal(t, "one", all[0].ID)
		})
	}
	t.Run("list", func(t *testing.T) {
		r := newRSSP(t, 2, testpki.Person)
		r.on("/credentials/list", text(http.StatusOK, string(interop.Read(t, fixtures+"/credentials_list_valid.json"))))
		_, all := identify(t, r.provider(t), &person{})
		require.Len(t, all, 1)
		wallet(t, all[0])
		assert.Equal(t, "83c7c559-db74-48da-aacc-d439d415cb81", all[0].ID)
		assert.Empty(t, r.said("/credentials/info"), "all was told at once")
	})
}

func wallet(t *testing.T, c cloud.Credential) {
	require.Len(t, c.Certificates, 2)
	assert.Equal(t, "FirstName TesterUser", c.Certificates[0].Subject.CommonName)
	assert.Equal(t, 1, c.Max)
}

// What the EUDI client's tests ask to be signed and get back, with the factors of
// all kinds.
func TestSignaturesOfOthers(t *testing.T) {
	r, ask := newRSSP(t, 2, testpki.RSAPerson), &person{pin: "1234"}
	r.on("/credentials/info", text(http.StatusOK, string(interop.Read(t, fixtures+"/credentials_info_scal2_explicit_valid.json"))))
	answered := interop.Read(t, fixtures+"/sign_hash_valid.json")
	r.on("/signatures/signHash", text(http.StatusOK, string(answered)))
	s, _ := identify(t, r.provider(t), ask)
	o, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
	require.NoError(t, err)
	progress, err := s.Poll(t.Context(), o)
	require.NoError(t, err)
	var told struct{ Signatures [][]byte }
	require.NoError(t, json.Unmarshal(answered, &told))
	require.Len(t, progress.Results, 1)
	assert.Equal(t, told.Signatures[0], progress.Results[0].Raw)
	assert.Equal(t, []any{object{"id": "PIN", "value": "1234"}, object{"id": "OTP"}}, r.said("/credentials/authorize")[0].body["authData"])
	assert.Equal(t, pki.OIDRSA.String(), r.said("/signatures/signHash")[0].body["signAlgo"])
}

func TestPages(t *testing.T) {
	r := newRSSP(t, 1, testpki.Person)
	r.on("/credentials/list", func(w http.ResponseWriter, _ *http.Request) {
		n := len(r.said("/credentials/list"))
		page := object{"credentialIDs": []string{fmt.Sprint("id-", n)}}
		if n < 3 {
			page["nextPageToken"] = fmt.Sprint("page-", n)
		}
		say(w, http.StatusOK, page)
	})
	_, all := identify(t, r.provider(t), &person{})
	var ids []string
	for _, c := range all {
		ids = append(ids, c.ID)
	}
	assert.Equal(t, []string{"id-1", "id-2", "id-3"}, ids)
	asked := r.said("/credentials/list")
	assert.Nil(t, asked[0].body["pageToken"])
	assert.Equal(t, "page-2", asked[2].body["pageToken"])
	assert.NotContains(t, asked[0].body, "userID", "the token says whose they are")
}

func TestListRefused(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"no end of pages": text(http.StatusOK, `{"credentialIDs": [], "nextPageToken": "again"}`),
		"the same twice":  text(http.StatusOK, `{"credentialIDs": ["one", "one"]}`),
		"one without ID":  text(http.StatusOK, `{"credentialIDs": [""]}`),
		"no JSON":         text(http.StatusOK, "<html>"),
		"too many": func(w http.ResponseWriter, _ *http.Request) {
			ids := make([]string, 65)
			for i := range ids {
				ids[i] = fmt.Sprint(i)
			}
			say(w, http.StatusOK, object{"credentialIDs": ids})
		},
		"too large": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<20+1)) },
		"elsewhere": func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, "/csc/v1/credentials/info", http.StatusTemporaryRedirect)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, ask := newRSSP(t, 1, testpki.Person), &person{}
			r.on("/credentials/list", answer)
			s, err := r.provider(t).Enter(t.Context(), "", ask)
			require.NoError(t, err)
			o, err := s.Start(t.Context(), cloudIdentify, ask)
			require.NoError(t, err)
			_, err = s.Poll(t.Context(), o)
			assert.Error(t, err)
			if name == "elsewhere" {
				assert.ErrorIs(t, err, key.ErrProvider)
			} else {
				assert.ErrorIs(t, err, key.ErrAnswer)
			}
			assert.Empty(t, r.said("/credentials/info"))
		})
	}
}

// A credential that is broken is told; one that is of no use is left out.
func TestCredential(t *testing.T) {
	unknown := base64.StdEncoding.EncodeToString(strange(t))
	set := func(member string, value any) func(*rssp) { return func(r *rssp) { r.about[member] = value } }
	within := func(member, inner string, value any) func(*rssp) {
		return func(r *rssp) { r.about[member].(object)[inner] = value }
	}
	for name, c := range map[string]struct {
		version int
		change  func(*rssp)
		want    error // nil: left out
	}{
		"disabled":                 {1, within("key", "status", "disabled"), nil},
		"an unknown kind of key":   {1, within("cert", "certificates", []string{unknown}), nil},
		"authorized by tokens":     {1, set("authMode", "oauth2token"), nil},
		"authorized by nothing":    {2, func(r *rssp) { delete(r.about, "auth") }, nil},
		"an unknown kind of proof": {2, func(r *rssp) { r.mode("explicit", object{"type": "Fingerprint", "id": "F"}) }, nil},
		"no multisign":             {1, func(r *rssp) { delete(r.about, "multisign") }, key.ErrAnswer},
		"half of one":              {1, set("multisign", 0.5), key.ErrAnswer},
		"no algorithms":            {1, within("key", "algo", []string{}), key.ErrAnswer},
		"no certificate":           {1, within("cert", "certificates", []string{}), key.ErrAnswer},
		"no base64":                {1, within("cert", "certificates", []string{"?"}), key.ErrAnswer},
		"no DER":                   {1, within("cert", "certificates", []string{"AAAA"}), key.ErrAnswer},
		"a chain without end": {1, func(r *rssp) {
			r.about["cert"].(object)["certificates"] = slices.Repeat(r.about["cert"].(object)["certificates"].([]string)[:1], 11)
		}, key.ErrAnswer},
		"a broken expression":  {2, func(r *rssp) { r.mode("explicit"); r.about["auth"].(object)["expression"] = "PIN AND" }, key.ErrAnswer},
		"an unknown object":    {2, func(r *rssp) { r.mode("explicit"); r.about["auth"].(object)["expression"] = "PIN" }, key.ErrAnswer},
		"an object without ID": {2, func(r *rssp) { r.mode("explicit", object{"type": "Password"}) }, key.ErrAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			r, ask := newRSSP(t, c.version, testpki.Person), &person{}
			c.change(r)
			s, err := r.provider(t).Enter(t.Context(), "", ask)
			require.NoError(t, err)
			o, err := s.Start(t.Context(), cloudIdentify, ask)
			require.NoError(t, err)
			progress, err := s.Poll(t.Context(), o)
			if c.want == nil {
				assert.NoError(t, err)
				assert.Equal(t, cloud.Done, progress.State)
				assert.Empty(t, progress.Credentials)
				return
			}
			assert.ErrorIs(t, err, c.want)
		})
	}
}

// Between looking and signing the provider put another certificate there, took the
// credential away, or disabled it.
func TestCertificateChanged(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		for name, c := range map[string]struct {
			change func(*rssp)
			want   error
		}{
			"another": {func(r *rssp) {
				r.about["cert"].(object)["certificates"] = []string{base64.StdEncoding.EncodeToString(country().Subscriber(testpki.Hostile).SignCert.Raw)}
			}, key.ErrCertificateChanged},
			"disabled": {func(r *rssp) { r.about["key"].(object)["status"] = "disabled" }, key.ErrProvider},
			"broken":   {func(r *rssp) { delete(r.about, "multisign") }, key.ErrAnswer},
			"gone":     {func(r *rssp) { r.on("/credentials/info", refuse("invalid_request", "Invalid parameter credentialID")) }, key.ErrProvider},
		} {
			t.Run(name, func(t *testing.T) {
				r, ask := newRSSP(t, version, testpki.Person), &person{}
				s, _ := identify(t, r.provider(t), ask)
				c.change(r)
				_, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
				assert.ErrorIs(t, err, c.want)
				assert.Len(t, ask.visits, 1, "nobody is asked to allow it")
			})
		}
	})
}

// strange is a certificate of a kind of key that this program does not know.
func strange(t *testing.T) []byte {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: today().AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	require.NoError(t, err)
	return der
}
