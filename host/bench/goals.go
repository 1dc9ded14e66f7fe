// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"io"
)

// A goal is how many times faster than a peer we want to be, or, without a peer,
// how many milliseconds a job may take. 0 is no goal.
type goal struct {
	figure   string
	peer     string
	yard     string // the peer's figure if it has another name
	best     float64
	without  float64 // AVX-512
	portable float64 // without assembly
}

var goals = []goal{
	{figure: "dstu4145_m257_sign", peer: openSSL, yard: "ecdsa_p256_sign", best: 1},
	{figure: "dstu4145_m257_sign", peer: bouncyCastle, best: 15, portable: 3},
	{figure: "dstu4145_m257_verify", peer: openSSL, yard: "ecdsa_p256_verify", best: 1},
	{figure: "dstu4145_m257_verify", peer: bouncyCastle, portable: 3},
	{figure: "dstu4145_m257_verify_kept_key", peer: openSSL, yard: "ecdsa_p256_verify", best: 2},
	{figure: "dstu4145_m431_sign", peer: bouncyCastle, best: 15, portable: 2.5},
	{figure: "dstu4145_m431_verify", peer: bouncyCastle, best: 15, portable: 2},
	{figure: "gost34311", peer: bouncyCastle, best: 25},
	{figure: "gost34311", peer: gost89, best: 40},
	{figure: "kupyna256", peer: bouncyCastle, best: 6, portable: 2},
	{figure: "gost28147_ctr", peer: bouncyCastle, best: 55, without: 20},
	{figure: "gost28147_cfb_enc", peer: bouncyCastle, best: 1.7},
	{figure: "kalyna128_128_ctr", peer: bouncyCastle, best: 7.5},
	{figure: "open_iit", best: 8},
	{figure: "open_pkcs12", best: 15},
	{figure: "cms_32", best: 0.1},
}

// printGoals writes a row for each. What was missed is in bold.
func (r run) printGoals(w io.Writer) {
	fmt.Fprintln(w, "| | ours | goal | without AVX-512 | goal | portable | goal |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|")
	for _, g := range goals {
		name, yard := g.figure, g.yard
		if yard == "" {
			yard = g.figure
		}
		if g.peer != "" {
			name = fmt.Sprintf("%s ÷ %s of %s", g.figure, yard, g.peer)
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", name,
			g.cells(r, yard, ours, g.best), g.cells(r, yard, r.withoutPeer(), g.without), g.cells(r, yard, portable, g.portable))
	}
}

func (g goal) cells(r run, yard, peer string, wanted float64) string {
	is, sign, missed := r.values[g.figure][peer], "≤", func(is float64) bool { return is > wanted }
	if g.peer != "" {
		is, sign, missed = r.ratio(g.figure, peer, r.values[yard][g.peer]), "≥", func(is float64) bool { return is < wanted }
	}
	switch {
	case wanted == 0:
		return number(is) + " | "
	case is == 0:
		return fmt.Sprintf("not measured | %s %v", sign, wanted)
	case missed(is):
		return fmt.Sprintf("**%s** | %s %v", number(is), sign, wanted)
	default:
		return fmt.Sprintf("%s | %s %v", number(is), sign, wanted)
	}
}
