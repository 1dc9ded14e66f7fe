// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package e2e tests the whole: a cabinet's page, the extension, the native host
// and the person between them, in real browsers. Its tests stand behind the
// build tag e2e, since they need browsers:
//
//	make test-e2e [SUITE=signin] [BROWSER=chromium|firefox]
//
// Every test leaves pictures of what the person saw in build/e2e.
package e2e
