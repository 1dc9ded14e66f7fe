// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

export type QR = {
    size: number;
    rows: string[];
};
export type Code = {
    id: string;
    /**
     * Opens Diia on a phone.
     */
    deeplink: string;
    /**
     * The same, for the phone to scan.
     */
    qr: QR;
    /**
     * How long it is valid, in seconds from now: the clocks of page and server differ.
     */
    life: number;
};
/**
 * @typedef {{size: number, rows: string[]}} QR  The modules of a code, row by row, "1" for a dark one.
 *
 * @typedef {object} Code  What a person confirms, as the page's server began it.
 * @property {string} id
 * @property {string} deeplink  Opens Diia on a phone.
 * @property {QR} qr  The same, for the phone to scan.
 * @property {number} life  How long it is valid, in seconds from now: the clocks of page and server differ.
 */
/** The page's way to Дія.Підпис, through its own server. */
export declare class Diia {
    #private;
    /**
     * @param {object} server
     * @param {() => Promise<Code>} server.start  Has the server begin a request.
     * @param {(id: string) => string} server.events  Where the server tells of one by Server-Sent Events, once: `confirmed`,
     *   `failed` with data `{code}`, or `expired`.
     * @param {(id: string) => Promise<any>} [server.finish]  Collects from the server what was confirmed.
     * @param {(address: string) => EventSource} [server.connect]
     */
    constructor({ start, events, finish, connect }: {
        start: () => Promise<Code>;
        events: (id: string) => string;
        finish?: (id: string) => Promise<any>;
        connect?: (address: string) => EventSource;
    });
    /**
     * Has one request confirmed on the visitor's phone.
     *
     * @param {{shown: (code: Code) => void, signal?: AbortSignal}} options  `shown` is given what the visitor is to scan, or to open.
     * @returns {Promise<any>} What `finish` had; nothing without it.
     * @throws {PidpysError} `cancelled` by the signal, `timed-out`, also where the server is not heard of any more, or the
     *   server's code, `failed` where it refuses. What `start` and `finish` throw is not changed.
     */
    request({ shown, signal }: {
        shown: (code: Code) => void;
        signal?: AbortSignal;
    }): Promise<any>;
}
/**
 * Draws a QR code, dark on light in every theme and each module whole pixels wide, as scanners want it.
 *
 * @param {Document} page
 * @param {QR} code
 * @returns {SVGSVGElement} Without a name for those who do not see it.
 */
export declare function drawQR(page: Document, { size, rows }: QR): SVGSVGElement;
/**
 * Tells how long is left: at once, each second, and at the end.
 *
 * @param {number} end  When it is too late, as `Date.now()` has it.
 * @param {(seconds: number, clock: string) => void} tell  In seconds, and in minutes and seconds as "4:32".
 * @param {Pick<Window, 'setTimeout' | 'clearTimeout'>} [view]
 * @returns {() => void} Ends it before.
 */
export declare function countDown(end: number, tell: (seconds: number, clock: string) => void, view?: Pick<Window, 'setTimeout' | 'clearTimeout'>): () => void;
