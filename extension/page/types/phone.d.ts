// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { Diia } from './diia.js';
/**
 * @param {ConstructorParameters<typeof Diia>[0]} server
 * @param {object} on
 * @param {AbortSignal} on.signal
 * @param {(wanted: () => void) => void} on.ask  Asks the visitor whether they want the code: it begins to expire at once.
 * @param {(code: import('./diia.js').Code) => void} on.shown
 * @param {(seconds: number, clock: string) => void} on.tell  How long it is valid.
 * @returns {Promise<any>} What the server had.
 * @throws {PidpysError} Why it was not confirmed.
 */
export declare function confirmOnPhone(server: ConstructorParameters<typeof Diia>[0], { signal, ask, shown, tell }: {
    signal: AbortSignal;
    ask: (wanted: () => void) => void;
    shown: (code: import('./diia.js').Code) => void;
    tell: (seconds: number, clock: string) => void;
}): Promise<any>;
/** @param {AbortSignal} signal @returns {Promise<never>} Rejects when the visitor goes no further. */
export declare function aborted(signal: AbortSignal): Promise<never>;
