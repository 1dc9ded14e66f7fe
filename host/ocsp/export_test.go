// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp

// Signed are the octets that the signature is over.
func (r *Response) Signed() []byte { return r.tbs }
