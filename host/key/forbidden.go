// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import "context"

// Forbidden stands in the place of the [Source] of a scheme whose keys the
// administrator does not let be used: there are none, and whoever names one gets
// [ErrForbidden].
type Forbidden string

// Scheme is that of the source.
func (f Forbidden) Scheme() string { return string(f) }

// List lists nothing.
func (Forbidden) List(context.Context) ([]Info, error) { return nil, nil }

// Open refuses.
func (Forbidden) Open(context.Context, Ref, Asker) (Store, error) { return nil, ErrForbidden }
