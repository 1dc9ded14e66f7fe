// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/diia/diiatest"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/testpki"
)

// Where the simulated Diia stands, and where it tells the cabinet how its requests
// ended.
const (
	diiaPath     = "/diia"
	callbackPath = "/diia-callback"
	diiaToken    = "practice"
)

// newDiia makes a simulated Diia and the cabinet's desk there, with a branch and
// two offers, as an organisation makes them once.
func newDiia(origin string, authorities *testpki.PKI, verifier *relying.Verifier, life time.Duration) (*diiatest.Server, *diia.Desk, error) {
	simulated := diiatest.New(diiatest.Options{
		Base: origin + diiaPath, Token: diiaToken, Callback: origin + callbackPath,
		DSTU: authorities.Subscriber(testpki.Person), ECDSA: authorities.Subscriber(testpki.ECDSAPerson),
		Stranger: authorities.Subscriber(testpki.Foreign), Life: life, Now: time.Now,
	})
	acquirer := &diia.Acquirer{
		Host: simulated.Base, Token: []byte(diiaToken), HTTP: &http.Client{Transport: within{simulated}},
	}
	desk := &diia.Desk{Acquirer: acquirer, Verifier: verifier, Requests: store.NewMemory(nil), Life: life}
	ctx := context.Background()
	var err error
	desk.Branch, err = acquirer.CreateBranch(ctx, diia.Branch{
		Name: "Демонстраційний кабінет", Location: "м. Київ", Street: "вул. Навчальна", House: "1",
		Scopes: diia.Scopes{DiiaID: []diia.Action{diia.Auth, diia.HashedFilesSigning}},
	})
	if err != nil {
		return nil, nil, fmt.Errorf("the branch at Diia: %w", err)
	}
	offers := []struct {
		id     *string
		name   string
		action diia.Action
	}{
		{&desk.AuthOffer, "Вхід до кабінету", diia.Auth},
		{&desk.SigningOffer, "Підписання документів", diia.HashedFilesSigning},
	}
	for _, o := range offers {
		offer := diia.Offer{Name: o.name, Scopes: diia.Scopes{DiiaID: []diia.Action{o.action}}}
		if *o.id, err = acquirer.CreateOffer(ctx, desk.Branch, offer); err != nil {
			return nil, nil, fmt.Errorf("an offer at Diia: %w", err)
		}
	}
	return simulated, desk, nil
}

// within carries requests to a handler of this very program, which may not listen
// yet.
type within struct{ handler http.Handler }

func (t within) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	t.handler.ServeHTTP(answer, r)
	return answer.Result(), nil
}
