// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What a file of the person's is, as far as that says what can be done with it.
 *
 * @typedef {'signature' | 'envelope' | 'container' | 'pdf' | 'certificate' | 'key' | 'document'} Nature
 *   A CMS SignedData, a CMS EnvelopedData, an ASiC container, a certificate, a container of private keys, or anything else.
 */

/** How much of a file's beginning tells its nature, in octets. */
export const HEAD = 1024;

/** The tag and length of a SEQUENCE in BER (X.690, 8.1), as Latin-1. */
const SEQUENCE = '\\x30(?:[\\x00-\\x80]|\\x81.|\\x82..|\\x83...|\\x84....)';

/** id-data is 1 of these, id-signedData 2, id-envelopedData 3 (RFC 5652, section 14). */
const CMS = `${SEQUENCE}\\x06\\x09\\x2a\\x86\\x48\\x86\\xf7\\x0d\\x01\\x07`;

/** How an entry of a ZIP archive begins (APPNOTE.TXT, section 4.3.7). */
const ENTRY = 'PK\\x03\\x04';

/** @type {[Nature, RegExp][]} */
const BEGINNINGS = [
  ['signature', new RegExp(`^${CMS}\\x02`, 's')],
  ['envelope', new RegExp(`^${CMS}\\x03`, 's')],
  // Version 3, and a serial number after it (RFC 5280, section 4.1).
  ['certificate', new RegExp(`^${SEQUENCE}${SEQUENCE}\\xa0\\x03\\x02\\x01\\x02\\x02`, 's')],
  ['certificate', /^-----BEGIN CERTIFICATE-----/],
  ['pdf', /^%PDF-/],
  // The first entry of the archive says so, uncompressed (EN 319 162-1, section A.1).
  ['container', new RegExp(`^${ENTRY}.{26}mimetypeapplication/vnd\\.etsi\\.asic-[es]\\+zip`, 's')],
];

/** How a message begins that is written in letters: PEM (RFC 7468), whatever it is labelled, or base64 alone. The host reads these as they are. */
const LETTERS = /^(?:\xef\xbb\xbf)?\s*(?:-----BEGIN [A-Z0-9 ]+-----)?\s*(M[A-Za-z0-9+/\s]+)/;

/** A container may lack that entry. Then its name tells; any other archive is a document like others. */
const CONTAINER = /\.(asice|asics|sce|scs)$/i;
const ARCHIVE = new RegExp(`^${ENTRY}`);

/** Keys are told by their names: several formats begin alike, and nothing of them is to be read here. */
const KEY = /(^key-6\.dat|\.(pfx|p12|jks|pk8|zs2))$/i;

/**
 * @param {string} name
 * @param {Uint8Array} head  The file's first `HEAD` octets, or all of it.
 * @returns {Nature}
 */
export function natureOf(name, head) {
  if (KEY.test(name)) return 'key';
  const text = String.fromCharCode(...head.subarray(0, HEAD));
  const told = BEGINNINGS.find(([, beginning]) => beginning.test(text))?.[0] ?? inLetters(text);
  return told ?? (ARCHIVE.test(text) && CONTAINER.test(name) ? 'container' : 'document');
}

/**
 * @param {string} text  A file's beginning.
 * @returns {Nature | undefined} A signature or an envelope: of other things, who wants them in letters is not known.
 */
function inLetters(text) {
  const letters = (LETTERS.exec(text)?.[1] ?? '').replace(/\s/g, '');
  const octets = atob(letters.slice(0, letters.length - (letters.length % 4)));
  return BEGINNINGS.find(([nature, beginning]) => ['signature', 'envelope'].includes(nature) && beginning.test(octets))?.[0];
}

/**
 * @param {Uint8Array} octets  Of a certificate, in DER or PEM (RFC 7468).
 * @returns {Uint8Array<ArrayBuffer>} In DER: of PEM, the first one.
 */
export function derOf(octets) {
  if (octets[0] === 0x30) return Uint8Array.from(octets);
  const [, armoured = ''] = /-----BEGIN CERTIFICATE-----([^-]*)-----END/.exec(new TextDecoder('latin1').decode(octets)) ?? [];
  return Uint8Array.from(atob(armoured.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
}
