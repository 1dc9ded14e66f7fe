// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package mail_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/mail"
)

// office opens one at a free port of the loopback.
func office(t *testing.T) (*mail.Office, string) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	o := &mail.Office{
		Nobody: func(address string) bool { return strings.HasPrefix(address, "nobody@") },
		Now:    func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) },
	}
	served := make(chan error, 1)
	go func() { served <- o.Serve(listener) }()
	t.Cleanup(func() {
		require.NoError(t, listener.Close())
		require.NoError(t, <-served)
		o.Close()
	})
	return o, listener.Addr().String()
}

const letter = "From: portal@pidpys.test\r\nTo: oksana@pidpys.test\r\nSubject: =?utf-8?q?=D0=9F=D0=BE=D1=88=D1=82=D0=B0?=\r\n" +
	"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nНатисніть.\r\n.\r\n..крапки\r\n"

func TestLetterIsDelivered(t *testing.T) {
	o, address := office(t)
	require.NoError(t, smtp.SendMail(address, nil, "portal@pidpys.test", []string{"oksana@pidpys.test", "petro@pidpys.test"}, []byte(letter)))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	got, err := o.Wait(ctx, "petro@pidpys.test", 0)
	require.NoError(t, err)
	assert.Equal(t, 1, got.Number)
	assert.Equal(t, "portal@pidpys.test", got.From)
	assert.Equal(t, []string{"oksana@pidpys.test", "petro@pidpys.test"}, got.To)
	assert.Equal(t, letter, string(got.Raw), "dots at the beginning of lines are as they were")
	subject, text := got.Text()
	assert.Equal(t, "Пошта", subject)
	assert.Equal(t, "Натисніть.\r\n.\r\n..крапки\r\n", text)

	w := httptest.NewRecorder()
	o.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/letters", nil))
	assert.JSONEq(t, `[{"number":1,"from":"portal@pidpys.test","to":["oksana@pidpys.test","petro@pidpys.test"],"at":"2026-11-22T12:00:00Z","subject":"Пошта","text":"Натисніть.\r\n.\r\n..крапки\r\n"}]`, w.Body.String())
}

func TestLetterToNobody(t *testing.T) {
	o, address := office(t)
	err := smtp.SendMail(address, nil, "portal@pidpys.test", []string{"nobody@pidpys.test"}, []byte(letter))
	var refused *textproto.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, 550, refused.Code)
	assert.Empty(t, o.Letters())
}

