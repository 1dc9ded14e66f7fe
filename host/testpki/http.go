// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
)

// An HTTPFault is what a service does wrong before it comes to its protocol.
type HTTPFault int

// Faults of any service.
const (
	HTTPNoFault   HTTPFault = iota
	HTTPFails               // status 500
	HTTPPage                // a page of HTML where an answer should be
	HTTPGarbage             // octets that only begin like an answer
	HTTPOversized           // an answer without end
	HTTPRedirects           // sends to HTTPOptions.Elsewhere
	HTTPBreaks              // breaks the connection off
)

// HTTPOptions is how a service behaves before it comes to its protocol.
type HTTPOptions struct {
	Fault HTTPFault
	// Slow, if not nil, is awaited before each answer, unless the client
	// leaves.
	Slow <-chan struct{}
	// Elsewhere is the URL for HTTPRedirects.
	Elsewhere string
	// Asked, if not nil, hears of every request's path.
	Asked func(path string)
}

// misbehaves waits and answers with none of the protocol's answers, if that is
// the fault.
func (o HTTPOptions) misbehaves(w http.ResponseWriter, r *http.Request) bool {
	if o.Asked != nil {
		o.Asked(r.URL.Path)
	}
	if o.Slow != nil {
		select {
		case <-o.Slow:
		case <-r.Context().Done():
			return true
		}
	}
	switch o.Fault {
	case HTTPFails:
		http.Error(w, "out of order", http.StatusInternalServerError)
	case HTTPPage:
		_, _ = io.WriteString(w, "<!DOCTYPE html><title>Технічні роботи</title>")
	case HTTPGarbage:
		_, _ = w.Write([]byte{0x30, 0x82, 0x01, 0x00, 0x06, 0x09, 0x2a})
	case HTTPOversized:
		for piece := strings.Repeat("0", 64<<10); r.Context().Err() == nil; {
			if _, err := io.WriteString(w, piece); err != nil {
				break
			}
		}
	case HTTPRedirects:
		http.Redirect(w, r, o.Elsewhere, http.StatusTemporaryRedirect)
	case HTTPBreaks:
		panic(http.ErrAbortHandler)
	default:
		return false
	}
	return true
}

// readRequest reads what a client posts, of at most limit octets. Only when all
// is read does the server see that a client leaves.
func readRequest(w http.ResponseWriter, r *http.Request, limit int64) (message []byte, ok bool) {
	message, err := io.ReadAll(io.LimitReader(r.Body, limit))
	if err != nil {
		return nil, false // the client left
	}
	if r.Method != http.MethodPost {
		http.Error(w, "no request", http.StatusMethodNotAllowed)
		return nil, false
	}
	return message, true
}

// Issuers serves, for each authority, the bundle of its certificate and those
// above it: what caIssuers names.
func (p *PKI) Issuers(o HTTPOptions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.misbehaves(w, r) {
			return
		}
		for _, a := range p.offices {
			if path.Base(r.URL.Path) == a.name+bundleSuffix {
				bundle, err := pki.MarshalCertificates(a.chain)
				must(err)
				w.Header().Set("Content-Type", "application/pkcs7-mime")
				_, _ = w.Write(bundle)
				return
			}
		}
		http.NotFound(w, r)
	})
}
