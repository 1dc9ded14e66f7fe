// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * A ZIP archive of blobs, which are stored as they are: what is signed must come out of it octet by octet, and signatures do
 * not get shorter. APPNOTE.TXT 6.3.10 of PKWARE; the numbers in brackets are its sections.
 */

/** Zip64 extended information [4.5.3]. */
const ZIP64 = 0x0001;
/** Fields of 32 and of 16 bits that refer to it [4.4.1.4]. */
const FULL = 0xffffffff;
const MANY = 0xffff;

/** What reads the archive must know [4.4.3]: of zip64, and else of folders. */
const VERSION = { zip64: 45, plain: 20 };
/** Names are UTF-8 [4.4.4, bit 11]. */
const UTF8 = 0x0800;

/** Remainders of all octets by the polynomial of [4.4.7], reversed. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, octet) => {
  let rest = octet;
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1 ? 0xedb88320 : 0) ^ (rest >>> 1);
  return rest;
});

/**
 * An archive that grows. It holds no octets of its own but the headers: a browser keeps the blobs where they are, so that
 * memory is the same whatever their size.
 */
export class Zip {
  #checksum;
  /** @type {(Blob | Uint8Array<ArrayBuffer>)[]} */
  #parts = [];
  /** @type {Uint8Array<ArrayBuffer>[]} The central directory [4.3.12]. */
  #directory = [];
  #size = 0;

  /** @param {(content: Blob) => Promise<number>} [checksum]  Of the content, CRC-32. */
  constructor(checksum = crc32) {
    this.#checksum = checksum;
  }

  /**
   * Adds a file; one after the other.
   *
   * @param {string} name  With `/` between folders [4.4.17]. Whoever opens the archive is safe only from what they take care of: give none
   *   that leads out of it, and none twice.
   * @param {Blob} content
   * @param {Date} [modified]
   * @throws What reading the content fails with; then nothing was added.
   */
  async add(name, content, modified = new Date()) {
    const sum = await this.#checksum(content);
    const offset = this.#size;
    const { size } = content;
    const path = new TextEncoder().encode(name);
    if (path.length > MANY) throw new RangeError('the name of a file in an archive is too long');
    // Signatures of a local header want both sizes in it, of the directory only those that do not fit [4.5.3].
    const large = size >= FULL;
    const head = record((w) => {
      w.u32(0x04034b50); // [4.3.7]
      common(w, large ? VERSION.zip64 : VERSION.plain, modified, sum, large ? FULL : size);
      w.u16(path.length);
      w.u16(large ? 20 : 0);
      w.octets(path);
      if (large) extra(w, [size, size]);
    });
    const beyond = [...(large ? [size, size] : []), ...(offset >= FULL ? [offset] : [])];
    this.#directory.push(record((w) => {
      const version = beyond.length > 0 ? VERSION.zip64 : VERSION.plain;
      w.u32(0x02014b50); // [4.3.12]
      w.u16(version);
      common(w, version, modified, sum, large ? FULL : size);
      w.u16(path.length);
      w.u16(beyond.length > 0 ? 4 + 8 * beyond.length : 0);
      for (let i = 0; i < 3; i++) w.u16(0); // no comment, the first disk, no text
      w.u32(0); // attributes of no system
      w.u32(Math.min(offset, FULL));
      w.octets(path);
      if (beyond.length > 0) extra(w, beyond);
    }));
    this.#append(head);
    this.#append(content);
  }

  /** @returns {Blob} The archive of what was added; more may be added for a longer one. */
  close() {
    const start = this.#size;
    const length = this.#directory.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const count = this.#directory.length;
    const large = count >= MANY || start >= FULL || length >= FULL;
    const end = record((w) => {
      if (large) {
        w.u32(0x06064b50); // [4.3.14]
        w.u64(44); // what follows in this record
        w.u16(VERSION.zip64);
        w.u16(VERSION.zip64);
        w.u32(0);
        w.u32(0);
        w.u64(count);
        w.u64(count);
        w.u64(length);
        w.u64(start);
        w.u32(0x07064b50); // [4.3.15]
        w.u32(0);
        w.u64(start + length);
        w.u32(1);
      }
      w.u32(0x06054b50); // [4.3.16]
      w.u16(0);
      w.u16(0);
      w.u16(Math.min(count, MANY));
      w.u16(Math.min(count, MANY));
      w.u32(Math.min(length, FULL));
      w.u32(Math.min(start, FULL));
      w.u16(0);
    });
    return new Blob([...this.#parts, ...this.#directory, end], { type: 'application/zip' });
  }

  /** @param {Blob | Uint8Array<ArrayBuffer>} part */
  #append(part) {
    this.#parts.push(part);
    this.#size += part instanceof Blob ? part.size : part.byteLength;
  }
}

/** How much of a content is in memory at a time, in octets. */
const PIECE = 1 << 20;

/**
 * @param {Blob} content
 * @returns {Promise<number>}
 */
async function crc32(content) {
  let rest = ~0;
  for (let at = 0; at < content.size; at += PIECE) {
    const piece = new Uint8Array(await content.slice(at, at + PIECE).arrayBuffer());
    for (const octet of piece) rest = REMAINDERS[(rest ^ octet) & 0xff] ^ (rest >>> 8);
  }
  return ~rest >>> 0;
}

/**
 * What both headers of a file say of it [4.4.3 to 4.4.9].
 *
 * @param {Writer} w
 * @param {number} version
 * @param {Date} modified
 * @param {number} sum
 * @param {number} size
 */
function common(w, version, modified, sum, size) {
  w.u16(version);
  w.u16(UTF8);
  w.u16(0); // stored
  // Of MS-DOS: by the clock on the wall, in steps of two seconds, from 1980 on [4.4.6].
  w.u16((modified.getHours() << 11) | (modified.getMinutes() << 5) | (modified.getSeconds() >> 1));
  w.u16((Math.min(Math.max(modified.getFullYear() - 1980, 0), 127) << 9) | ((modified.getMonth() + 1) << 5) | modified.getDate());
  w.u32(sum);
  w.u32(size);
  w.u32(size);
}

/**
 * @param {Writer} w
 * @param {number[]} values  Of the fields that refer to it, in their order.
 */
function extra(w, values) {
  w.u16(ZIP64);
  w.u16(8 * values.length);
  for (const value of values) w.u64(value);
}

/**
 * @param {(w: Writer) => void} write
 * @returns {Uint8Array<ArrayBuffer>}
 */
function record(write) {
  const w = new Writer();
  write(w);
  return new Uint8Array(w.written);
}

/** Numbers with their lowest octet first [4.4.1.1]. */
class Writer {
  /** @type {number[]} */
  written = [];

  /** @param {number} value */
  u16(value) {
    this.written.push(value & 0xff, (value >>> 8) & 0xff);
  }

  /** @param {number} value */
  u32(value) {
    this.u16(value & MANY);
    this.u16(value >>> 16);
  }

  /** @param {number} value  Whole numbers that JavaScript knows, which are fewer. */
  u64(value) {
    this.u32(value % 2 ** 32);
    this.u32(Math.floor(value / 2 ** 32));
  }

  /** @param {Uint8Array} octets */
  octets(octets) {
    this.written.push(...octets);
  }
}
