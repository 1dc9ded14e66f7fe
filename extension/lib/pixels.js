// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * How large a picture says it is, before anybody decodes it: a few hundred octets can
 * unfold into more memory than a computer has.
 */

/** Pictures of more pixels are only saved: 64 Mi of them are 256 MiB once decoded. */
const MOST = 64 << 20;

/**
 * @param {Uint8Array} octets  A picture's beginning, or all of it.
 * @param {string} type  Its media type, told by its octets.
 * @returns {boolean} Whether its size is known, and can be shown.
 */
export function isShowable(octets, type) {
  const [width, height] = MEASURES[type]?.(new DataView(octets.buffer, octets.byteOffset, octets.byteLength)) ?? [0, 0];
  return width > 0 && height > 0 && width * height <= MOST;
}

/** @type {Record<string, (view: DataView) => [number, number] | undefined>} */
const MEASURES = {
  // The first chunk is IHDR (PNG, section 11.2.1).
  'image/png': (view) => (view.byteLength >= 24 && view.getUint32(12) === 0x49484452 ? [view.getUint32(16), view.getUint32(20)] : undefined),
  'image/jpeg': ofJPEG,
  'image/webp': ofWebP,
};

/**
 * Segments up to the frame header (ITU-T T.81, B.1 and B.2.2).
 *
 * @param {DataView} view
 * @returns {[number, number] | undefined}
 */
function ofJPEG(view) {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    // Octets of filling.
    if (marker === 0xff) at += 1;
    else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/**
 * RFC 9649, sections 2.5 to 2.7.
 *
 * @param {DataView} view
 * @returns {[number, number] | undefined}
 */
function ofWebP(view) {
  if (view.byteLength < 30) return undefined;
  const kind = view.getUint32(12);
  const three = (/** @type {number} */ at) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (kind === 0x56503858) return [three(24) + 1, three(27) + 1]; // VP8X
  if (kind === 0x56503820) return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff]; // VP8
  if (kind !== 0x5650384c) return undefined; // VP8L
  const bits = view.getUint32(21, true);
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}
