// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"path/filepath"
)

// worker finds a token worker that is missing, which may be meant, for it comes in a
// package of its own; or that cannot be started, or came with another version of this
// program. Without it no token is seen. The one for 32-bit modules need not be there.
func worker(ctx context.Context, b *Bench) []Finding {
	if b.Worker == "" || b.WorkerVersion == nil {
		return nil
	}
	findings := []Finding{b.ofWorker(ctx, b.Worker)}
	if b.Worker32 != "" && exists(b.Worker32) {
		findings = append(findings, b.ofWorker(ctx, b.Worker32))
	}
	return findings
}

func (b *Bench) ofWorker(ctx context.Context, path string) Finding {
	finding := func(check string, severity Severity, with ...string) Finding {
		return Finding{Check: check, Severity: severity, Subject: filepath.Base(path), With: append([]string{b.private(path)}, with...)}
	}
	if !exists(path) {
		return finding("worker-missing", Warning)
	}
	version, err := b.WorkerVersion(ctx, path)
	switch {
	case err != nil:
		return finding("worker-silent", Error)
	case version != b.Version:
		return finding("worker-other-version", Error, version, b.Version)
	}
	return finding("worker-there", OK)
}
