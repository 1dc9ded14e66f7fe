// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package product

import (
	"context"
	"fmt"
	"os"
)

var gpg = Tool{"gpg", "gpg"}

// Sign signs a file with the OpenPGP key, apart and armoured (RFC 9580, section
// 10.4), and returns the signature's path: the file's with ".asc".
func (k Keys) Sign(ctx context.Context, path string) (string, error) {
	home, err := os.MkdirTemp("", "pidpys-gpg-")
	if err != nil {
		return "", fmt.Errorf("product: %w", err)
	}
	defer os.RemoveAll(home)
	// An agent would live on in the folder that goes away.
	defer func() {
		_, _ = Tool{"gpgconf", "gpgconf"}.Run(context.WithoutCancel(ctx), "", nil, "--homedir", home, "--kill", "all")
	}()
	signature := path + ".asc"
	for _, args := range [][]string{
		{"--import", k.GPG},
		{"--yes", "--armor", "--output", signature, "--detach-sign", path},
	} {
		if _, err := gpg.Run(ctx, "", nil, append([]string{"--batch", "--homedir", home}, args...)...); err != nil {
			return "", fmt.Errorf("product: %w", err)
		}
	}
	return signature, nil
}
