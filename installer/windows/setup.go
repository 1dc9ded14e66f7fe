// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"context"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/installer/product"
)

// makensis makes programs that install.
var makensis = product.Tool{Program: "makensis", Package: "nsis"}

// buildSetup makes a program at path that installs the contents, in the folder
// in which they lie.
func buildSetup(ctx context.Context, c contents, path string) error {
	source, err := c.fill("setup.nsi")
	if err != nil {
		return err
	}
	script := filepath.Join(c.Work, "setup.nsi")
	if err := os.WriteFile(script, source, 0o600); err != nil {
		return err
	}
	_, err = makensis.Run(ctx, c.Work, nil, "-V2", "-WX", "-INPUTCHARSET", "UTF8", "-XOutFile "+path, script)
	return err
}
