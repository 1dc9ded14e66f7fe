// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package forms are the tax reports that a visitor of the demo's cabinet may file:
// two forms, filled in for whoever files them, saying the same to people as to
// machines. Codes of forms are those of the tax service. What stands in them is
// made up, and so are the names of its lines: real ones follow the service's
// schemas.
package forms

import (
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/dps"
)

// Words are a text for people in both languages of the demo.
type Words struct {
	UK string `json:"uk"`
	EN string `json:"en"`
}

// A Form is a report that nobody has filled in yet.
type Form struct {
	Code  string `json:"code"` // as the service's register has it, "F0103309"
	Title Words  `json:"title"`
	own   bool   // people file it for themselves; else organisations do
	lines []line
}

// A line is an element of the body, what it means to people, and what it says.
type line struct {
	element string
	label   Words
	unit    Unit
	value   int // of money, in hundredths
}

// A Unit is what a value counts.
type Unit string

// Units of values.
const (
	People Unit = "people"
	Money  Unit = "money" // hryvnias
)

// All are the forms there are.
func All() []Form { return []Form{entrepreneur, payroll} }

// Find is the form with a code.
func Find(code string) (Form, bool) {
	for _, f := range All() {
		if f.Code == code {
			return f, true
		}
	}
	return Form{}, false
}

// Suits says whether the holder of such a certificate files the form.
func (f Form) Suits(k pki.Kind) bool {
	switch k {
	case pki.KindPerson, pki.KindFOP:
		return f.own
	case pki.KindCorporate, pki.KindStamp:
		return !f.own
	}
	return false
}

// A Filer is whose report it is.
type Filer struct {
	Name string `json:"name"`
	Code string `json:"code"` // РНОКПП or ЄДРПОУ
}

// A Period is the quarter that a report is about.
type Period struct {
	Year    int `json:"year"`
	Quarter int `json:"quarter"` // 1 to 4
}

// LastPeriod is the quarter that ended last.
func LastPeriod(now time.Time) Period {
	quarter := (int(now.Month()) - 1) / 3 // of those before now in the year
	if quarter == 0 {
		return Period{now.Year() - 1, 4}
	}
	return Period{now.Year(), quarter}
}

// A Line is what a report says in one line, to people.
type Line struct {
	Label Words  `json:"label"`
	Value string `json:"value"` // "120000.00", "3"
	Unit  Unit   `json:"unit"`
}

// Lines are what a report says to people. The last one is what all comes to.
func (f Form) Lines() []Line {
	lines := make([]Line, len(f.lines))
	for i, l := range f.lines {
		lines[i] = Line{l.label, l.text(), l.unit}
	}
	return lines
}

func (l line) text() string {
	if l.unit == Money {
		return fmt.Sprintf("%d.%02d", l.value/100, l.value%100)
	}
	return fmt.Sprint(l.value)
}

// Where all filers of the demo are registered: a tax office of Kyiv.
const region, district, office = 26, 50, 2650

// Fill is the report of a filer; number tells it from their others of that form and
// period, from 1.
func (f Form) Fill(who Filer, about Period, number int, filled time.Time) (dps.Report, error) {
	form, err := dps.ParseForm(f.Code)
	if err != nil {
		return dps.Report{}, err
	}
	report := dps.Report{
		Head: dps.Head{
			TIN: who.Code, Form: form, Count: number, Region: region, District: district, Office: office,
			Month: 3 * about.Quarter, Period: dps.Quarterly, Year: about.Year, State: dps.Original, Filled: filled, Software: "Pidpys demo",
		},
		Body: []dps.Element{{Name: "HNAME", Value: who.Name}, {Name: "HTIN", Value: who.Code}},
	}
	for _, l := range f.lines {
		report.Body = append(report.Body, dps.Element{Name: l.element, Value: l.text()})
	}
	return report, nil
}
