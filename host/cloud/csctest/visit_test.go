// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest_test

import (
	"image/png"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

func nobody(*phone.Prompt) {}

// open visits the page while the person has the phone in their pocket, and returns
// its name and the path of the phone's page.
func (p *program) open(scope string) (visit, onPhone string) {
	p.Helper()
	more := p.signing("oksana-1", pki.GOST34311, digests(pki.GOST34311, 1)...)
	more.Set("description", "Заява про <довідку>")
	w := p.visit(p.asking(scope, more))
	require.Equal(p, http.StatusOK, w.Code)
	page := text(w)
	assert.Contains(p, page, `id="qr"`)
	name := regexp.MustCompile(`data-visit="(\w+)"`).FindStringSubmatch(page)
	link := regexp.MustCompile(`id="open" href="http://example\.com(/phone/\w+)"`).FindStringSubmatch(page)
	require.NotNil(p, name, page)
	require.NotNil(p, link, page)
	assert.NotEqual(p, name[1], strings.TrimPrefix(link[1], "/phone/"), "who scans the code may not finish the visit")
	return name[1], link[1]
}

func (p *program) get(path string) *httptest.ResponseRecorder {
	return p.send(httptest.NewRequestWithContext(p.Context(), http.MethodGet, path, nil))
}

func (p *program) press(path, button string) {
	r := httptest.NewRequestWithContext(p.Context(), http.MethodPost, path, strings.NewReader("answer="+button))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	require.Equal(p, http.StatusOK, p.send(r).Code)
}

// The page waits for the phone, and goes on by itself.
func TestPageWaitsForThePhone(t *testing.T) {
	for button, wanted := range map[string]string{"confirm": "code", "decline": "error"} {
		synctest.Test(t, func(t *testing.T) {
			p := start(t, csctest.Options{Version: 2, Asked: nobody, Now: time.Now})
			visit, onPhone := p.open("credential")
			shown := text(p.get(onPhone))
			for _, line := range []string{"Запит на підпис документа", "Pidpys", "Заява про &lt;довідку&gt;", "Тестова Оксана Іванівна", "Документ 1"} {
				assert.Contains(t, shown, line)
			}
			assert.Equal(t, shown, text(p.get("/phone/oksana")), "what a person was asked last")
			assert.Equal(t, http.StatusAccepted, p.get("/oauth2/wait/"+visit).Code, "the page asks again")
			assert.Equal(t, http.StatusNotFound, p.get("/oauth2/finish/"+visit).Code, "not yet")

			answered := make(chan int)
			go func() { answered <- p.get("/oauth2/wait/" + visit).Code }()
			synctest.Wait()
			p.press(onPhone, button)
			assert.Equal(t, http.StatusNoContent, <-answered)
			assert.True(t, p.back(p.get("/oauth2/finish/"+visit)).Has(wanted))
			assert.Equal(t, http.StatusNotFound, p.get("/oauth2/finish/"+visit).Code, "once")
			assert.Equal(t, http.StatusNotFound, p.get("/oauth2/wait/"+visit).Code)
		})
	}
}

func TestPageIsLeft(t *testing.T) {
	p := start(t, csctest.Options{Version: 1, Asked: nobody})
	visit, onPhone := p.open("service")
	assert.Equal(t, 1, p.server.Waiting())
	assert.Equal(t, "access_denied", p.back(p.get("/oauth2/leave/"+visit)).Get("error"))
	assert.Contains(t, text(p.get(onPhone)), "Запит скасовано")
	assert.Zero(t, p.server.Waiting())
}

func TestPageIsTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, csctest.Options{Version: 1, Asked: nobody, Now: time.Now, Life: 30 * time.Second})
		visit, onPhone := p.open("service")
		assert.Equal(t, http.StatusAccepted, p.get("/oauth2/wait/"+visit).Code)
		assert.Equal(t, http.StatusNoContent, p.get("/oauth2/wait/"+visit).Code)
		assert.Equal(t, "The user did not confirm in time", p.back(p.get("/oauth2/finish/"+visit)).Get("error_description"))
		assert.Contains(t, text(p.get(onPhone)), "Час вийшов")
	})
}

func TestUnknownPhone(t *testing.T) {
	p := start(t, csctest.Options{Version: 1})
	assert.Equal(t, http.StatusNotFound, p.get("/phone/nobody").Code)
}

// The logo is a picture as section 11.1 wants it.
func TestLogo(t *testing.T) {
	p := start(t, csctest.Options{Version: 1})
	logo, err := png.Decode(p.get("/logo.png").Body)
	require.NoError(t, err)
	assert.LessOrEqual(t, logo.Bounds().Dx(), 256)
}
