// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"regexp"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/hardware/wire"
)

// serviceSocket is where pcscd listens (pcsc-lite, PCSCLITE_CSOCK_NAME).
const serviceSocket = "/run/pcscd/pcscd.comm"

// readers tells of the system's card service, of the readers that it has, and of
// those that are plugged in and it has not.
func readers(ctx context.Context, b *Bench) []Finding {
	if b.Readers == nil {
		return nil
	}
	seen, err := b.Readers(ctx)
	if err != nil {
		return nil // there is no worker, and its own check says so
	}
	plugged := b.usb()
	var findings []Finding
	for _, device := range plugged {
		if device.raw != "" {
			findings = append(findings, Finding{Check: "reader-raw", Severity: Warning, Subject: device.raw})
		}
	}
	cards := slices.ContainsFunc(plugged, func(d usbDevice) bool { return d.card })
	switch {
	case !seen.Service:
		return append(findings, b.noService(ctx, cards))
	case len(seen.Readers) == 0 && cards:
		return append(findings, Finding{Check: "reader-undriven", Severity: Error, Topic: "readers"})
	case len(seen.Readers) == 0:
		return append(findings, Finding{Check: "readers-none", Severity: Note, Topic: "readers"})
	}
	for _, reader := range seen.Readers {
		findings = append(findings, ofReader(reader))
	}
	return findings
}

// noService says why the card service does not answer. It is in the way of those
// alone who have a reader.
func (b *Bench) noService(ctx context.Context, cards bool) Finding {
	f := Finding{Check: "reader-service-missing", Severity: Note, Topic: "readers", Message: "no_reader_service", Remedy: "help_service"}
	if cards {
		f.Severity = Error
	}
	if b.OS != "linux" {
		return f
	}
	f.Subject, f.Topic = "pcscd", ""
	socket, err := new(net.Dialer).DialContext(ctx, "unix", b.Path(serviceSocket))
	switch {
	case err == nil: // it listens, and let the worker do nothing
		socket.Close()
		return Finding{Check: "reader-service-refuses", Severity: Error, Subject: f.Subject}
	case errors.Is(err, fs.ErrPermission):
		return Finding{Check: "reader-service-closed", Severity: Error, Subject: f.Subject}
	case !errors.Is(err, fs.ErrNotExist):
		return Finding{Check: "reader-service-stopped", Severity: f.Severity, Subject: f.Subject}
	}
	return f
}

func ofReader(reader wire.Reader) Finding {
	f := Finding{Check: "reader-empty", Severity: Note, Subject: readerName(reader.Name)}
	if reader.Card {
		f.Check, f.Severity = "reader-there", OK
	}
	return f
}

// numbers are what pcsc-lite and makers put into the name of a reader beside what
// it is: its serial number, and which of several it is.
var numbers = regexp.MustCompile(`\([^)]*\)|\[[^\]]*\]|\b\d{6,}\b|\b[0-9A-Fa-f]{8,}\b|(?: \d\d)+$`)

// readerName is a reader's name without what tells it from others of its kind.
func readerName(name string) string {
	return strings.Join(strings.Fields(numbers.ReplaceAllString(name, " ")), " ")
}
