// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package partner asks servers that a cabinet's own server works with: within a
// time, for answers of limited size, and following no redirects.
package partner

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

// ErrTooLong says that an answer exceeds its limit.
var ErrTooLong = errors.New("partner: the answer is too long")

// Do sends a request and reads the answer, which is no longer than so many octets. A nil
// client is one that gives up after patience. A status that is not 2xx is no error, but
// then the answer is nil. The other errors are [ErrTooLong] and why none came; neither
// holds the address, in which there may be secrets.
func Do(client *http.Client, patience time.Duration, request *http.Request, limit int64) (status int, answer []byte, err error) {
	direct := http.Client{Timeout: patience}
	if client != nil {
		direct = *client
	}
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := direct.Do(request)
	if err != nil {
		return 0, nil, withoutAddress(err)
	}
	defer response.Body.Close()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return response.StatusCode, nil, nil
	}
	answer, err = io.ReadAll(io.LimitReader(response.Body, limit+1))
	switch {
	case err != nil:
		return 0, nil, withoutAddress(err)
	case int64(len(answer)) > limit:
		return 0, nil, ErrTooLong
	}
	return response.StatusCode, answer, nil
}

// withoutAddress is the reason that package http puts an address before.
func withoutAddress(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}
