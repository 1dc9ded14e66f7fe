// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/text/encoding/charmap"
)

// Program is what we call ourselves in headers. The order № 499 allows ten octets; whether
// gateways take any program is unverified.
const Program = "PIDPYS"

// A Sending is what the transport header of a report says. The names of the keys
// are the gateway's: RCV stands for who receives the receipts, so it is the
// sender. What is empty is left out; which keys a gateway requires is unverified.
type Sending struct {
	File    string    // FILENAME, by the rules of the service for names of reports
	Name    string    // RCV_NAME, the sender's organisation
	Email   string    // RCV_EMAIL, where receipts go
	EDRPOU  string    // EDRPOU of the sender, or the РНОКПП
	Program string    // PRG_TYPE
	Version string    // PRG_VER
	Sent    time.Time // SND_DATE, written in UTC as known senders do; zero: left out
	// Windows says that the report is in windows-1251: ENCODING=WIN.
	Windows bool
}

// SentBy is a sending of a file by the holder of a certificate. Who has no organisation
// sends in their own name. What no header can hold of a name is written as question marks.
func SentBy(who pki.Person, file, email string) Sending {
	return Sending{
		File: file, Name: strings.Map(written, cmp.Or(who.Organization, who.CommonName)), Email: email,
		EDRPOU: cmp.Or(who.EDRPOU, who.PersonalCode), Program: Program,
	}
}

// written is a letter as windows-1251 has it.
func written(r rune) rune {
	if octet, ok := charmap.Windows1251.EncodeRune(r); !ok || octet == 0x98 || unicode.IsControl(r) {
		return '?'
	}
	return r
}

// Transport is the header, in the order that known senders write it.
func (s Sending) Transport() Transport {
	var sent, encoding string
	if !s.Sent.IsZero() {
		sent = s.Sent.UTC().Format("20060102150405")
	}
	if s.Windows {
		encoding = "WIN"
	}
	t := Transport{}
	for _, f := range []Field{
		{"CERTYPE", UA1}, {"RCV_NAME", s.Name}, {"PRG_TYPE", s.Program}, {"PRG_VER", s.Version},
		{"SND_DATE", sent}, {"FILENAME", s.File}, {"EDRPOU", s.EDRPOU}, {"RCV_EMAIL", s.Email}, {"ENCODING", encoding},
	} {
		if f.Value != "" {
			t = append(t, f)
		}
	}
	return t
}
