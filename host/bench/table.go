// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Peers of the table's columns.
const (
	openSSL      = "openssl"
	bouncyCastle = "bouncycastle"
	gost89       = "jkurwa"
	portable     = "pidpys-purego"
	ours         = "pidpys"
)

// A run is the medians of figures by peer.
type run struct {
	values map[string]map[string]float64 // figure, peer
	units  map[string]string
	rounds int
}

func readRun(path string) (run, error) {
	file, err := os.Open(path)
	if err != nil {
		return run{}, err
	}
	defer file.Close()
	rounds, units := map[string]map[string][]float64{}, map[string]string{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var r result
		if !strings.HasPrefix(lines.Text(), "{") {
			continue
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return run{}, fmt.Errorf("%s: %w", path, err)
		}
		if rounds[r.Figure] == nil {
			rounds[r.Figure] = map[string][]float64{}
		}
		rounds[r.Figure][r.Peer] = append(rounds[r.Figure][r.Peer], r.Value)
		units[r.Figure] = r.Unit
	}
	if err := lines.Err(); err != nil {
		return run{}, fmt.Errorf("%s: %w", path, err)
	}
	medians, most := map[string]map[string]float64{}, 0
	for figure, peers := range rounds {
		medians[figure] = map[string]float64{}
		for peer, values := range peers {
			slices.Sort(values)
			if peer == ours {
				most = max(most, len(values))
			}
			medians[figure][peer] = values[len(values)/2]
		}
	}
	return run{medians, units, most}, nil
}

// printTable writes what stands in host/crypto/README.md: our figures beside those
// of the peers, then the goals.
func printTable(w io.Writer, path string) error {
	r, err := readRun(path)
	if err != nil {
		return err
	}
	without := r.withoutPeer()
	fmt.Fprintf(w, "Medians of %d interleaved rounds on %s, %s; per second of CPU time, MB = 10⁶ octets.\n\n", r.rounds, processor(), time.Now().Format(time.DateOnly))
	fmt.Fprintln(w, "| figure | unit | ours | without AVX-512 | portable | Bouncy Castle | jkurwa | ours ÷ Bouncy Castle | portable ÷ Bouncy Castle |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|")
	for _, figure := range r.figures() {
		of := r.values[figure]
		row := []string{figure, r.units[figure]}
		for _, peer := range []string{ours, without, portable, bouncyCastle, gost89} {
			row = append(row, number(of[peer]))
		}
		row = append(row, number(r.ratio(figure, ours, of[bouncyCastle])), number(r.ratio(figure, portable, of[bouncyCastle])))
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
	}
	fmt.Fprintf(w, "\nOpenSSL in the same run: ECDSA P-256 %s signatures and %s verifications in a second, SHA-256 %s MB/s.\n\n",
		number(r.values["ecdsa_p256_sign"][openSSL]), number(r.values["ecdsa_p256_verify"][openSSL]), number(r.values["sha256"][openSSL]))

	r.printGoals(w)
	return nil
}

// processor is what this machine calls its own.
func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// figures are those we have, related ones together.
func (r run) figures() (names []string) {
	for figure, peers := range r.values {
		if _, ok := peers[ours]; ok {
			names = append(names, figure)
		}
	}
	slices.Sort(names)
	return names
}

// withoutPeer is us on a processor with fewer features.
func (r run) withoutPeer() string {
	for _, peers := range r.values {
		for peer := range peers {
			if strings.HasPrefix(peer, ours+"-without-") {
				return peer
			}
		}
	}
	return ""
}

// ratio is how many times faster than a value a peer is; 0 if that is not known.
func (r run) ratio(figure, peer string, than float64) float64 {
	value := r.values[figure][peer]
	if !strings.HasSuffix(r.units[figure], "/s") {
		value, than = than, value
	}
	if than == 0 {
		return 0
	}
	return value / than
}

// number has three digits; an unknown one is empty.
func number(x float64) string {
	if x == 0 {
		return ""
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
