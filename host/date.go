// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/outbound"
)

// maxAsked is how many hosts are asked for the date at once: some are down.
const maxAsked = 6

var errNoDate = errors.New("no host told the date")

// askDate has hosts tell the date, by a request for nothing over plain HTTP, so that
// a wrong clock does not make it fail. The first answer counts, whatever else it
// says.
func askDate(ctx context.Context, hosts []outbound.Host) (time.Time, error) {
	hosts = hosts[:min(len(hosts), maxAsked)]
	if len(hosts) == 0 {
		return time.Time{}, errNoDate
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	way := outbound.New(hosts).Transport(1, outbound.TimeLimit)
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
	return time.Time{}, errNoDate
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
