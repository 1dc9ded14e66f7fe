// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { post } from './sign-in.js';

const text = document.querySelector('#text');

document.querySelector('#sign').site = {
  documents: () => new File([text.value], 'Заява.txt', { type: 'text/plain' }),
  deliver: ({ signed }) => {
    const form = new FormData();
    form.append('signature', signed.signature);
    return post('/api/verify', form);
  },
};
