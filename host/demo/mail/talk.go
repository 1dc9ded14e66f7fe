// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package mail

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"time"
)

// A talk is one conversation of SMTP (RFC 5321 sections 3 and 4), and the letter that it has come
// to. There is no sender to believe and nobody to send on to, so none of its
// extensions but SIZE (RFC 1870), 8BITMIME (RFC 6152) and PIPELINING (RFC 2920).
type talk struct {
	*Office
	in  *bufio.Reader
	out *bufio.Writer

	greeted bool
	begun   bool // by MAIL
	from    string
	to      []string
}

// converse speaks until the other side leaves, or breaks a limit.
func (o *Office) converse(conn net.Conn) {
	end := time.Now().Add(maxConversing)
	_ = conn.SetDeadline(end)
	t := o.newTalk(conn, conn)
	t.say("220 localhost ESMTP")
	for range maxCommands {
		if t.in.Buffered() == 0 && t.out.Flush() != nil {
			return
		}
		_ = conn.SetReadDeadline(earlier(end, time.Now().Add(patience)))
		if !t.turn() {
			_ = t.out.Flush()
			return
		}
	}
	t.say("421 4.7.0 too many commands")
	_ = t.out.Flush()
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (o *Office) newTalk(in io.Reader, out io.Writer) *talk {
	return &talk{Office: o, in: bufio.NewReaderSize(in, maxLine), out: bufio.NewWriter(out)}
}

func (t *talk) say(reply string) { _, _ = t.out.WriteString(reply + "\r\n") }

// errLine: a line that is too long, or ends otherwise than by CRLF.
var errLine = errors.New("mail: not a line")

// line reads one line, without its end. A carriage return or line feed alone ends none and
// may be in none (section 2.3.8): whoever took one for an end would read letters that are not there.
func (t *talk) line() ([]byte, error) {
	line, err := t.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, errLine
	case err != nil:
		return nil, err
	}
	text, ok := bytes.CutSuffix(line, []byte("\r\n"))
	if !ok || bytes.IndexByte(text, '\r') >= 0 {
		return nil, errLine
	}
	return text, nil
}

// turn answers one command, and reports whether there may be another.
func (t *talk) turn() bool {
	line, err := t.line()
	if err != nil || len(line)+2 > maxCommand {
		if err == nil || errors.Is(err, errLine) {
			t.say("500 5.5.2 line too long, or not ended by CRLF")
		}
		return false
	}
	verb, argument, _ := strings.Cut(string(line), " ")
	switch strings.ToUpper(verb) {
	case "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH":
		// A browser, sent here by a page that puts commands in what it posts.
		t.say("421 4.7.0 this is no web server")
		return false
	case "EHLO":
		t.greet(argument, "250-localhost\r\n250-SIZE "+sizeLimit+"\r\n250-8BITMIME\r\n250 PIPELINING")
	case "HELO":
		t.greet(argument, "250 localhost")
	case "MAIL":
		t.mail(argument)
	case "RCPT":
		t.rcpt(argument)
	case "DATA":
		return t.data(argument)
	case "RSET":
		t.forget()
		t.say("250 2.0.0 OK")
	case "NOOP":
		t.say("250 2.0.0 OK")
	case "VRFY":
		t.say("252 2.1.5 send and see")
	case "QUIT":
		t.say("221 2.0.0 bye")
		return false
	default:
		t.say("500 5.5.1 unknown command")
	}
	return true
}

func (t *talk) greet(name, answer string) {
	if name == "" {
		t.say("501 5.5.4 who?")
		return
	}
	t.forget()
	t.greeted = true
	t.say(answer)
}

// forget drops the letter that was begun.
func (t *talk) forget() { t.begun, t.from, t.to = false, "", nil }

func (t *talk) mail(argument string) {
	path, parameters, ok := parsePath("FROM:", argument)
	switch {
	case !t.greeted || t.begun:
		t.say("503 5.5.1 not now")
	case !ok:
		t.say("501 5.1.7 no address")
	default:
		if refusal := refuseParameters(parameters); refusal != "" {
			t.say(refusal)
			return
		}
		t.begun, t.from = true, path
		t.say("250 2.1.0 OK")
	}
}

func (t *talk) rcpt(argument string) {
	path, parameters, ok := parsePath("TO:", argument)
	switch {
	case !t.begun:
		t.say("503 5.5.1 not now")
	case !ok || path == "" || len(parameters) > 0:
		t.say("501 5.1.3 no address")
	case len(t.to) == maxRecipients:
		t.say("452 4.5.3 too many recipients")
	case t.Nobody != nil && t.Nobody(path):
		t.say("550 5.1.1 nobody here")
	default:
		if !slices.Contains(t.to, path) {
			t.to = append(t.to, path)
		}
		t.say("250 2.1.5 OK")
	}
}

// data takes the letter itself (section 4.1.1.4) up to the line of a dot, whatever comes of it.
func (t *talk) data(argument string) bool {
	if len(t.to) == 0 || argument != "" {
		t.say("503 5.5.1 to whom?")
		return true
	}
	t.say("354 go on, and end with a dot")
	if t.out.Flush() != nil {
		return false
	}
	var raw []byte
	long := false
	for {
		line, err := t.line()
		switch {
		case errors.Is(err, errLine):
			t.say("500 5.6.0 line too long, or not ended by CRLF")
			return false // what follows may be of the letter, and must not be taken for commands
		case err != nil:
			return false
		}
		if string(line) == "." {
			break
		}
		line, _ = bytes.CutPrefix(line, []byte(".")) // section 4.5.2
		if long = long || len(raw)+len(line)+2 > MaxLetter; !long {
			raw = append(append(raw, line...), "\r\n"...)
		}
	}
	if long {
		t.say("552 5.3.4 too long")
	} else {
		t.deliver(Letter{From: t.from, To: t.to, Raw: raw})
		t.say("250 2.0.0 delivered")
	}
	t.forget()
	return true
}
