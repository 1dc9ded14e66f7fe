// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"math"
	"os/exec"
	"strconv"
	"strings"
)

// measureOpenSSL prints the yardsticks by which machines of different speed are
// compared, as "openssl speed" of OpenSSL 3 finds them: in whole seconds.
func measureOpenSSL(seconds float64, print func(result)) error {
	whole := strconv.Itoa(int(math.Max(1, math.Ceil(seconds))))
	out, err := exec.Command("openssl", "speed", "-mr", "-seconds", whole, "-bytes", strconv.Itoa(bulk), "ecdsap256", "sha256").Output()
	if err != nil {
		return fmt.Errorf("openssl speed: %w", err)
	}
	for line := range strings.Lines(string(out)) {
		// +F:6:sha256:octets in a second, +F4:3:256:signatures:verifications
		fields := strings.Split(strings.TrimSpace(line), ":")
		number := func(i int, unit float64) float64 {
			x, parseErr := strconv.ParseFloat(fields[i], 64)
			if parseErr != nil {
				err = fmt.Errorf("openssl speed: %w in %q", parseErr, line)
			}
			return x / unit
		}
		yardstick := func(figure, unit string, value float64) {
			print(result{Peer: "openssl", Figure: figure, Unit: unit, Value: value, Wall: value, N: 1})
		}
		switch {
		case fields[0] == "+F" && len(fields) == 4:
			yardstick("sha256", "MB/s", number(3, 1e6))
		case fields[0] == "+F4" && len(fields) == 5:
			yardstick("ecdsa_p256_sign", "ops/s", number(3, 1))
			yardstick("ecdsa_p256_verify", "ops/s", number(4, 1))
		}
	}
	return err
}
