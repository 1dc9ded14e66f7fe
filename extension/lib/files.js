// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The files a person gives: at the step «Ключ» one key, and certificates beside it; on our own page their documents. */

const CERTIFICATES = /\.(cer|crt|der|p7b|p7c)$/i;

/** What the file chooser offers first for certificates. A .pem may hold either. */
export const ACCEPTED_CERTIFICATES = '.cer,.crt,.der,.p7b,.p7c,.pem';

/** What it offers for a key, and certificates beside it. */
export const ACCEPTED = `.dat,.pfx,.p12,.pk8,.jks,.zs2,${ACCEPTED_CERTIFICATES}`;

/** How many files of the person's own one operation takes: PROTOCOL.md, section 11. */
export const MOST_AT_ONCE = 256;

/** PROTOCOL.md, section 7. */
const MOST_CERTIFICATES = 16;

/**
 * @param {DataTransfer} dropped
 * @returns {File[]} Without folders, which a drop gives as files that cannot be read.
 */
export function filesOf(dropped) {
  const items = [...dropped.items].filter((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory !== true);
  return items.flatMap((item) => item.getAsFile() ?? []);
}

/**
 * @typedef {{name: string, size: number}} Handed  A key file that the host has from the page.
 * @typedef {{key?: File | Handed, certificates: File[]}} Chosen
 *
 * @param {Chosen} before
 * @param {File[]} added
 * @returns {Chosen} The last key among the added takes the earlier one's place and, as they belonged to that one, of its certificates.
 */
export function choose(before, added) {
  const certificates = added.filter(({ name }) => CERTIFICATES.test(name));
  const key = added.findLast((file) => !certificates.includes(file));
  const kept = key && before.key ? [] : before.certificates;
  return { key: key ?? before.key, certificates: limited([...kept, ...certificates]) };
}

/**
 * @param {Chosen} before
 * @param {File[]} certificates  Whatever they are called.
 * @returns {Chosen}
 */
export function add(before, certificates) {
  return { ...before, certificates: limited([...before.certificates, ...certificates]) };
}

/** @param {File[]} certificates  The newest of them are kept. */
export function limited(certificates) {
  return certificates.slice(-MOST_CERTIFICATES);
}

/**
 * @param {Chosen} before
 * @param {File} certificate
 * @returns {Chosen}
 */
export function drop(before, certificate) {
  return { ...before, certificates: before.certificates.filter((file) => file !== certificate) };
}
