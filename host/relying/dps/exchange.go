// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/relying/internal/partner"
)

// Production is where the Electronic Cabinet takes reports.
const Production = "https://cabinet.tax.gov.ua"

// Paths of the exchange, as open programs that send reports have them.
const (
	PathReport   = "/cabinet/public/api/exchange/report"
	PathReceipts = "/cabinet/public/api/exchange/kvt_by_id"
)

// Limits of an exchange.
const (
	exchangeTime = 2 * time.Minute
	maxSubmitted = 16       // documents of one submission
	maxAnswer    = 64 << 20 // octets
)

var (
	// ErrUnreachable: no answer came from the service.
	ErrUnreachable = errors.New("dps: no answer")
	// ErrAnswer: what came is not what was asked for.
	ErrAnswer = errors.New("dps: unintelligible answer")
)

// A StatusError is an answer that is an error of HTTP. What pages say beside it is
// left out.
type StatusError struct{ Status int }

func (e *StatusError) Error() string {
	return fmt.Sprintf("dps: answered with status %d", e.Status)
}

// An Exchange carries protected reports and receipts between a cabinet's server and the
// service. It may be used by many goroutines.
type Exchange struct {
	// Base is where the service is, without a path: [Production].
	Base string
	// HTTP is nil for a client with a limit of two minutes. Redirects are never followed.
	HTTP *http.Client
}

// A Document is a report, signed, encrypted and signed again.
type Document struct {
	Name    string // by [Head.FileName]
	Content []byte // the container
}

// Submit sends reports that belong together, a declaration and its annexes, of no more
// than [MaxContainer] octets. That the answer is no error means that they came, and
// nothing of what the service makes of them.
func (e *Exchange) Submit(ctx context.Context, documents ...Document) (Answer, error) {
	if len(documents) == 0 || len(documents) > maxSubmitted {
		return Answer{}, fmt.Errorf("%w: %d documents", ErrTooLarge, len(documents))
	}
	type submitted struct {
		Content []byte `json:"contentBase64"`
		Name    string `json:"fname"`
	}
	list, all := make([]submitted, len(documents)), 0
	for i, d := range documents {
		if all += len(d.Content); all > MaxContainer {
			return Answer{}, fmt.Errorf("%w: containers of more than %d octets", ErrTooLarge, MaxContainer)
		}
		list[i] = submitted{d.Content, d.Name}
	}
	body, err := json.Marshal(list)
	if err != nil {
		return Answer{}, fmt.Errorf("dps: %w", err)
	}
	return e.post(ctx, PathReport, "application/json", body)
}

// Receipts asks for the receipts of a submission. Who asks shows by a container, made as
// that of a report, with the identifier of the submission in it, which nobody else can
// make.
func (e *Exchange) Receipts(ctx context.Context, protected []byte) (Answer, error) {
	if len(protected) > MaxContainer {
		return Answer{}, fmt.Errorf("%w: a container of %d octets", ErrTooLarge, len(protected))
	}
	return e.post(ctx, PathReceipts, "text/plain", base64.StdEncoding.AppendEncode(nil, protected))
}

func (e *Exchange) post(ctx context.Context, path, contentType string, body []byte) (Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.Base+path, bytes.NewReader(body))
	if err != nil {
		return Answer{}, errors.New("dps: the base is no address")
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Content-Type", contentType)
	status, answer, err := partner.Do(e.HTTP, exchangeTime, request, maxAnswer)
	switch {
	case errors.Is(err, partner.ErrTooLong):
		return Answer{}, fmt.Errorf("%w: longer than %d octets", ErrAnswer, maxAnswer)
	case err != nil:
		return Answer{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	case answer == nil:
		return Answer{}, &StatusError{status}
	}
	return parseAnswer(answer)
}