func TestNoLetterComes(t *testing.T) {
	o, _ := office(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := o.Wait(ctx, "oksana@pidpys.test", 0)
	assert.ErrorIs(t, err, context.Canceled)
}

// TestConversations holds each reply, and that nothing is delivered by what is refused.
func TestConversations(t *testing.T) {
	const begun = "EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\n"
	for _, c := range []struct {
		name    string
		said    string
		last    string // reply
		letters int
	}{
		{"all in one piece", begun + "DATA\r\nSubject: a\r\n\r\nb\r\n.\r\nQUIT\r\n", "221", 1},
		{"nobody to answer to", "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n.\r\nQUIT\r\n", "221", 1},
		{"two letters", begun + "DATA\r\na\r\n.\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\nb\r\n.\r\nNOOP\r\n", "250", 2},
		{"thought better of", begun + "RSET\r\nDATA\r\n", "503", 0},
		{"no greeting", "MAIL FROM:<a@b.c>\r\n", "503", 0},
		{"a greeting of nobody", "HELO\r\n", "501", 0},
		{"no sender", "HELO a\r\nRCPT TO:<d@e.f>\r\n", "503", 0},
		{"no recipient", "HELO a\r\nMAIL FROM:<a@b.c>\r\nDATA\r\n", "503", 0},
		{"a second sender", begun + "MAIL FROM:<g@b.c>\r\n", "503", 0},
		{"no brackets", "HELO a\r\nMAIL FROM:a@b.c\r\n", "501", 0},
		{"two recipients in one", "HELO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f,g@h.i>\r\n", "501", 0},
		{"a route", "HELO a\r\nMAIL FROM:<@x.y:a@b.c>\r\n", "501", 0},
		{"an unknown parameter", "EHLO a\r\nMAIL FROM:<a@b.c> SMTPUTF8\r\n", "555", 0},
		{"a length that is allowed", "EHLO a\r\nMAIL FROM:<a@b.c> SIZE=1000 BODY=8BITMIME\r\n", "250", 0},
		{"a length that is not", "EHLO a\r\nMAIL FROM:<a@b.c> SIZE=262145\r\n", "552", 0},
		{"an unknown command", "TURN\r\n", "500", 0},
		{"a page that posts a letter", "POST / HTTP/1.1\r\nHost: localhost\r\n\r\n" + begun + "DATA\r\na\r\n.\r\n", "421", 0},
		{"whether somebody is there", "VRFY a\r\n", "252", 0},
		{"a line feed alone", "HELO a\nMAIL FROM:<a@b.c>\r\n", "500", 0},
		{"a carriage return alone", "HELO a\rb\r\n", "500", 0},
		{"a long command", "NOOP " + strings.Repeat("a", 600) + "\r\n", "500", 0},
		{"a line without end", strings.Repeat("a", 2000), "500", 0},
		{"an end of data by line feeds, and what hides behind it", begun + "DATA\r\na\n.\nMAIL FROM:<x@y.z>\r\n", "500", 0},
		{"an end of data by another mixture", begun + "DATA\r\na\r\n.\rMAIL FROM:<x@y.z>\r\n", "500", 0},
		{"a long line", begun + "DATA\r\n" + strings.Repeat("a", 2000) + "\r\n.\r\n", "500", 0},
		{"a long letter", begun + "DATA\r\n" + strings.Repeat(strings.Repeat("a", 900)+"\r\n", 300) + ".\r\n", "552", 0},
		{"many commands", strings.Repeat("NOOP\r\n", 501), "421", 0},
		{"many recipients", "HELO a\r\nMAIL FROM:<a@b.c>\r\n" + strings.Repeat("RCPT TO:<d@e.f>\r\n", 101) + recipients(100), "452", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, address := office(t)
			conn, err := net.Dial("tcp4", address)
			require.NoError(t, err)
			defer conn.Close()
			require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
			go func() {
				_, _ = conn.Write([]byte(c.said))
				_ = conn.(*net.TCPConn).CloseWrite()
			}()
			var last string
			for lines := bufio.NewScanner(conn); lines.Scan(); {
				last = lines.Text()
			}
			assert.Equal(t, c.last, last[:3], last)
			assert.Len(t, o.Letters(), c.letters)
		})
	}
}

// recipients are so many different ones.
func recipients(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("RCPT TO:<" + strings.Repeat("x", i+1) + "@e.f>\r\n")
	}
	return b.String()
}

func TestManyAtATime(t *testing.T) {
	_, address := office(t)
	var greeting string
	for range 17 {
		conn, err := net.Dial("tcp4", address)
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
		greeting, err = bufio.NewReader(conn).ReadString('\n')
		require.NoError(t, err)
	}
	assert.Equal(t, "421", greeting[:3])
}

func TestTheOldestLettersGo(t *testing.T) {
	o, address := office(t)
	client, err := smtp.Dial(address)
	require.NoError(t, err)
	defer client.Close()
	for range 60 {
		send(t, client)
	}
	require.NoError(t, client.Quit())
	for range 3 {
		client, err := smtp.Dial(address)
		require.NoError(t, err)
		for range 60 {
			send(t, client)
		}
		require.NoError(t, client.Quit())
	}
	letters := o.Letters()
	assert.Len(t, letters, 200)
	assert.Equal(t, []int{240, 41}, []int{letters[0].Number, letters[199].Number})
}

func send(t *testing.T, client *smtp.Client) {
	t.Helper()
	require.NoError(t, client.Mail("a@b.c"))
	require.NoError(t, client.Rcpt("d@e.f"))
	w, err := client.Data()
	require.NoError(t, err)
	require.NoError(t, w.Close())
}

func TestLettersThatAreNotShown(t *testing.T) {
	for name, raw := range map[string]string{
		"no header": "\xff", "another kind": "Content-Type: text/html; charset=utf-8\r\n\r\n<b>", "no kind": "Subject: a\r\n\r\ntext",
		"another alphabet": "Content-Type: text/plain; charset=koi8-u\r\n\r\n\xf0", "no base64": "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n!",
	} {
		l := mail.Letter{Raw: []byte(raw)}
		_, text := l.Text()
		assert.Empty(t, text, name)
	}
	l := mail.Letter{Raw: []byte("Subject: \u202ea\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n0J/QvtGI0YLQsA==\r\n")}
	subject, text := l.Text()
	assert.Equal(t, []string{"a", "Пошта"}, []string{subject, text})
}
