// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Command bench measures what stands in the table of host/crypto/README.md: our
// algorithms and whole jobs, one JSON line a figure,
//
//	{"peer":"pidpys","figure":"gost34311","unit":"MB/s","value":270.1,"wall_value":265.9,"n":81}
//
// in which value is per second of this process's CPU time, or that time of one
// job, and wall_value the same by the clock, which also is the value of jobs named
// cold_; MB is 10^6 octets. Other people's
// software prints the same lines; as machines differ and are not quiet, only
// ratios of figures of one run, medians of interleaved rounds, mean anything.
//
//	go run ./host/bench >> run.jsonl
//	go run -tags purego ./host/bench >> run.jsonl
//	go run ./host/bench -without AVX-512 >> run.jsonl
//	go run ./host/bench -yardstick >> run.jsonl
//	go run ./host/bench -program build/pidpys >> run.jsonl
//	go run ./host/bench -table run.jsonl
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"regexp"
	"time"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
)

// A result is one line.
type result struct {
	Peer   string  `json:"peer"`
	Figure string  `json:"figure"`
	Unit   string  `json:"unit"`
	Value  float64 `json:"value"`
	Wall   float64 `json:"wall_value"`
	N      int     `json:"n"`
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	var (
		seconds   = flag.Float64("seconds", 0.3, "CPU time of each figure")
		only      = flag.String("only", "", "only figures whose names match this regular expression")
		without   = flag.String("without", "", "choose as on a processor without this feature")
		peer      = flag.String("peer", "", "under which name to print (pidpys, pidpys-purego …)")
		program   = flag.String("program", "", "measure whole jobs of this pidpys program, from start to exit")
		large     = flag.Bool("large", false, "with -program: sign 1 GiB, too")
		yardstick = flag.Bool("yardstick", false, "measure OpenSSL by its own \"openssl speed\" instead of us")
		summary   = flag.String("table", "", "print a Markdown table of the lines in this file")
	)
	flag.Parse()
	if *summary != "" {
		if err := printTable(os.Stdout, *summary); err != nil {
			log.Fatal(err)
		}
		return
	}

	name := built
	if *without != "" {
		cryptotest.Without(*without)
		name += "-without-" + *without
	}
	if *peer != "" {
		name = *peer
	}
	wanted, err := regexp.Compile(*only)
	if err != nil {
		log.Fatal(err)
	}
	lines := json.NewEncoder(os.Stdout)
	print := func(r result) {
		if r.Peer == "" {
			r.Peer = name
		}
		if err := lines.Encode(r); err != nil {
			log.Fatal(err)
		}
	}
	switch {
	case *yardstick:
		err = measureOpenSSL(*seconds, print)
	case *program != "":
		err = measureProgram(*program, wanted, *large, print)
	default:
		for _, f := range figures() {
			if wanted.MatchString(f.name) {
				print(f.measure(time.Duration(*seconds * float64(time.Second))))
			}
		}
	}
	if err != nil {
		log.Fatal(err)
	}
}

// must is for what only a broken build gets wrong.
func must[T any](x T, err error) T {
	if err != nil {
		panic(fmt.Sprintf("bench: %v", err))
	}
	return x
}
