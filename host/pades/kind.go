// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import "github.com/pidpys/pidpys/host/pades/internal/pdf"

// The kinds of signatures: ISO 32000-1 section 12.8.3 and ETSI EN 319 142-1
// sections 6.3 and 5.4.3.
const (
	subFilterCAdES = pdf.Name("ETSI.CAdES.detached")
	subFilterCMS   = pdf.Name("adbe.pkcs7.detached")
	subFilterStamp = pdf.Name("ETSI.RFC3161")
)
