// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package phone_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// example is a request with one of everything.
func example() phone.Request {
	return phone.Request{
		App:   "Зразок",
		Title: phone.Signing(1),
		Facts: []phone.Fact{{Name: "Хто просить", Text: `Кабінет <script>alert("1")</script>`}},
		Documents: []phone.Document{
			{Name: "заява.txt", Hash: pki.SHA256, Value: pki.SHA256.Sum([]byte("заява"))},
		},
		Holders: []phone.Holder{{ID: "a", Name: "Тестова Оксана"}, {ID: "b", Name: "Пробний Петро"}},
		Check:   "Обличчя перевірено",
		Expires: noon.Add(time.Minute),
	}
}

// visit is a page, to a GET or, of a form, to a POST.
func visit(h http.Handler, form url.Values) *httptest.ResponseRecorder {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/phone", nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, "/phone", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	h.ServeHTTP(w, r)
	return w
}

func TestPageShowsWhatIsAsked(t *testing.T) {
	p := phone.NewPrompt(example(), func() time.Time { return noon }, nil)
	w := visit(p, nil)
	assert.Equal(t, http.StatusOK, w.Code)
	page := w.Body.String()
	for _, shown := range []string{
		"Запит на підпис документа", "Зразок", "заява.txt", "sha256", `data-state="waiting"`, "Обличчя перевірено",
		`id="confirm"`, "Підтвердити", `id="decline"`, "Відхилити", "Тестова Оксана", "Пробний Петро",
	} {
		assert.Contains(t, page, shown)
	}
	assert.Contains(t, html.UnescapeString(page), `Кабінет <script>alert("1")</script>`)
	assert.NotContains(t, page, "<script")
	assert.Less(t, strings.Index(page, "Пробний Петро"), strings.Index(page, "заява.txt"), "before a long list people see who they are")
}

func TestPolicyAllowsThePageItselfAlone(t *testing.T) {
	w := httptest.NewRecorder()
	phone.Page{Title: "Зачекайте", State: phone.Waiting, Script: "let a = 1 < 2;"}.Write(w, http.StatusOK)
	policy := w.Header().Get("Content-Security-Policy")
	assert.Contains(t, policy, "default-src 'none'")
	assert.NotContains(t, policy, "unsafe")
	for _, element := range []string{"style", "script"} {
		inside := regexp.MustCompile(`(?s)<` + element + `[^>]*>(.*)</` + element + `>`).FindStringSubmatch(w.Body.String())
		require.NotNil(t, inside, element)
		sum := sha256.Sum256([]byte(inside[1]))
		assert.Contains(t, policy, element+"-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
}

func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		form    url.Values
		state   phone.State
		answers []phone.Answer
		status  int
	}{
		"confirmed by the first":  {url.Values{"answer": {"confirm"}, "check": {"done"}}, phone.Confirmed, []phone.Answer{{Confirmed: true, Holder: "a"}}, 200},
		"confirmed by another":    {url.Values{"answer": {"confirm"}, "check": {"done"}, "holder": {"b"}}, phone.Confirmed, []phone.Answer{{Confirmed: true, Holder: "b"}}, 200},
		"declined":                {url.Values{"answer": {"decline"}}, phone.Declined, []phone.Answer{{}}, 200},
		"confirmed by a stranger": {url.Values{"answer": {"confirm"}, "check": {"done"}, "holder": {"c"}}, phone.Waiting, nil, 400},
		"confirmed without check": {url.Values{"answer": {"confirm"}}, phone.Waiting, nil, 400},
		"neither button":          {url.Values{}, phone.Waiting, nil, 400},
		"a form too long":         {url.Values{"answer": {"confirm"}, "check": {"done"}, "x": {strings.Repeat("x", 5000)}}, phone.Waiting, nil, 400},
	} {
		t.Run(name, func(t *testing.T) {
			var answers []phone.Answer
			p := phone.NewPrompt(example(), func() time.Time { return noon }, func(a phone.Answer) { answers = append(answers, a) })
			w := visit(p, c.form)
			assert.Equal(t, c.status, w.Code)
			assert.Equal(t, c.state, p.State())
			assert.Equal(t, c.answers, answers)
			if c.status == 200 {
				assert.Contains(t, w.Body.String(), `data-state="`+string(c.state)+`"`)
				assert.NotContains(t, w.Body.String(), "<form")
				visit(p, url.Values{"answer": {"decline"}})
				assert.Len(t, answers, 1, "an answer is given once")
			}
		})
	}
}

// TestAnswersOfOtherSites: a page elsewhere presses no button here.
func TestAnswersOfOtherSites(t *testing.T) {
	for name, c := range map[string]struct {
		header, value string
		status        int
	}{
		"this page":                 {"Sec-Fetch-Site", "same-origin", http.StatusOK},
		"this page by its origin":   {"Origin", "http://example.com", http.StatusOK},
		"no browser":                {"Accept", "*/*", http.StatusOK},
		"another site":              {"Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		"a neighbour":               {"Sec-Fetch-Site", "same-site", http.StatusForbidden},
		"another by its origin":     {"Origin", "https://evil.example", http.StatusForbidden},
		"one that hides its origin": {"Origin", "null", http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			p := phone.NewPrompt(example(), func() time.Time { return noon }, nil)
			r := httptest.NewRequest(http.MethodPost, "/phone", strings.NewReader("answer=decline"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(c.header, c.value)
			w := httptest.NewRecorder()
			p.ServeHTTP(w, r)
			assert.Equal(t, c.status, w.Code)
			assert.Equal(t, c.status != http.StatusOK, p.State() == phone.Waiting)
		})
	}
}

// TestHeadings: who signs in signs no document.
func TestHeadings(t *testing.T) {
	for heading, change := range map[string]func(*phone.Request){
		"Документ":     func(*phone.Request) {},
		"Документи: 2": func(r *phone.Request) { r.Documents = append(r.Documents, r.Documents...) },
		"Що підписує телефон для входу": func(r *phone.Request) { r.Title = phone.SignIn },
	} {
		r := example()
		change(&r)
		page := visit(phone.NewPrompt(r, func() time.Time { return noon }, nil), nil).Body.String()
		assert.Contains(t, page, `<h2 id="documents">`+heading+"</h2>")
	}
}

func TestEnds(t *testing.T) {
	now := noon
	p := phone.NewPrompt(example(), func() time.Time { return now }, func(phone.Answer) { t.Error("nobody answered") })
	now = noon.Add(time.Minute)
	p.Confirm("")
	assert.Equal(t, phone.Expired, p.State())
	assert.Contains(t, visit(p, nil).Body.String(), "Час вийшов")

	now = noon
	p = phone.NewPrompt(example(), func() time.Time { return now }, func(phone.Answer) { t.Error("nobody answered") })
	p.Withdraw()
	p.Confirm("")
	assert.Contains(t, visit(p, nil).Body.String(), "Запит скасовано")

	w := httptest.NewRecorder()
	phone.Unknown(w)
	assert.Equal(t, http.StatusNotFound, w.Code)
	assert.Contains(t, w.Body.String(), "Такого запиту немає")

	w = httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodPut, "/", nil))
	assert.Equal(t, http.StatusMethodNotAllowed, w.Code)
}

func TestQROfALink(t *testing.T) {
	svg, err := phone.QR("https://provider.example/phone/1")
	require.NoError(t, err)
	assert.Regexp(t, `^<svg id="qr" [^>]*><path d="(M\d+ \d+h1v1h-1z)+"/></svg>$`, string(svg))
	_, err = phone.QR(strings.Repeat("x", 5000))
	assert.Error(t, err)
}
