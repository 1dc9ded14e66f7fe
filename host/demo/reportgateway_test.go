// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheSilentGatewayLetsGo of who has gone, though it makes nothing of what they sent.
func TestTheSilentGatewayLetsGo(t *testing.T) {
	came, left := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(came)
		silence(w, r)
		close(left)
	}))
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-came; leave() }()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, strings.NewReader("[]"))
	require.NoError(t, err)
	_, err = http.DefaultClient.Do(request)
	assert.ErrorIs(t, err, context.Canceled)
	<-left
	server.Close()
}
