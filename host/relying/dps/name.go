// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// FileName is what the file of the report must be called: the order № 729 makes it of
// the head alone, each number with zeros before it.
func (h Head) FileName() (string, error) {
	if err := h.check(); err != nil {
		return "", err
	}
	pad := strings.Repeat("0", 10-len([]rune(h.TIN)))
	return fmt.Sprintf("%02d%02d%s%s%s%s%02d%d%02d%07d%d%02d%04d%04d.xml", h.Region, h.District, pad, h.TIN,
		h.Form.Doc, h.Form.Sub, h.Form.Version, h.State, h.Type, h.Count, h.Period, h.Month, h.Year, h.Office), nil
}

// Named reports whether a file is called as the report in it must be.
func (h Head) Named(file string) bool {
	name, err := h.FileName()
	return err == nil && SameName(name, file)
}

// SameName reports whether two names are those of one report. Services write them in
// capitals, too.
func SameName(a, b string) bool { return a != "" && strings.EqualFold(a, b) }

var fileName = regexp.MustCompile(`(?i)^([0-9]{2})([0-9]{2})([0-9A-ZА-ЯЄІЇҐ]{10})([FJ][0-9]{2})([0-9]{3})([0-9]{2})` +
	`([1-3])([0-9]{2})([0-9]{7})([1-5])([0-9]{2})([0-9]{4})([0-9]{4})\.xml$`)

// ParseFileName reads what a name says of the report. Its TIN has the zeros before it
// that a name has, and of Filled and Software there is nothing in it.
func ParseFileName(name string) (Head, error) {
	found := fileName.FindStringSubmatch(strings.ToUpper(name))
	if found == nil {
		return Head{}, fmt.Errorf("%w: the name of a report", ErrMalformed)
	}
	number := func(i int) int {
		n, _ := strconv.Atoi(found[i])
		return n
	}
	h := Head{
		Region: number(1), District: number(2), TIN: found[3], Form: Form{Doc: found[4], Sub: found[5], Version: number(6)},
		State: State(number(7)), Type: number(8), Count: number(9), Period: Period(number(10)), Month: number(11), Year: number(12), Office: number(13),
	}
	return h, h.check()
}
