// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

export type State = 'idle' | 'connecting' | 'window' | 'phone' | 'code' | 'site' | 'done' | 'failed';
export type Look = {
    state: State;
    action: 'login' | 'sign';
    language: import('./words.js').Language;
    /**
     * Whether Дія.Підпис is offered.
     */
    phone: boolean;
    /**
     * Of the state `failed`.
     */
    trouble?: {
        sentence: string;
        hint: string;
        reload: boolean;
    };
};
export type Button = 'start' | 'phone' | 'show' | 'get' | 'cancel' | 'reload';
/** @typedef {'start' | 'phone' | 'show' | 'get' | 'cancel' | 'reload'} Button */
/** The parts of one element, in its shadow root. */
export declare class Face {
    #private;
    /**
     * @param {ShadowRoot} root
     * @param {(pressed: Button) => void} press
     */
    constructor(root: ShadowRoot, press: (pressed: Button) => void);
    /** @param {Look} look */
    show({ state, action, language, phone, trouble }: Look): void;
    /** @param {import('./diia.js').Code} code */
    draw({ deeplink, qr }: import('./diia.js').Code): void;
    /**
     * @param {import('./words.js').Language} language
     * @param {number} seconds
     * @param {string} clock
     */
    tellTime(language: import('./words.js').Language, seconds: number, clock: string): void;
}
