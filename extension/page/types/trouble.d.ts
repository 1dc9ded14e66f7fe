// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * @param {unknown} error
 * @param {boolean | undefined} ready  Of an error of the page's server: whether there was something signed.
 * @param {import('./words.js').Language} language
 * @returns {{sentence: string, hint: string, reload: boolean}}
 */
export declare function explain(error: unknown, ready: boolean | undefined, language: import('./words.js').Language): {
    sentence: string;
    hint: string;
    reload: boolean;
};
