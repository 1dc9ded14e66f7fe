// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/testpki"
)

// secret is longer than one piece of what is read and written.
var secret = strings.Repeat("Комерційна таємниця. ", 20_000)

// enterLab opens the page that allows everything.
func (v *visit) enterLab() {
	v.Helper()
	v.open(world.lab + "/lab.html")
	v.wait(v.page, "window.Pidpys")
	v.do(v.page, "Pidpys.connect().then((pidpys) => { window.pidpys = pidpys })")
	v.wait(v.page, "window.pidpys")
}

// TestEncryptAndDecrypt has a page encrypt to an entrepreneur with the director's
// key, and the entrepreneur decrypt it.
func TestEncryptAndDecrypt(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name)
			v.enterLab()
			v.do(v.page, fmt.Sprintf("window.secret = %q; window.recipients = [%s]", secret, strings.Join(recipients(testpki.FOP, testpki.Stamp), ", ")))

			v.do(v.page, "pidpys.encrypt(new File([secret], 'договір.txt'), recipients).then(({ message }) => { window.message = message }, (error) => { window.message = error.code })")
			w := v.window()
			v.picture(w, "key")
			v.present(w, v.key("director.pfx")...)
			v.wait(w, "document.querySelector('#recipients').textContent.includes('Пробний Петро Олексійович')")
			assert.True(t, ask[bool](v, w, "scrollY === 0"), "who they are is in sight")
			v.picture(w, "encrypt")
			require.NoError(t, w.AwaitConsent(v.ctx))
			require.NoError(t, w.Approve(v.ctx))
			v.windowGone()
			v.wait(v.page, "window.message")
			require.Equal(t, "object", ask[string](v, v.page, "typeof message"))

			v.do(v.page, "pidpys.decrypt(new File([message], 'договір.txt.p7e')).then(async ({ content }) => { window.opened = await content.text() }, (error) => { window.opened = error.code })")
			w = v.window()
			v.present(w, v.key("fop.p12")...)
			require.NoError(t, w.AwaitConsent(v.ctx))
			v.picture(w, "decrypt")
			require.NoError(t, w.Approve(v.ctx))
			v.wait(v.page, "window.opened")
			assert.True(t, ask[bool](v, v.page, "opened === secret"), "what was decrypted is what was encrypted")
			v.windowGone()

			v.do(v.page, "pidpys.decrypt(new File([message], 'договір.txt.p7e')).catch((error) => { window.refused = error.code })")
			w = v.window()
			v.present(w, v.key("director.pfx")...)
			require.NoError(t, w.AwaitConsent(v.ctx))
			require.NoError(t, w.Approve(v.ctx))
			require.NoError(t, w.AwaitStep(v.ctx, "over"))
			code, err := w.Failure(v.ctx, "over")
			require.NoError(t, err)
			assert.Equal(t, "not-a-recipient", code)
			v.picture(w, "not-for-this-key")
			v.wait(v.page, "window.refused")
			assert.Equal(t, "failed", ask[string](v, v.page, "refused"))
		})
	}
}

// recipients are certificates for encryption to subscribers, in JavaScript.
func recipients(subscribers ...string) []string {
	all := make([]string, len(subscribers))
	for i, name := range subscribers {
		all[i] = fmt.Sprintf("Uint8Array.from(%s)", numbers(world.house.PKI.Subscriber(name).AgreeCert.Raw))
	}
	return all
}

// TestEncryptWithoutAKey asks at once where no key of the person is needed, and
// points out a recipient whose certificate nobody vouches for.
func TestEncryptWithoutAKey(t *testing.T) {
	key := world.house.PKI.Subscriber(testpki.RSAPerson).SignKey
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Бухгалтерія"}, KeyUsage: x509.KeyUsageKeyEncipherment,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	v := visitIn(t, eitherBrowser())
	v.enterLab()
	v.do(v.page, fmt.Sprintf("pidpys.encrypt(new File(['Звіт'], 'звіт.txt'), [Uint8Array.from(%s)]).then(({ message }) => { window.size = message.size })", numbers(certificate)))
	w := v.window()
	require.NoError(t, w.AwaitConsent(v.ctx))
	assert.True(t, ask[bool](v, w, "document.querySelector('#recipients-doubt').checkVisibility()"))
	v.picture(w, "whom-nobody-vouches-for")
	require.NoError(t, w.Approve(v.ctx))
	v.wait(v.page, "window.size > 0")
	v.windowGone()
}
