// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from '../elements.js';
import { localize, t } from '../locale.js';
import { turn } from '../turn.js';

/** The first page that a person sees: how Pidpys is used, in three pictures. */
localize();
document.title = t('welcome_title');
byId('check').addEventListener('click', turn.help);
byId('to-options').addEventListener('click', turn.options);
