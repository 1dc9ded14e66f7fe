// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
)

// An Offer is a service of a branch that people use with the phone: one to sign
// in and one to sign documents, made once.
type Offer struct {
	ID         string `json:"_id,omitempty"` // Diia's; empty of one that is not made yet
	Name       string `json:"name"`          // the phone shows it
	ReturnLink string `json:"returnLink,omitempty"`
	Scopes     Scopes `json:"scopes"` // DiiaID alone: one [Action]
}

// CreateOffer makes an offer of a branch and returns its ID.
func (a *Acquirer) CreateOffer(ctx context.Context, branch string, o Offer) (string, error) {
	return a.save(ctx, http.MethodPost, inBranch(1, branch, "offer"), o)
}

// Offers are those of a branch, at most limit of them after the first skip, and
// how many there are in all.
func (a *Acquirer) Offers(ctx context.Context, branch string, skip, limit int) (offers []Offer, total int, err error) {
	var list struct {
		Total  int     `json:"total"`
		Offers []Offer `json:"offers"`
	}
	err = a.call(ctx, http.MethodGet, inBranch(1, branch, "offers")+paged(skip, limit), nil, &list)
	return list.Offers, list.Total, err
}

// DeleteOffer has Diia forget an offer of a branch.
func (a *Acquirer) DeleteOffer(ctx context.Context, branch, id string) error {
	return a.call(ctx, http.MethodDelete, inBranch(1, branch, "offer/"+url.PathEscape(id)), nil, nil)
}

// Algorithm is what the phone signs by: people have a certificate of each.
type Algorithm string

// The algorithms.
const (
	DSTU  Algorithm = "DSTU" // 4145
	ECDSA Algorithm = "ECDSA"
)

// An OfferRequest asks one person to do what an offer is for.
type OfferRequest struct {
	Offer string `json:"offerId"`
	// ID comes back with the callback. To sign in it is base64 of the digest that
	// the phone signs.
	ID         string       `json:"requestId"`
	ReturnLink string       `json:"returnLink,omitempty"` // where a phone goes on that has the page itself open
	Algorithm  Algorithm    `json:"signAlgo,omitempty"`
	Data       *RequestData `json:"data,omitempty"` // nil to sign in
}

// RequestData is what an [OfferRequest] is about.
type RequestData struct {
	HashedFilesSigning HashedFiles `json:"hashedFilesSigning"`
}

// HashedFiles are files to sign.
type HashedFiles struct {
	Files []HashedFile `json:"hashedFiles"`
}

// A HashedFile is one file to sign.
type HashedFile struct {
	Name string `json:"fileName"`
	Hash []byte `json:"fileHash"` // base64 in JSON
}

// Deeplink makes a request of a branch. The link opens it in Diia's app, on the
// phone that follows it or scans its code.
func (a *Acquirer) Deeplink(ctx context.Context, branch string, r OfferRequest) (string, error) {
	var made struct {
		Deeplink string `json:"deeplink"`
	}
	if err := a.call(ctx, http.MethodPost, inBranch(2, branch, "offer-request/dynamic"), r, &made); err != nil {
		return "", err
	}
	if err := a.checkLink(made.Deeplink); err != nil {
		return "", err
	}
	return made.Deeplink, nil
}

// Refuse is the one status of a request known to be its end: the person said no.
// The others are not published.
const Refuse = "refuse"

// Status is how far a request has come, by its deeplink. Its values are unverified;
// the app's history of requests has "processing", [Refuse] and "done".
func (a *Acquirer) Status(ctx context.Context, deeplink, request string) (string, error) {
	link, err := url.Parse(deeplink)
	if err != nil {
		return "", fmt.Errorf("diia: %w", err)
	}
	var answer struct {
		Status string `json:"status"`
	}
	query := url.Values{"otp": {path.Base(link.Path)}, "requestId": {request}}
	err = a.call(ctx, http.MethodGet, "/api/v1/acquirers/offer-request/status?"+query.Encode(), nil, &answer)
	return answer.Status, err
}

func inBranch(version int, branch, rest string) string {
	return fmt.Sprintf("/api/v%d/acquirers/branch/%s/%s", version, url.PathEscape(branch), rest)
}
