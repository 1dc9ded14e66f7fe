// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/pidpys/pidpys/host/demo/forms"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/dps"
)

// serveReports answers the page on which tax reports are filed. Reports are signed,
// encrypted and read in the visitor's Pidpys: what goes to the gateway, and what
// comes from it, the cabinet only carries.
func (d *cabinet) serveReports(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/reports", d.visited(d.reports))
	mux.HandleFunc("POST /api/reports", d.visited(d.beginReport))
	mux.HandleFunc("GET /api/reports/{id}/report", d.filed(d.report))
	mux.HandleFunc("GET /api/reports/{id}/document", d.filed(d.reportDocument))
	mux.HandleFunc("GET /api/reports/{id}/gateway", d.filed(d.reportGateway))
	mux.HandleFunc("POST /api/reports/{id}/signed", d.filed(d.signReport))
	mux.HandleFunc("POST /api/reports/{id}/sent", d.filed(d.sendReport))
	mux.HandleFunc("POST /api/reports/{id}/asked", d.filed(d.askReceipts))
	mux.HandleFunc("GET /api/reports/{id}/receipts/{receipt}", d.filed(d.reportReceipt))
	mux.HandleFunc("POST /api/reports/{id}/receipts/{receipt}/judged", d.filed(d.judgeReceipt))
}

// filed lets only those pass whose report it is.
func (d *cabinet) filed(next func(http.ResponseWriter, *http.Request, relying.Visitor, *filing)) http.HandlerFunc {
	return d.visited(func(w http.ResponseWriter, r *http.Request, visitor relying.Visitor) {
		filings := d.filings.of(codeOf(visitor.Person))
		i := slices.IndexFunc(filings, func(f *filing) bool { return f.id == r.PathValue("id") })
		if i < 0 {
			deny(w, http.StatusNotFound, "no such report")
			return
		}
		next(w, r, visitor, filings[i])
	})
}

// formView is a form that can be chosen, or not by this visitor.
type formView struct {
	forms.Form
	Suits bool `json:"suits"`
}

// filingView is what the page shows of a report.
type filingView struct {
	ID       string        `json:"id"`
	Form     forms.Form    `json:"form"`
	Filer    forms.Filer   `json:"filer"`
	Period   forms.Period  `json:"period"`
	Lines    []forms.Line  `json:"lines"`
	File     string        `json:"file"`
	Turns    []turn        `json:"turns"`
	Signed   []signed      `json:"signed"`
	Sent     *time.Time    `json:"sent,omitempty"`
	Number   string        `json:"number,omitempty"` // the gateway's
	Receipts []receiptView `json:"receipts"`
}

// receiptView is a receipt, which may be no more than pretended until it is believed.
type receiptView struct {
	ID       int    `json:"id"`
	Number   int    `json:"number"`
	Name     string `json:"name"`
	Final    bool   `json:"final"`
	Believed bool   `json:"believed"`
	Doubt    string `json:"doubt,omitempty"`
}

func (f *filing) view() filingView {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := filingView{
		ID: f.id, Form: f.form, Filer: f.filer, Period: f.period, Lines: f.form.Lines(), File: f.file,
		Turns: f.turns, Signed: slices.Clone(f.signed), Number: f.number, Receipts: []receiptView{},
	}
	if sent := f.sent; !sent.IsZero() {
		v.Sent = &sent
	}
	for _, r := range f.receipts.list {
		v.Receipts = append(v.Receipts, receiptView{r.id, r.Number, r.Name, r.Final, r.believed, r.doubt})
	}
	return v
}

// reports tells what there is to fill in, and what was.
func (d *cabinet) reports(w http.ResponseWriter, _ *http.Request, visitor relying.Visitor) {
	var desk struct {
		Forms   []formView   `json:"forms"`
		Reports []filingView `json:"reports"` // the newest first
	}
	for _, f := range forms.All() {
		desk.Forms = append(desk.Forms, formView{f, f.Suits(visitor.Kind())})
	}
	desk.Reports = []filingView{}
	for _, f := range d.filings.of(codeOf(visitor.Person)) {
		desk.Reports = append(desk.Reports, f.view())
	}
	slices.Reverse(desk.Reports)
	answer(w, desk)
}

