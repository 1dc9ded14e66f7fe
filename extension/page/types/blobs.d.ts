// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export declare function fromBase64(text: string): Uint8Array<ArrayBuffer>;
