// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What the page asks its server about tax reports.
 *
 * @typedef {{uk: string, en: string}} Words
 *
 * @typedef {object} Form
 * @property {string} code  As the tax service's register has it.
 * @property {Words} title
 * @property {boolean} [suits]  Whether the visitor files it.
 *
 * @typedef {'accountant' | 'director' | 'stamp'} Role
 *
 * @typedef {object} Report
 * @property {string} id
 * @property {Form} form
 * @property {{name: string, code: string}} filer
 * @property {{year: number, quarter: number}} period
 * @property {{label: Words, value: string, unit: 'people' | 'money'}[]} lines  The last one is what all comes to.
 * @property {string} file  What its file is called.
 * @property {{role: Role, name: string, optional: boolean}[]} turns  Who signs, in this order.
 * @property {{role: Role, name: string, time: string}[] | null} signed  Who did.
 * @property {string} [sent]  When.
 * @property {string} [number]  What the gateway calls it.
 * @property {{number: number, name: string, final: boolean}[]} receipts  That came.
 */

import { ask } from '../server.js';

/** @returns {Promise<{forms: Form[], reports: Report[]}>} What can be filled in and what was, the newest first. */
export async function desk() {
  return (await ask('/api/reports')).json();
}

/**
 * Fills in a form.
 * @param {string} form  Its code.
 * @param {string} gateway  By how it behaves.
 * @param {boolean} [alone]  Whether the visitor alone signs, whatever their organisation said.
 * @returns {Promise<Report>}
 */
export async function begin(form, gateway, alone = false) {
  const body = new URLSearchParams({ form, gateway, ...(alone && { alone: '1' }) });
  return (await ask('/api/reports', { method: 'POST', body })).json();
}

/** @param {Report} report @returns {Promise<string>} What is in its file. */
export async function text(report) {
  return new TextDecoder('windows-1251').decode(await (await part(report, 'report')).arrayBuffer());
}

/** @param {Report} report @returns {Promise<File>} What whoever's turn it is signs. */
export async function document({ id, file }) {
  return new File([await (await part({ id }, 'document')).blob()], file, { type: 'application/xml' });
}

/** @param {Report} report @returns {Promise<Blob>} The certificate to encrypt to. */
export async function gateway(report) {
  return (await part(report, 'gateway')).blob();
}

/** @param {Report} report @param {number} number @returns {Promise<File>} */
export async function receipt({ id, receipts }, number) {
  const name = receipts.find((each) => each.number === number)?.name ?? '';
  return new File([await (await part({ id }, `receipts/${number}`)).blob()], name);
}

/** Hands over the report with one signature more. @param {Report} report @param {Blob} container @returns {Promise<Report>} */
export async function signed(report, container) {
  return (await part(report, 'signed', container)).json();
}

/** Hands over the protected report, to be sent. @param {Report} report @param {Blob} container @returns {Promise<Report>} */
export async function sent(report, container) {
  return (await part(report, 'sent', container)).json();
}

/** Hands over the protected number, to be asked for receipts by. @param {Report} report @param {Blob} container @returns {Promise<Report>} */
export async function asked(report, container) {
  return (await part(report, 'asked', container)).json();
}

/** @param {{id: string}} report @param {string} name @param {Blob} [body] */
function part({ id }, name, body) {
  return ask(`/api/reports/${id}/${name}`, body && { method: 'POST', body });
}
