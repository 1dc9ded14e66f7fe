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

// TokenName is what simulated tokens are called, and TokenPIN opens that of a
// house.
const (
	TokenName = "Навчальний токен"
	TokenPIN  = "12345678"
)

// TokenOwner is whose keys the token of a house holds.
const TokenOwner = testpki.Director

// SampleToken is a simulated token that a visitor may try.
type SampleToken struct {
	PIN   string      `json:"pin"`
	Owner SampleOwner `json:"owner"`
}

// layToken puts a simulated token into a folder, which is made anew.
func layToken(folder string, authorities *testpki.PKI) (*SampleToken, error) {
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	owner := authorities.Subscriber(TokenOwner)
	_, err := simulator.Create(folder, simulator.Spec{
		Label: TokenName, PIN: TokenPIN, MinPIN: 4,
		Keys: []simulator.Key{
			simulator.NewKey(owner.SignKey.(*dstu4145.PrivateKey), owner.SignCert),
			simulator.NewKey(owner.AgreeKey.(*dstu4145.PrivateKey), owner.AgreeCert),
		},
	})
	return &SampleToken{PIN: TokenPIN, Owner: sampleOwner(owner.SignCert)}, err
}

// Simulated is the module of the simulated tokens in a folder, as the demo's
// native host is told of it. Both paths are absolute.
func Simulated(module, folder string) config.Module {
	return config.Module{Name: TokenName, Path: module, Environment: map[string]string{simulator.Folder: folder}, Simulated: true}
}

// WriteModules writes a file for [config.ReadModules], which the demo's native
// host reads where PIDPYS_DEMO_MODULES says.
func WriteModules(path string, modules ...config.Module) error {
	data, err := json.Marshal(map[string][]config.Module{"modules": modules})
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

func (d *cabinet) token(w http.ResponseWriter, _ *http.Request) { answer(w, d.Token) }
