// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps_test

import (
	"context"
	"fmt"
	"log"
	"net/http/httptest"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/relying/dps/dpstest"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

// A cabinet writes a report, its page has it signed, encrypted and signed around, and the
// cabinet's server submits what came of it. The receipts go back to the page, where the
// visitor's key opens them.
func ExampleExchange() {
	report := dps.Report{
		Head: dps.Head{
			TIN: "00000055", Form: dps.Form{Doc: "J01", Sub: "001", Version: 20}, Count: 1, Region: 26, District: 59, Office: 2659,
			Month: 6, Period: dps.HalfYearly, Year: 2026, State: dps.Original, Filled: time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC),
		},
		Body: []dps.Element{{Name: "HNAME", Value: "ТОВ «Ґанок»"}},
	}
	xml, err := report.Marshal()
	check(err)
	name, err := report.Head.FileName()
	check(err)

	gateway, container := pageAndGateway(xml, name)
	server := httptest.NewServer(gateway)
	defer server.Close()

	exchange := &dps.Exchange{Base: server.URL} // elsewhere: dps.Production
	answer, err := exchange.Submit(context.Background(), dps.Document{Name: name, Content: container})
	check(err)
	fmt.Println(answer.Status, answer.ID)
	for _, receipt := range answer.Receipts {
		fmt.Println(receipt.Number, receipt.Name)
	}
	// Output:
	// OK 9000000001
	// 1 26590000000055J0100120100000000130620262659.KVT
}

// pageAndGateway stands for the page, whose visitor is the director, and the tax service.
func pageAndGateway(xml []byte, name string) (*dpstest.Gateway, []byte) {
	authorities := testpki.New(time.Now)
	verifier := &validation.Verifier{Trust: authorities.Trust(), NoRevocation: true}
	gateway := dpstest.NewGateway(dpstest.Config{
		PKI: authorities, Verify: verifier.Verify, Forms: []dps.Form{{Doc: "J01", Sub: "001", Version: 20}}, Second: time.Minute,
	})
	director := authorities.Subscriber(testpki.Director)
	signed, err := dpstest.Sign(director, xml, time.Now())
	check(err)
	header := dps.SentBy(pki.Subject(director.SignCert), name, "").Transport()
	container, err := dpstest.Protect(director, signed, gateway.Certificate(), header, time.Now())
	check(err)
	return gateway, container
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
