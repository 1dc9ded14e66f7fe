// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { element } from './elements.js';

/**
 * Has the browser save what is never shown.
 *
 * @param {BlobPart[]} parts
 * @param {string} name  Safe to show.
 */
export function save(parts, name) {
  const address = URL.createObjectURL(new Blob(parts, { type: 'application/octet-stream' }));
  element('a', { href: address, download: name }).click();
}
