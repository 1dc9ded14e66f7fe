// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The codes of PROTOCOL.md, section 10, that are mended in the set-up: where the page of help looks. */
const SET_UP = new Set([
  'extension-missing', 'host-missing', 'host-forbidden', 'host-too-old', 'extension-too-old', 'page-not-listed', 'pin-entry-unavailable', 'token-unsupported',
  'driver-missing', 'driver-refused', 'driver-crashed', 'driver-silent', 'driver-failed', 'worker-missing', 'key-kind-forbidden', 'no-tpm', 'tpm-forbidden',
  'tpm-failed', 'cannot-generate',
]);

/** @param {string} code */
export function ofSetUp(code) {
  return SET_UP.has(code);
}
