// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// A Branch is a place of business of the acquirer, as the phone names it. An
// organisation that serves people on the web has one, made once.
type Branch struct {
	ID                string   `json:"_id,omitempty"` // Diia's; empty of one that is not made yet
	Name              string   `json:"name"`          // at most 32 characters
	Email             string   `json:"email,omitempty"`
	Region            string   `json:"region,omitempty"` // «Київська обл.»
	District          string   `json:"district,omitempty"`
	Location          string   `json:"location"` // «м. Вишневе»
	Street            string   `json:"street"`
	House             string   `json:"house"`
	CustomFullName    string   `json:"customFullName,omitempty"`    // of the organisation, for the phone
	CustomFullAddress string   `json:"customFullAddress,omitempty"` // in place of the above
	DeliveryTypes     []string `json:"deliveryTypes"`               // empty to make one: "api"
	OfferRequestType  string   `json:"offerRequestType"`            // empty to make one: "dynamic"
	Scopes            Scopes   `json:"scopes"`
}

// Scopes are what a branch, or an offer of it, may ask people for.
type Scopes struct {
	DiiaID                 []Action `json:"diiaId,omitempty"`
	Sharing                []string `json:"sharing,omitempty"` // of documents, which this package does not do
	DocumentIdentification []string `json:"documentIdentification,omitempty"`
	Identification         []string `json:"identification,omitempty"`
}

// An Action is what is done with Дія.Підпис.
type Action string

// The actions, as scopes and the header of a callback name them.
const (
	Auth               Action = "auth"
	HashedFilesSigning Action = "hashedFilesSigning"
)

// CreateBranch makes a branch and returns its ID.
func (a *Acquirer) CreateBranch(ctx context.Context, b Branch) (string, error) {
	return a.save(ctx, http.MethodPost, "/api/v2/acquirers/branch", b.complete())
}

// Branch is the branch of that ID.
func (a *Acquirer) Branch(ctx context.Context, id string) (*Branch, error) {
	b := new(Branch)
	if err := a.call(ctx, http.MethodGet, "/api/v2/acquirers/branch/"+url.PathEscape(id), nil, b); err != nil {
		return nil, err
	}
	return b, nil
}

// Branches are the acquirer's, at most limit of them after the first skip, and how
// many there are in all.
func (a *Acquirer) Branches(ctx context.Context, skip, limit int) (branches []Branch, total int, err error) {
	var list struct {
		Total    int      `json:"total"`
		Branches []Branch `json:"branches"`
	}
	err = a.call(ctx, http.MethodGet, "/api/v2/acquirers/branches"+paged(skip, limit), nil, &list)
	return list.Branches, list.Total, err
}

// UpdateBranch puts the branch in the place of what Diia has under its ID.
func (a *Acquirer) UpdateBranch(ctx context.Context, b Branch) error {
	_, err := a.save(ctx, http.MethodPut, "/api/v2/acquirers/branch/"+url.PathEscape(b.ID), b.complete())
	return err
}

// DeleteBranch has Diia forget a branch with its offers.
func (a *Acquirer) DeleteBranch(ctx context.Context, id string) error {
	return a.call(ctx, http.MethodDelete, "/api/v2/acquirers/branch/"+url.PathEscape(id), nil, nil)
}

// complete adds what every branch has that uses this package.
func (b Branch) complete() Branch {
	if len(b.DeliveryTypes) == 0 {
		b.DeliveryTypes = []string{"api"}
	}
	if b.OfferRequestType == "" {
		b.OfferRequestType = "dynamic"
	}
	return b
}

// save makes or changes something and returns the ID that Diia answers with.
func (a *Acquirer) save(ctx context.Context, method, path string, what any) (string, error) {
	var made struct {
		ID string `json:"_id"`
	}
	if err := a.call(ctx, method, path, what, &made); err != nil {
		return "", err
	}
	if made.ID == "" {
		return "", fmt.Errorf("%w: no ID", ErrAnswer)
	}
	return made.ID, nil
}

func paged(skip, limit int) string { return fmt.Sprintf("?skip=%d&limit=%d", skip, limit) }
