// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** A folder is signed by one consent, goes on where it was interrupted, and is saved. */

import { Pidpys, PidpysError } from '/pidpys/client.js';
import { explain } from '/pidpys/trouble.js';
import { Zip } from '/pidpys/zip.js';
import { byId, make } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import { verifySigned } from '../server.js';
import { chosen, dropped } from './choosing.js';
import { showItem, showList } from './list.js';
import { Names } from './naming.js';
import { counted, number, say, size, speak } from './words.js';

/** How many documents one consent is for. */
const MOST = 10_000;

/** @type {import('./list.js').Item[]} */
let items = [];

/** Until it is lost. @type {Pidpys | undefined} */
let pidpys;

/** While documents are signed. @type {AbortController | undefined} */
let operation;

/** What went wrong, in the language of now. @type {(() => [code: string, sentence: string, hint: string]) | undefined} */
let trouble;

function show() {
  byId('list-card').hidden = items.length === 0;
  const octets = items.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
  byId('count').textContent = say('count', counted(items.length), size(octets));
  document.body.dataset.state = operation ? 'signing' : 'ready';
  showSummary();
  showList(items);
  showTrouble();
}

function showSummary() {
  const signed = items.filter(({ signature }) => signature).length;
  const failed = items.filter(({ state }) => state === 'failed').length;
  const left = items.filter(({ file, signature }) => file && !signature);
  Object.assign(byId('list-card').dataset, { signed, failed, left: left.length });
  byId('summary').textContent = [say('summary', number(signed), number(items.length)), ...(failed > 0 ? [say('summaryFailed', number(failed))] : [])].join(' · ');
  Object.assign(byId('progress'), { max: Math.max(items.length, 1), value: signed });
  byId('sign').hidden = left.length === 0;
  const tried = left.every(({ state }) => state === 'failed');
  byId('sign').textContent = tried ? say('again', number(left.length)) : signed === 0 ? say('signAll') : say('goOn', number(left.length));
  for (const id of ['save', 'with']) byId(id).hidden = signed === 0;
  byId('ways').hidden = items.length === 0;
}

function showTrouble() {
  byId('failure').hidden = !trouble;
  if (!trouble) return;
  const [code, sentence, hint] = trouble();
  byId('failure').dataset.code = code;
  byId('failure-title').textContent = sentence;
  byId('failure-hint').textContent = hint;
  byId('failure').scrollIntoView({ block: 'nearest' });
}

/** @param {import('./list.js').Item} item @param {Partial<import('./list.js').Item>} change */
function become(item, change) {
  Object.assign(item, change);
  showItem(item);
  showSummary();
}

/** @param {import('./choosing.js').Found[]} found */
function take(found) {
  trouble = undefined;
  const known = new Set(items.map(({ path }) => path));
  for (const { path, file } of found) {
    if (known.has(path)) continue;
    known.add(path);
    items.push(file ? { path, file, state: 'waiting' } : { path, state: 'failed', code: 'read-failed' });
  }
  if (items.length > MOST) {
    items.length = MOST;
    trouble = () => ['too-many', say('tooMany'), say('tooManyHint')];
  }
  show();
  byId('list-card').scrollIntoView({ block: 'nearest' });
}

/** Signs all that is not signed yet. */
async function sign() {
  const wanted = items.filter(({ file, signature }) => file && !signature);
  if (operation || wanted.length === 0) return;
  const { signal } = (operation = new AbortController());
  trouble = undefined;
  for (const item of wanted) Object.assign(item, { state: 'waiting', code: undefined });
  show();
  try {
    pidpys ??= await Pidpys.connect();
    const { stopped } = await pidpys.sign(wanted.map(({ file }) => /** @type {File} */ (file)), {
      each: ({ signature }, i) => signed(wanted[i], signature),
      failed: (code, i) => become(wanted[i], { state: 'failed', code }),
      signal,
    });
    if (stopped === 'cancelled') trouble = () => ['cancelled', say('stopped'), say('stoppedHint')];
    else if (stopped) trouble = () => told(new PidpysError(stopped), true);
  } catch (error) {
    if (error instanceof PidpysError && error.lost) pidpys = undefined;
    trouble = () => told(error);
  }
  operation = undefined;
  show();
}

/** @param {unknown} error @param {boolean} [goesOn]  Whether some was signed before, so that the rest can be. @returns {[string, string, string]} */
function told(error, goesOn = false) {
  if (error instanceof PidpysError && error.lost) return ['lost', say('lost'), say('keptHint')];
  const code = error instanceof PidpysError ? error.code : 'server';
  const { sentence, hint, reload } = explain(error, false, spokenLanguage());
  if (goesOn) return [code, sentence, say('keptHint')];
  // A page that is loaded again has no signatures any more.
  const lossy = reload && items.some(({ signature }) => signature);
  return [code, sentence, lossy ? `${say('saveFirst')} ${hint}` : hint];
}

/** Has the cabinet verify a signature. What it does not take is signed all the same. @param {import('./list.js').Item} item @param {Blob} signature */
async function signed(item, signature) {
  become(item, { signature, state: 'checking' });
  try {
    const report = await verifySigned(signature, /** @type {File} */ (item.file));
    become(item, { report, state: report.passed ? 'good' : 'bad' });
  } catch {
    become(item, { state: 'unchecked' });
  }
}

/** Saves all signatures in one file. */
async function save() {
  trouble = undefined;
  const withDocuments = /** @type {HTMLInputElement} */ (byId('with-documents')).checked;
  const zip = new Zip();
  const names = new Names(items.map(({ path }) => path));
  for (const { path, file, signature } of items) {
    if (!file || !signature) continue;
    try {
      if (withDocuments) await zip.add(path, file, new Date(file.lastModified));
      await zip.add(names.ofSignature(path), signature);
    } catch {
      trouble = () => ['save', say('saveFailed'), say('saveFailedHint', path)];
      return show();
    }
  }
  const link = make('a', { href: URL.createObjectURL(zip.close()), download: say('archive') });
  link.click();
  URL.revokeObjectURL(link.href);
}

for (const id of ['folder', 'files']) {
  const field = /** @type {HTMLInputElement} */ (byId(id));
  byId(`choose-${id}`).addEventListener('click', () => field.click());
  field.addEventListener('change', () => {
    take(chosen(field.files ?? []));
    field.value = '';
  });
}
const drop = byId('drop');
for (const [event, over] of /** @type {[string, boolean][]} */ ([['dragover', true], ['dragleave', false], ['drop', false]])) {
  drop.addEventListener(event, () => drop.classList.toggle('over', over));
}
// A file that is let go beside its place is not to be opened in the page's.
for (const event of ['dragover', 'drop']) window.addEventListener(event, (dragged) => dragged.preventDefault());
drop.addEventListener('drop', async ({ dataTransfer }) => {
  if (dataTransfer && !operation) take(await dropped(dataTransfer, MOST));
});
byId('sign').addEventListener('click', sign);
byId('save').addEventListener('click', save);
byId('show').addEventListener('click', () => pidpys?.show());
byId('stop').addEventListener('click', () => operation?.abort());
byId('clear').addEventListener('click', () => {
  items = [];
  trouble = undefined;
  show();
});
byId('failure-close').addEventListener('click', () => {
  trouble = undefined;
  showTrouble();
});
byId('filter').addEventListener('input', () => showList(items));
byId('filter').addEventListener('submit', (event) => event.preventDefault());
for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    speak(/** @type {import('/shared/language.js').Language} */ (/** @type {HTMLElement} */ (button).dataset.language));
    show();
  });
}
speak(spokenLanguage());
show();
