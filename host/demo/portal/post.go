// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package portal

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"time"
)

// ErrNobody: the post office says for ever that there is no such address.
var ErrNobody = errors.New("portal: nobody has that address")

// sending is how long a letter may take.
const sending = 15 * time.Second

// A Post sends letters by SMTP.
type Post struct {
	Office string // host and port of the post office
	From   string // the portal's address
}

// Send sends a letter. The error is [ErrNobody], or why it may go another time.
func (p Post) Send(ctx context.Context, to string, message []byte) error {
	ctx, cancel := context.WithTimeout(ctx, sending)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", p.Office)
	if err != nil {
		return fmt.Errorf("portal: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })()
	host, _, _ := net.SplitHostPort(p.Office)
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return fmt.Errorf("portal: %w", err)
	}
	if err := client.Mail(p.From); err != nil {
		return fmt.Errorf("portal: %w", err)
	}
	if err := client.Rcpt(to); err != nil {
		if refused, ok := errors.AsType[*textproto.Error](err); ok && refused.Code >= 500 {
			return ErrNobody
		}
		return fmt.Errorf("portal: %w", err)
	}
	w, err := client.Data()
	if err == nil {
		_, err = w.Write(message)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return fmt.Errorf("portal: %w", err)
	}
	_ = client.Quit() // it has the letter
	return nil
}
