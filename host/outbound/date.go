// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// maxAsked is how many hosts are asked for the date at once: some are down.
const maxAsked = 6

// ErrNoDate says that no host told the date.
var ErrNoDate = errors.New("outbound: no host told the date")

// Date has hosts tell the date, by a request for nothing over plain HTTP, so that
// a wrong clock does not make it fail. The first answer counts, whatever else it
// says. Where nobody answers the error is [ErrNoDate].
func Date(ctx context.Context, hosts []Host) (time.Time, error) {
	hosts = hosts[:min(len(hosts), maxAsked)]
	if len(hosts) == 0 {
		return time.Time{}, ErrNoDate
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	way := New(hosts).Transport(1, TimeLimit)
	dates := make(chan time.Time, len(hosts))
	for _, host := range hosts {
		go func() {
			date, _ := dateOf(ctx, way, host.Name)
			dates <- date
		}()
	}
	for range hosts {
		if date := <-dates; !date.IsZero() {
			return date, nil
		}
	}
	return time.Time{}, ErrNoDate
}

func dateOf(ctx context.Context, way http.RoundTripper, host string) (time.Time, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, "http://"+host+"/", nil)
	if err != nil {
		return time.Time{}, err
	}
	response, err := way.RoundTrip(request)
	if err != nil {
		return time.Time{}, err
	}
	return http.ParseTime(response.Header.Get("Date"))
}
