// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What a page's surroundings let it do, before anybody is asked.
 *
 * @typedef {object} Finding
 * @property {boolean} good
 * @property {string} what  Names the sentence.
 */

/** @param {Pick<Window & typeof globalThis, 'isSecureContext' | 'origin' | 'location'>} page @returns {Finding} */
export function origin({ isSecureContext, origin, location }) {
  if (!isSecureContext) return { good: false, what: 'insecure' };
  if (origin !== location.origin || !location.protocol.startsWith('http')) return { good: false, what: 'opaque' };
  return { good: true, what: 'secure' };
}

/** @param {Pick<Window, 'top' | 'parent'>} page  The window itself. @returns {Finding} */
export function frames(page) {
  if (page === page.top) return { good: true, what: 'top' };
  return page.parent === page.top ? { good: true, what: 'framed' } : { good: false, what: 'nested' };
}

/**
 * @param {string} text  The Content-Security-Policy of the page, all of them joined by commas; empty: none.
 * @returns {Finding}
 */
export function policy(text) {
  if (!text.trim()) return { good: true, what: 'policyNone' };
  const directives = text.split(/[;,]/).map((directive) => directive.trim().toLowerCase().split(/\s+/));
  const sources = (/** @type {string} */ name) => directives.find(([first]) => first === name)?.slice(1);
  // Without it the origin is opaque, and no extension answers.
  if (sources('sandbox')?.includes('allow-same-origin') === false) return { good: false, what: 'policySandbox' };
  const scripts = sources('script-src') ?? sources('default-src');
  const loose = !scripts || scripts.some((source) => ["'unsafe-inline'", "'unsafe-eval'", '*', 'data:'].includes(source));
  return { good: true, what: loose ? 'policyLoose' : 'policyStrict' };
}

/**
 * @param {Document} page
 * @param {typeof fetch} [ask]
 * @returns {Promise<string>} Its policies, from the header and from the page itself.
 */
export async function policyOf(page, ask = fetch) {
  const answer = await ask(page.location.href, { method: 'HEAD', cache: 'no-store' });
  const own = Array.from(page.querySelectorAll('meta[http-equiv="Content-Security-Policy" i]'), (meta) => meta.getAttribute('content') ?? '');
  return [answer.headers.get('Content-Security-Policy') ?? '', ...own].filter(Boolean).join(', ');
}
