// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What of a document can be shown without trusting it: plain text and three
 * kinds of pictures, told by their octets and never by their names.
 *
 * @typedef {{picture: string} | {text: string} | Record<string, never>} Shown  A picture's media type, the text, or nothing.
 */

/** @type {[string, RegExp][]} The first octets, as Latin-1. */
const PICTURES = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/webp', /^RIFF....WEBP/s],
];

/** Controls, but for those that end lines and set tabs: no text has them. */
const BINARY = /(?![\t\n\r\f])\p{Cc}/u;

/**
 * @param {Uint8Array} octets  A document's beginning, or all of it.
 * @param {boolean} [whole]  Whether that is all.
 * @param {string} [charset]  Of text that does not say it itself: UTF-8, or windows-1251, which older programs write.
 * @returns {Shown}
 */
export function judge(octets, whole = true, charset = 'utf-8') {
  const head = String.fromCharCode(...octets.subarray(0, 200));
  const picture = PICTURES.find(([, signature]) => signature.test(head))?.[0];
  if (picture) return { picture };
  // Tax reports are XML that says it is windows-1251.
  const [, named = charset] = /^<\?xml[^>]* encoding=["'](windows-1251)["']/i.exec(head) ?? [];
  try {
    const text = new TextDecoder(named, { fatal: true }).decode(octets, { stream: !whole });
    return BINARY.test(text) ? {} : { text };
  } catch {
    return {};
  }
}
