// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Why the element did not do it, in words. */

import { PidpysError } from './client.js';
import { CODES, WORDS } from './words.js';

/** After these the connection is no more, or may be, and a document hands over one only: the page is loaded anew. */
const OVER = new Set(['extension-missing', 'host-missing', 'host-forbidden', 'host-too-old', 'extension-too-old', 'page-not-listed', 'too-many-cancels', 'failed', 'busy']);

/**
 * @param {unknown} error
 * @param {boolean | undefined} ready  Of an error of the page's server: whether there was something signed.
 * @param {import('./words.js').Language} language
 * @returns {{sentence: string, hint: string, reload: boolean}}
 */
export function explain(error, ready, language) {
  const words = WORDS[language];
  if (!(error instanceof PidpysError)) return { sentence: ready ? words.site_failed : words.site_unready, hint: words.site_failed_hint, reload: false };
  const [sentence, hint] = CODES[language][error.code] ?? CODES[language].failed;
  return { sentence, hint: error.hint || hint, reload: OVER.has(error.code) && !error.lost };
}
