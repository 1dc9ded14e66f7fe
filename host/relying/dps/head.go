// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// A State is of which kind a report is: C_DOC_STAN.
type State int

// States of reports.
const (
	Original   State = 1 // звітний
	Replacing  State = 2 // звітний новий
	Correcting State = 3 // уточнюючий
)

// A Period is what a report is about: PERIOD_TYPE.
type Period int

// Periods of reports.
const (
	Monthly    Period = 1
	Quarterly  Period = 2
	HalfYearly Period = 3
	NineMonths Period = 4
	Yearly     Period = 5
)

// A Head says which report a document is: DECLARHEAD. The names of its elements, and
// what is in them, are of the order of the Ministry of Revenues and Duties of
// 29.11.2013 № 729, here as open programs and a public reading of it have them.
type Head struct {
	TIN      string // of whom it is: ЄДРПОУ or РНОКПП, 1 to 10 letters and digits
	Form     Form
	Type     int    // C_DOC_TYPE, 0 to 99: 0 of the first, then counting what replaces or corrects it
	Count    int    // C_DOC_CNT, 1 to 9999999: which of several of that form in the period
	Region   int    // C_REG, 0 to 99
	District int    // C_RAJ, 0 to 99
	Month    int    // PERIOD_MONTH, 1 to 12: the last of the period
	Period   Period // PERIOD_TYPE
	Year     int    // PERIOD_YEAR, 2000 to 2999
	Office   int    // C_STI_ORIG, 0 to 9999: the tax office, for the first time Region and District in one
	State    State
	Filled   time.Time // D_FILL, a day
	Software string    // SOFTWARE, what wrote it; may be empty
}

var tin = regexp.MustCompile(`^[0-9A-ZА-ЯЄІЇҐ]{1,10}$`)

// check is an error where a member is none that the order knows.
func (h Head) check() error {
	within := func(n, low, high int) bool { return low <= n && n <= high }
	switch {
	case !tin.MatchString(h.TIN):
		return fmt.Errorf("%w: TIN", ErrMalformed)
	case !within(h.Type, 0, 99), !within(h.Count, 1, 9_999_999), !within(h.Region, 0, 99), !within(h.District, 0, 99), !within(h.Office, 0, 9999):
		return fmt.Errorf("%w: a number of the head", ErrMalformed)
	case !within(h.Month, 1, 12), !within(int(h.Period), int(Monthly), int(Yearly)), !within(h.Year, 2000, 2999):
		return fmt.Errorf("%w: a period", ErrMalformed)
	case !within(int(h.State), int(Original), int(Correcting)):
		return fmt.Errorf("%w: C_DOC_STAN", ErrMalformed)
	}
	return h.Form.check()
}

// elements are the head in the order that schemas want.
func (h Head) elements() []Element {
	return []Element{
		{Name: "TIN", Value: h.TIN},
		{Name: "C_DOC", Value: h.Form.Doc},
		{Name: "C_DOC_SUB", Value: h.Form.Sub},
		{Name: "C_DOC_VER", Value: strconv.Itoa(h.Form.Version)},
		{Name: "C_DOC_TYPE", Value: strconv.Itoa(h.Type)},
		{Name: "C_DOC_CNT", Value: strconv.Itoa(h.Count)},
		{Name: "C_REG", Value: strconv.Itoa(h.Region)},
		{Name: "C_RAJ", Value: strconv.Itoa(h.District)},
		{Name: "PERIOD_MONTH", Value: strconv.Itoa(h.Month)},
		{Name: "PERIOD_TYPE", Value: strconv.Itoa(int(h.Period))},
		{Name: "PERIOD_YEAR", Value: strconv.Itoa(h.Year)},
		{Name: "C_STI_ORIG", Value: strconv.Itoa(h.Office)},
		{Name: "C_DOC_STAN", Value: strconv.Itoa(int(h.State))},
		{Name: "LINKED_DOCS"},
		{Name: "D_FILL", Value: h.Filled.Format(day)},
		{Name: "SOFTWARE", Value: h.Software},
	}
}

// day is how days are written: two digits of the day and of the month, then the year.
const day = "02012006"

// parseHead reads a head. What it does not know it passes over: services add elements.
func parseHead(elements []Element) (Head, error) {
	var h Head
	values := map[string]string{}
	for _, e := range elements {
		if _, twice := values[e.Name]; twice {
			return Head{}, fmt.Errorf("%w: %s twice", ErrMalformed, e.Name)
		}
		values[e.Name] = e.Value
	}
	h.TIN, h.Form.Doc, h.Form.Sub, h.Software = values["TIN"], values["C_DOC"], values["C_DOC_SUB"], values["SOFTWARE"]
	for name, to := range map[string]*int{
		"C_DOC_VER": &h.Form.Version, "C_DOC_TYPE": &h.Type, "C_DOC_CNT": &h.Count, "C_REG": &h.Region, "C_RAJ": &h.District,
		"PERIOD_MONTH": &h.Month, "PERIOD_TYPE": (*int)(&h.Period), "PERIOD_YEAR": &h.Year, "C_STI_ORIG": &h.Office, "C_DOC_STAN": (*int)(&h.State),
	} {
		var err error
		if *to, err = strconv.Atoi(values[name]); err != nil {
			return Head{}, fmt.Errorf("%w: %s", ErrMalformed, name)
		}
	}
	var err error
	if h.Filled, err = time.Parse(day, values["D_FILL"]); err != nil {
		return Head{}, fmt.Errorf("%w: D_FILL", ErrMalformed)
	}
	return h, h.check()
}
