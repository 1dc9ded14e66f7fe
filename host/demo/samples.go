// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// Sample is a key that a visitor may try.
type Sample struct {
	Name        string   `json:"name"` // of the key file
	Owner       string   `json:"owner"`
	Kind        pki.Kind `json:"kind"`
	Expired     bool     `json:"expired"` // and so refused
	Password    string   `json:"password"`
	Certificate string   `json:"certificate,omitempty"` // name of the file with it, where the key file holds none
}

// offered are the sample keys with their subscribers, the first one first.
var offered = []struct{ file, certificate, subscriber string }{
	{"Key-6.dat", "Key-6-sign.cer", testpki.Person},
	{"director.pfx", "", testpki.Director},
	{"fop.p12", "", testpki.FOP},
	{"stamp.pfx", "", testpki.Stamp},
	{"ecdsa.p12", "", testpki.ECDSAPerson},
	{"expired.pfx", "", testpki.Expired},
}

// samplesOf describes the sample keys as they are at a time.
func samplesOf(authorities *testpki.PKI, now time.Time) []Sample {
	var samples []Sample
	for _, o := range offered {
		certificate := authorities.Subscriber(o.subscriber).SignCert
		owner := pki.Subject(certificate)
		samples = append(samples, Sample{
			Name:        o.file,
			Owner:       owner.DisplayName(),
			Kind:        owner.Kind(),
			Expired:     now.After(certificate.NotAfter),
			Password:    testpki.Password,
			Certificate: o.certificate,
		})
	}
	return samples
}

func (d *cabinet) samples(w http.ResponseWriter, _ *http.Request) { answer(w, d.Samples) }

func (d *cabinet) sample(w http.ResponseWriter, r *http.Request) {
	data, ok := d.Files[r.PathValue("name")]
	if !ok {
		deny(w, http.StatusNotFound, "no such sample")
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data)
}
