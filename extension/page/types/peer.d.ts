// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

export type Message = {
    /**
     * Names a call and its reply; a message without it is a notice.
     */
    id?: string;
    method?: string;
    params?: any;
    result?: any;
    error?: {
        code: string;
        params?: Record<string, unknown>;
    };
};
export type Answer = (params: any) => unknown;
/**
 * A conversation by the frames of the Pidpys protocol, and its errors.
 *
 * @typedef {object} Message  One frame of the protocol, without its role.
 * @property {string} [id]  Names a call and its reply; a message without it is a notice.
 * @property {string} [method]
 * @property {any} [params]
 * @property {any} [result]
 * @property {{code: string, params?: Record<string, unknown>}} [error]
 *
 * @typedef {(params: any) => unknown} Answer  Returns a result or a promise of one.
 */
/** Why something was not done. `code` is one of PROTOCOL.md's closed list. */
export declare class PidpysError extends Error {
    code: string;
    params: Record<string, unknown>;
    /** What the visitor may do about it, in the visitor's language; may be empty. */
    hint: string;
    /** Whether the program ended under the page, which may connect once more, a few times a document. What it was given stays good. */
    lost: boolean;
    /**
     * @param {string} code
     * @param {{params?: Record<string, unknown>, hint?: string, lost?: boolean, cause?: unknown}} [more]
     */
    constructor(code: string, { params, hint, lost, cause }?: {
        params?: Record<string, unknown>;
        hint?: string;
        lost?: boolean;
        cause?: unknown;
    });
}