// beginReport fills in the form that the request names, for a gateway that it names.
func (d *cabinet) beginReport(w http.ResponseWriter, r *http.Request, visitor relying.Visitor) {
	form, known := forms.Find(r.FormValue("form"))
	gateway := r.FormValue("gateway")
	if !known || !form.Suits(visitor.Kind()) || d.Gateways[gateway] == nil {
		deny(w, http.StatusBadRequest, "no such form, or nobody to send it to")
		return
	}
	who := forms.Filer{Name: visitor.DisplayOrganization(), Code: codeOf(visitor.Person)}
	if visitor.EDRPOU == "" || visitor.EDRPOU == visitor.DRFO {
		who.Name = visitor.DisplayName()
	}
	f, err := d.filings.begin(form, who, gateway, d.turnsOf(visitor, r.FormValue("alone") != ""))
	if err != nil {
		refuse(w, refusal{code: "certificate-unfit"})
		return
	}
	answer(w, f.view())
}

// report is the report itself, to be looked at.
func (d *cabinet) report(w http.ResponseWriter, _ *http.Request, _ relying.Visitor, f *filing) {
	octets(w, f.xml)
}

// reportDocument is what whoever's turn it is signs: the report, or the container that
// those have made of it who signed.
func (d *cabinet) reportDocument(w http.ResponseWriter, _ *http.Request, _ relying.Visitor, f *filing) {
	octets(w, f.document())
}

// reportGateway is the certificate to encrypt to.
func (d *cabinet) reportGateway(w http.ResponseWriter, _ *http.Request, _ relying.Visitor, f *filing) {
	octets(w, d.Gateways[f.gateway].Certificate.Raw)
}

// signReport takes the report with one signature more.
func (d *cabinet) signReport(w http.ResponseWriter, r *http.Request, visitor relying.Visitor, f *filing) {
	container, ok := held(w, r)
	if !ok {
		return
	}
	judged, err := d.admit(r.Context(), f, container)
	if judged != nil {
		d.Observe(Event{Visitor: &visitor, Report: judged, Passed: err == nil})
	}
	d.tellOf(w, f, err)
}

// sendReport carries the protected report to the gateway.
func (d *cabinet) sendReport(w http.ResponseWriter, r *http.Request, _ relying.Visitor, f *filing) {
	container, ok := held(w, r)
	if !ok {
		return
	}
	if err := f.begin(); err != nil {
		refuse(w, err)
		return
	}
	// What the gateway makes of it is to be known, even if whoever sent it has gone.
	ctx := context.WithoutCancel(r.Context())
	d.tellOf(w, f, f.end(d.Gateways[f.gateway].Exchange.Submit(ctx, dps.Document{Name: f.file, Content: container})))
}

// askReceipts carries the protected number of the report to the gateway, which answers
// with its receipts.
func (d *cabinet) askReceipts(w http.ResponseWriter, r *http.Request, _ relying.Visitor, f *filing) {
	protected, ok := held(w, r)
	if !ok {
		return
	}
	came, err := d.Gateways[f.gateway].Exchange.Receipts(r.Context(), protected)
	if err = refusedBy("receipts", came, err); err == nil {
		err = f.receive(came.Receipts)
	}
	d.tellOf(w, f, err)
}

// reportReceipt is a receipt as the gateway gave it.
func (d *cabinet) reportReceipt(w http.ResponseWriter, r *http.Request, _ relying.Visitor, f *filing) {
	id, _ := strconv.Atoi(r.PathValue("receipt"))
	if receipt := f.receipt(id); receipt != nil {
		octets(w, receipt)
		return
	}
	deny(w, http.StatusNotFound, "no such receipt")
}

// judgeReceipt takes what the visitor's Pidpys found of a receipt: its "doubt", or none, and
// the "number" that the receipt has itself.
func (d *cabinet) judgeReceipt(w http.ResponseWriter, r *http.Request, _ relying.Visitor, f *filing) {
	id, _ := strconv.Atoi(r.PathValue("receipt"))
	number, _ := strconv.Atoi(r.FormValue("number"))
	doubt := r.FormValue("doubt")
	if number < 0 || number > 2 || doubt != "" && !doubts.MatchString(doubt) {
		deny(w, http.StatusBadRequest, "no such doubt, or number")
		return
	}
	f.judge(id, doubt, number)
	answer(w, f.view())
}

// tellOf answers with what became of a report, or why it did not.
func (d *cabinet) tellOf(w http.ResponseWriter, f *filing, err error) {
	if err != nil {
		refuse(w, err)
		return
	}
	answer(w, f.view())
}

// octets answers with something that is no text.
func octets(w http.ResponseWriter, data []byte) {
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data)
}
