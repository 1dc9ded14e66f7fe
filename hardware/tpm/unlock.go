// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"errors"

	"github.com/google/go-tpm/tpm2"

	"github.com/pidpys/pidpys/host/key"
)

// unlock asks for the PIN of an entry and tries it once by try, which gets the
// loaded object. Before that it is known that this TPM made the entry and that it
// looks at PINs. Whoever unlocks wipes the PIN.
func (s *Source) unlock(ctx context.Context, e *entry, ask key.Asker, try func(d *device, p *parent, o tpm2.NamedHandle, pin []byte) error) ([]byte, error) {
	var count lockout
	err := s.with(ctx, e, func(d *device, _ *parent, _ tpm2.NamedHandle) (err error) {
		count, err = d.lockout()
		return err
	})
	if err != nil {
		return nil, err
	}
	carrier := e.carrier(count)
	if err := permit(ctx, ask, count, e.ref(), &carrier); err != nil {
		return nil, err
	}
	pin, err := askPIN(ctx, ask, key.Question{Kind: key.AskPIN, Ref: e.ref(), Carrier: &carrier})
	if err != nil {
		return nil, err
	}
	err = s.with(ctx, e, func(d *device, p *parent, o tpm2.NamedHandle) error {
		// Somebody else may have spent tries while this PIN was typed.
		if now, err := d.lockout(); err != nil {
			return err
		} else if now.refuses() {
			return now.fail(key.ErrTPMLockout)
		}
		return d.judge(try(d, p, o, pin))
	})
	if err != nil {
		clear(pin)
		return nil, err
	}
	return pin, nil
}

// judge adds to an error about a PIN what the TPM counts after it.
func (d *device) judge(err error) error {
	if !errors.Is(err, key.ErrWrongPIN) && !errors.Is(err, key.ErrTPMLockout) {
		return err
	}
	count, unknown := d.lockout()
	if unknown != nil {
		return err
	}
	return count.fail(err)
}

// check has the TPM look at a PIN without using the key: TPM2_PolicySecret (Part
// 3, 23.4) with the key for whose PIN it asks, in a policy session that is of no
// further use.
func check(d *device, p *parent, o tpm2.NamedHandle, pin []byte) error {
	session, err := d.session(p, pin, encryptIn)
	if err != nil {
		return err
	}
	policy, _, err := tpm2.PolicySession(d, tpm2.TPMAlgSHA256, nonce, tpm2.Trial())
	if err != nil {
		return explain(err)
	}
	_, err = tpm2.PolicySecret{
		AuthHandle:    tpm2.AuthHandle{Handle: o.Handle, Name: o.Name, Auth: session},
		PolicySession: policy.Handle(),
	}.Execute(d)
	return explain(err)
}
