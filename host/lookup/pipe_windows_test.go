// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup_test

import "errors"

// makePipe: the file system has none.
func makePipe(string) error { return errors.ErrUnsupported }
