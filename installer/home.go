// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import "errors"

// ErrForeignHome is the error of root who would write into the home folder of
// another, as sudo has it where it keeps $HOME. The person whose it is says where
// links there lead, and the browser of that person could not read what root made.
var ErrForeignHome = errors.New("installer: root does not write into the home folder of another")
