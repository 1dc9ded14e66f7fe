// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * An archive that grows. It holds no octets of its own but the headers: a browser keeps the blobs where they are, so that
 * memory is the same whatever their size.
 */
export declare class Zip {
    #private;
    /** @param {(content: Blob) => Promise<number>} [checksum]  Of the content, CRC-32. */
    constructor(checksum?: (content: Blob) => Promise<number>);
    /**
     * Adds a file; one after the other.
     *
     * @param {string} name  With `/` between folders [4.4.17]. Whoever opens the archive is safe only from what they take care of: give none
     *   that leads out of it, and none twice.
     * @param {Blob} content
     * @param {Date} [modified]
     * @throws What reading the content fails with; then nothing was added.
     */
    add(name: string, content: Blob, modified?: Date): Promise<void>;
    /** @returns {Blob} The archive of what was added; more may be added for a longer one. */
    close(): Blob;
}
