// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package asic reads and writes Associated Signature Containers, ETSI EN 319
// 162-1: ZIP files of documents together with CAdES signatures over them. In
// ASiC-S one signature file is over the one document; in ASiC-E each signature
// file is over a manifest that lists documents and their digests. Time-stamps
// are read and judged too: over the document of an ASiC-S, and over manifests,
// those of archives among them (annex A.7), which prove when signatures existed.
//
// What is read is hostile: a file that two programs could understand in two
// ways is refused, for one of them would show other documents than were
// verified. So every octet of the archive must belong to an entry, both headers
// of an entry must agree, and no two names may meet on any file system. Nothing
// is inflated beyond its limits, and archives within the archive are documents
// like others: they stay closed. Where the archive holds together but the rules
// for containers are bent (mimetype not the first entry, a line end after it),
// it is read, with a warning. ZIP64, and so four gigabytes, is not read.
//
// What is written keeps the rules: mimetype first, documents as they are and
// not compressed, manifests with SHA-256.
//
// XAdES signatures, which Diia's containers hold, and evidence records are
// named in the report, but not judged.
package asic
