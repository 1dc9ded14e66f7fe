// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Octets that are too many for one frame: lent to the host, which reads them in pieces, or written by it. */

import { PidpysError } from './peer.js';

/**
 * The largest piece of a document one `read` may ask for, in bytes.
 * @internal
 */
export const PIECE = 524288;

/**
 * Blobs lent to the host for the time of a call, which reads them piece by piece.
 * @internal
 */
export class Shelf {
  /** @type {Map<string, () => Blob | Promise<Blob>>} */
  #sources = new Map();

  /**
   * @param {Blob | (() => Promise<Blob>)} source  A function is called once, when first read.
   * @returns {string} The handle to name it by.
   */
  put(source) {
    const handle = crypto.randomUUID();
    /** @type {Promise<Blob> | undefined} */
    let made;
    this.#sources.set(handle, source instanceof Blob ? () => source : () => (made ??= source()));
    return handle;
  }

  /** @param {string[]} handles  No longer lent. */
  remove(...handles) {
    for (const handle of handles) this.#sources.delete(handle);
  }

  /**
   * Answers `read`.
   * @param {{blob: string, offset: number, length: number}} params
   * @returns {Promise<{data: string}>} In base64; fewer bytes than asked only at the end.
   */
  async read({ blob, offset, length }) {
    const source = this.#sources.get(blob);
    if (!source) throw new PidpysError('unknown-blob');
    const whole = [offset, length].every(Number.isSafeInteger);
    if (!(whole && offset >= 0 && length >= 1 && length <= PIECE)) throw new PidpysError('invalid-params');
    try {
      const piece = (await source()).slice(offset, offset + length);
      return { data: toBase64(new Uint8Array(await piece.arrayBuffer())) };
    } catch (cause) {
      // The browser's word for a file that is no longer what was chosen.
      const changed = cause instanceof DOMException && cause.name === 'NotReadableError';
      throw new PidpysError(changed ? 'document-changed' : 'read-failed', { cause });
    }
  }
}

/**
 * What the host writes to a page for one call, made of each document.
 * @internal
 */
export class Written {
  /** @type {Map<number, {size: number, pieces: Blob[]}>} By the document's index; blobs, which the browser may keep outside its memory. */
  #streams = new Map();

  /**
   * Answers `write`.
   * @param {{document: number, offset: number, data: string}} params
   */
  write({ document, offset, data }) {
    const stream = this.#stream(document);
    if (offset !== stream.size) throw new PidpysError('invalid-params');
    const piece = new Blob([fromBase64(data)]);
    stream.pieces.push(piece);
    stream.size += piece.size;
    this.#streams.set(document, stream);
  }

  /**
   * @param {number} document  Its index.
   * @param {number} size  What the call's result says of it.
   * @returns {Blob[]} The pieces of the whole, which are kept no more.
   */
  take(document, size) {
    const stream = this.#stream(document);
    if (stream.size !== size) throw new PidpysError('failed');
    this.#streams.delete(document);
    return stream.pieces;
  }

  /** @param {number} document */
  #stream(document) {
    return this.#streams.get(document) ?? { size: 0, pieces: [] };
  }
}

/**
 * @param {Uint8Array} octets
 * @internal
 */
export function toBase64(octets) {
  // Chromium 140, Firefox 133: a hundred times faster.
  if (typeof octets.toBase64 === 'function') return octets.toBase64();
  let text = '';
  // The number of arguments a call may have is limited.
  for (let i = 0; i < octets.length; i += 8192) text += String.fromCharCode(...octets.subarray(i, i + 8192));
  return btoa(text);
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
