// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"crypto/x509"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// Sample is a key file that a visitor may try.
type Sample struct {
	Name        string        `json:"name"`
	Owners      []SampleOwner `json:"owners"`
	Expired     bool          `json:"expired"` // and so refused
	Password    string        `json:"password"`
	Certificate string        `json:"certificate,omitempty"` // name of the file with it, where the key file holds none
	Alone       bool          `json:"alone"`                 // the certificate has to be found at the authority
}

// SampleOwner is somebody whose key a sample holds.
type SampleOwner struct {
	Name string   `json:"name"`
	Kind pki.Kind `json:"kind"`
}

// offered are the sample keys, the first one first.
var offered = []struct {
	file        string
	subscribers []string
	certificate string
	alone       bool
}{
	{file: "Key-6.dat", subscribers: []string{testpki.Person}, certificate: "Key-6-sign.cer"},
	{file: "Key-6-alone.dat", subscribers: []string{testpki.Passport}, alone: true},
	{file: "director.pfx", subscribers: []string{testpki.Director}},
	{file: "privatbank.jks", subscribers: []string{testpki.Director, testpki.Stamp}},
	{file: "stamp.pfx", subscribers: []string{testpki.Stamp}},
	{file: "accountant.pfx", subscribers: []string{testpki.Accountant}},
	{file: "neighbour.pfx", subscribers: []string{testpki.Neighbour}},
	{file: "fop.p12", subscribers: []string{testpki.FOP}},
	{file: "fop.zs2", subscribers: []string{testpki.FOP}, certificate: "fop-sign.cer"},
	{file: "person.pk8", subscribers: []string{testpki.Person}, certificate: "Key-6-sign.cer"},
	{file: "ecdsa.p12", subscribers: []string{testpki.ECDSAPerson}},
	{file: "ecdsa-login.p12", subscribers: []string{testpki.ECDSALogin}},
	{file: "rsa.pem", subscribers: []string{testpki.RSAPerson}},
	{file: "expired.pfx", subscribers: []string{testpki.Expired}},
}

// samplesOf describes the sample keys as they are at a time.
func samplesOf(authorities *testpki.PKI, now time.Time) []Sample {
	var samples []Sample
	for _, o := range offered {
		sample := Sample{Name: o.file, Password: testpki.Password, Certificate: o.certificate, Alone: o.alone}
		for _, subscriber := range o.subscribers {
			certificate := authorities.Subscriber(subscriber).SignCert
			sample.Owners = append(sample.Owners, sampleOwner(certificate))
			sample.Expired = sample.Expired || now.After(certificate.NotAfter)
		}
		samples = append(samples, sample)
	}
	return samples
}

func sampleOwner(certificate *x509.Certificate) SampleOwner {
	owner := pki.Subject(certificate)
	return SampleOwner{owner.DisplayName(), owner.Kind()}
}

func (d *cabinet) samples(w http.ResponseWriter, _ *http.Request) { answer(w, d.Samples) }

func (d *cabinet) kept(w http.ResponseWriter, _ *http.Request) { answer(w, d.Kept) }

func (d *cabinet) sample(w http.ResponseWriter, r *http.Request) {
	data, ok := d.Files[r.PathValue("name")]
	if !ok {
		deny(w, http.StatusNotFound, "no such sample")
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data)
}
