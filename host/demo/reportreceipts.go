// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/pidpys/pidpys/host/relying/dps"
)

// maxReceipts is how many containers of one number are kept of a report.
const maxReceipts = 3

// receipts are what came about a report. Under which number a container came nobody signed,
// and the cabinet cannot open it: until the visitor's Pidpys has believed one, all that
// come under that number are kept, so that none can bar another.
type receipts struct {
	list  []received // as they came
	count int        // of all that were ever kept
}

// received is a container that came.
type received struct {
	dps.Enclosed
	id       int    // in this report, from 1
	believed bool   // by Pidpys
	doubt    string // why not, as a code of Pidpys
}

// doubts are codes of Pidpys that are about a receipt, and not about its being opened.
var doubts = regexp.MustCompile(`^(receipt-[a-z]{1,20}|not-a-receipt)$`)

// keep keeps what came, and tells whether a number has something to be read that had not. The
// same receipt is encrypted anew for each answer.
func (r *receipts) keep(came []dps.Enclosed) (more bool) {
	had := map[int]bool{}
	for _, k := range r.list {
		had[k.Number] = had[k.Number] || k.doubt == ""
	}
	for _, c := range came {
		same := func(k received) bool {
			return k.Number == c.Number && (k.believed || bytes.Equal(k.Content, c.Content))
		}
		if c.Number < 1 || c.Number > 2 || slices.ContainsFunc(r.list, same) {
			continue
		}
		r.count++
		r.list = append(r.list, received{Enclosed: c, id: r.count})
		r.makeRoom(c.Number)
		more = more || !had[c.Number]
	}
	return more
}

// makeRoom drops what is too much under a number, none of which is believed: first what is
// known to be bad.
func (r *receipts) makeRoom(number int) {
	var bad, other []int
	for _, k := range r.list {
		switch {
		case k.Number != number:
		case k.doubt != "":
			bad = append(bad, k.id)
		default:
			other = append(other, k.id)
		}
	}
	excess := max(0, len(bad)+len(other)-maxReceipts)
	drop := slices.Concat(bad, other)[:excess]
	r.list = slices.DeleteFunc(r.list, func(k received) bool { return slices.Contains(drop, k.id) })
}

// find is a container that is kept.
func (r *receipts) find(id int) *received {
	i := slices.IndexFunc(r.list, func(k received) bool { return k.id == id })
	if i < 0 {
		return nil
	}
	return &r.list[i]
}

// judge notes what Pidpys found: a doubt, or that the receipt is to be believed, with the number that it
// has itself, 0 if none. What else is unread under that number is dropped then, and
// so is one that was believed before.
func (r *receipts) judge(id int, doubt string, number int) {
	k := r.find(id)
	if k == nil {
		return
	}
	k.believed, k.doubt = doubt == "", doubt
	if !k.believed {
		return
	}
	if number != 0 {
		k.Number = number
	}
	number = k.Number
	r.list = slices.DeleteFunc(r.list, func(o received) bool { return o.Number == number && o.id != id && o.doubt == "" })
}
