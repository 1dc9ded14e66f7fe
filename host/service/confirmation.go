// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/qr"
)

// showLink has the person confirm at a provider, by a link or, where there is
// none, in the provider's app.
func (k *asker) showLink(n key.Notice) {
	shown := protocol.Confirmation{Kind: protocol.ShowLink, App: pki.DisplayText(n.App), Expires: rfc3339(n.Expires), Identify: n.Identify}
	if n.Link != "" {
		code, err := qr.Of(n.Link)
		if err != nil { // a source lets no link through that is too long
			k.Log.WithError(err).Error("a link cannot be shown")
			return
		}
		shown.Link, shown.QR = n.Link, &protocol.QR{Size: code.Size, Rows: code.Rows}
	}
	k.show(shown)
}

// confirmed is the title of the provider that keeps the key, and how many
// documents it signs by one confirmation; empty and 0 of a key that none keeps.
func (c *card) confirmed() (title string, most int) {
	if kept, ok := c.Key.(key.Confirmed); ok {
		return pki.DisplayText(kept.ConfirmedAt()), kept.MaxDigests()
	}
	return "", 0
}

// notAdopted says of an answer that no signature of ours can be made of whose it
// is.
func (c *card) notAdopted(err error) error {
	title, _ := c.confirmed()
	if errors.Is(err, cades.ErrOtherCertificate) {
		return &key.ProviderError{Err: key.ErrCertificateChanged, Provider: title}
	}
	return &key.ProviderError{Err: fmt.Errorf("%w: %w", key.ErrAnswer, err), Provider: title}
}
