// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"encoding/json"
	"net/http"
	"os"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/testpki"
)

// TokenName is what simulated tokens are called, EmptyTokenName the one of a house
// on which there is no key yet. TokenPIN opens all of a house.
const (
	TokenName      = "Навчальний токен"
	EmptyTokenName = "Порожній токен"
	TokenPIN       = "12345678"
)

// TokenOwner is whose keys the token of a house holds.
const TokenOwner = testpki.Director

// SampleToken is a simulated token that a visitor may try. An empty one lies
// beside it, to move to.
type SampleToken struct {
	PIN   string      `json:"pin"`
	Owner SampleOwner `json:"owner"`
	Empty string      `json:"empty"` // what the empty one is called
}

// layTokens puts both simulated tokens into a folder, which is made anew.
func layTokens(folder string, authorities *testpki.PKI) (*SampleToken, error) {
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	owner := authorities.Subscriber(TokenOwner)
	for _, spec := range []simulator.Spec{
		{Label: TokenName, Keys: []simulator.Key{
			simulator.NewKey(owner.SignKey.(*dstu4145.PrivateKey), owner.SignCert),
			simulator.NewKey(owner.AgreeKey.(*dstu4145.PrivateKey), owner.AgreeCert),
		}},
		{Label: EmptyTokenName},
	} {
		spec.PIN, spec.MinPIN = TokenPIN, 4
		if _, err := simulator.Create(folder, spec); err != nil {
			return nil, err
		}
	}
	return &SampleToken{PIN: TokenPIN, Owner: sampleOwner(owner.SignCert), Empty: EmptyTokenName}, nil
}

// Simulated is the module of the simulated tokens in a folder, as the demo's
// native host is told of it. Both paths are absolute.
func Simulated(module, folder string) config.Module {
	return config.Module{Name: TokenName, Path: module, Environment: map[string]string{simulator.Folder: folder}, Simulated: true}
}

// WriteModules writes a file for [config.ReadFrom], which the demo's native
// host reads where PIDPYS_DEMO_SETTINGS says.
func WriteModules(path string, modules ...config.Module) error {
	data, err := json.Marshal(map[string][]config.Module{"modules": modules})
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

func (d *cabinet) token(w http.ResponseWriter, _ *http.Request) { answer(w, d.Token) }
