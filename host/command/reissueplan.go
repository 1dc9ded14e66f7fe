// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/pidpys/pidpys/host/reissue"
)

// printPlan prints for whoever is to agree what will be done, and what to know
// before.
func (r *reissuing) printPlan() {
	p := r.plan
	fmt.Fprintln(r.err, r.words.text("cli_reissue_of", r.owner(p.Old), date(p.Old.NotAfter), r.authority()))
	fmt.Fprintln(r.err, r.words.text("plan_heading")+":")
	for _, step := range r.way() {
		fmt.Fprintln(r.err, "  • "+step)
	}
	for _, caution := range p.Cautions {
		said := r.words.text("caution_" + strings.ReplaceAll(string(caution), "-", "_"))
		fmt.Fprintln(r.err, r.words.text("cli_caution", said))
	}
}

// way is what remains to be done, in order.
func (r *reissuing) way() []string {
	p, onto, text := r.plan, placeName(r.plan.Onto), r.words.text
	steps := []string{
		text("plan_make", onto) + " " + text("algorithm_is", text("algorithm_"+string(p.Kind))) + ".",
		text("plan_request_"+string(p.Road), r.authority()),
		text("plan_store_"+string(p.Road), onto),
		text("plan_old"),
	}
	switch p.State {
	case reissue.Planned:
		return steps
	case reissue.Generated:
		return steps[1:]
	}
	return steps[2:]
}

// authority is who issues the certificate.
func (r *reissuing) authority() string {
	return cmp.Or(r.plan.Authority, r.words.text("authority_some"))
}

// placeName is what a person can tell by where a new key is made.
func placeName(p reissue.Place) string { return strings.Join(p.DisplayNames(), ", ") }
