// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Messages written in letters, as some programs save signatures: PEM (RFC 7468),
 * or base64 alone. The host takes octets.
 */

/** Whatever is longer is taken as it is: it has to be in memory, in octets. */
const LARGEST = 64 << 20;

const PEM = /^-----BEGIN (?:PKCS7|CMS)-----([A-Za-z0-9+/=\s]+)-----END (?:PKCS7|CMS)-----\s*$/;

/** In base64 a long SEQUENCE begins so: 30 80 to 30 84. */
const BARE = /^MI[A-T][A-Za-z0-9+/=\s]+$/;
const BEGINNING = /^(-----BEGIN (PKCS7|CMS)-----|MI[A-T])/;

/**
 * @param {Blob} blob
 * @returns {Promise<Uint8Array<ArrayBuffer> | undefined>} What the letters stand for; nothing where they stand for none.
 */
export async function unarmoured(blob) {
  if (blob.size > LARGEST || !BEGINNING.test(await blob.slice(0, 32).text())) return undefined;
  const text = (await blob.text()).trim();
  const letters = PEM.exec(text)?.[1] ?? BARE.exec(text)?.[0];
  if (!letters) return undefined;
  try {
    return Uint8Array.from(atob(letters.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
