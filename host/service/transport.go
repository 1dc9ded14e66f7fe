// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"context"
	"errors"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/relying/dps"
)

// make signs the report, if there is a role, and protects it, if it is sent. Who
// cannot encrypt learns that before anything is signed.
func (f *filing) make(ctx context.Context, c *card) ([]byte, error) {
	options := envelope.Options{OmitCertificates: true}
	var sender []dps.Part
	if f.gateway != nil {
		options.Senders = f.sendersBeside(ctx, c)
		var err error
		if sender, err = f.certified(options); err != nil {
			return nil, err
		}
		if err := f.refuseRevoked(ctx); errors.Is(err, protocol.Fail(protocol.RecipientRevoked)) {
			return nil, &protocol.Error{Code: protocol.GatewayRevoked, Params: AsError(err).Params}
		} else if err != nil {
			return nil, err
		}
	}
	report, err := f.signReport(ctx, c)
	if err != nil || f.gateway == nil {
		return report, err
	}
	var sealed bytes.Buffer
	if err := envelope.Seal(&sealed, bytes.NewReader(report), int64(len(report)), f.recipients, options); err != nil {
		return nil, err
	}
	container, err := dps.Append(nil, append(sender, dps.Part{Label: dps.Label(dps.UA1, dps.Encrypted), Data: sealed.Bytes()})...)
	if err != nil {
		return nil, err
	}
	return f.signAround(ctx, c, container)
}

// certified is the part with the certificate by which the gateway opens the report,
// none where it needs none.
func (f *filing) certified(options envelope.Options) ([]dps.Part, error) {
	public, err := pki.PublicKey(f.gateway)
	if err != nil {
		return nil, err
	}
	if _, national := public.(*dstu4145.PublicKey); !national {
		return nil, nil
	}
	if len(options.Senders) == 0 {
		return nil, errNoEncryptionKey
	}
	sender, err := options.Sender(f.gateway)
	if err != nil {
		return nil, err
	}
	return []dps.Part{{Label: dps.Label(dps.UA1, dps.Certificate), Data: sender.Certificate.Raw}}, nil
}

// signReport is the report with one signature more around it. Of one that is sent as
// others signed it, it is just that; what nobody signed yet, the identifier of a
// submission, is signed in any case.
func (f *filing) signReport(ctx context.Context, c *card) ([]byte, error) {
	if f.params.Role == "" && f.params.Stage != protocol.StageAsk {
		_, err := f.agreedDigests(ctx, c)
		return f.document.memory, err
	}
	made, err := messages{cades.Signer{}}.make(f.newLift(ctx, c, cades.LevelBB))
	if err != nil {
		return nil, err
	}
	return signedPart(nil, made[0])
}

// signAround signs a container, and puts the header before it.
func (f *filing) signAround(ctx context.Context, c *card, container []byte) ([]byte, error) {
	sending := dps.SentBy(pki.Subject(c.Certificate), string(f.document.memory), "")
	if s := f.params.Sending; s != nil {
		sending.Email = s.Email
		if s.File != "" {
			sending.File = s.File
		}
	}
	sending.Sent, sending.Windows = f.Now(), true
	header, err := sending.Transport().Part()
	if err != nil {
		return nil, err
	}
	around, err := f.signWith(ctx, c, cades.Signer{}, []content{{digest: c.hash.Sum(container), label: f.documents[0].name}})
	if err != nil {
		return nil, err
	}
	signed, err := around[0].Marshal(container)
	if err != nil {
		return nil, err
	}
	whole, err := dps.Append(nil, header)
	if err != nil {
		return nil, err
	}
	return signedPart(whole, signed)
}

// signedPart writes a signed part behind what b holds.
func signedPart(b, message []byte) ([]byte, error) {
	return dps.Append(b, dps.Part{Label: dps.Label(dps.UA1, dps.Signed), Data: message})
}
