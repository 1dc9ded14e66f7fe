// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What the element says. The words are those of the extension's catalogues (`_locales`), which a page cannot
 * read; a test holds them equal.
 */

/** @typedef {'uk' | 'en'} Language */

/** The element's own words. */
export const WORDS = {
  uk: {
    login: 'Увійти з КЕП',
    sign: 'Підписати',
    ways: 'Файловий ключ, захищений носій чи хмарне сховище — оберете у вікні Pidpys.',
    connecting: 'Шукаємо Pidpys на цьому комп’ютері…',
    window: 'Продовжіть у вікні Pidpys',
    window_note: 'Воно відкрилося поруч. Якщо його не видно, натисніть «Показати».',
    show: 'Показати',
    cancel: 'Скасувати',
    site: 'Сайт перевіряє підпис',
    done_login: 'Ви увійшли.',
    done_sign: 'Підписано.',
    site_failed: 'Підпис готовий, але сайт його не прийняв.',
    site_failed_hint: 'Спробуйте ще раз трохи згодом. Якщо повториться, повідомте підтримку сайту.',
    site_unready: 'Сайт не дав того, що треба підписати.',
    reload: 'Перезавантажити сторінку',
    phone_login: 'Вхід через Дія.Підпис',
    phone_sign: 'Підпис документа через Дія.Підпис',
    phone_ready: 'Тримайте телефон напоготові: код дійсний лише кілька хвилин.',
    phone_code: 'Отримати код',
    phone_scan: 'Зчитайте QR-код у застосунку «Дія» і підтвердьте там. Далі сторінка продовжить сама.',
    phone_open: 'Або відкрийте посилання тут',
    phone_left: 'QR-код дійсний ще $1',
    phone_late: 'Час вичерпано.',
  },
  en: {
    login: 'Sign in with a qualified e-signature',
    sign: 'Sign',
    ways: 'A key file, a token or card, or cloud storage: you choose in the Pidpys window.',
    connecting: 'Looking for Pidpys on this computer…',
    window: 'Continue in the Pidpys window',
    window_note: 'It has opened beside this one. If you cannot see it, press “Show”.',
    show: 'Show',
    cancel: 'Cancel',
    site: 'The site is verifying the signature',
    done_login: 'You are signed in.',
    done_sign: 'Signed.',
    site_failed: 'The signature is made, but the site did not accept it.',
    site_failed_hint: 'Try again a little later. If it happens again, tell the site’s support.',
    site_unready: 'The site did not give what is to be signed.',
    reload: 'Reload the page',
    phone_login: 'Signing in with Дія.Підпис',
    phone_sign: 'Signing a document with Дія.Підпис',
    phone_ready: 'Have the phone at hand: the code is valid for a few minutes only.',
    phone_code: 'Get the code',
    phone_scan: 'Scan the QR code in the app Дія and confirm there. This page goes on by itself.',
    phone_open: 'Or open the link here',
    phone_left: 'The QR code is valid for $1 more',
    phone_late: 'Its time is over.',
  },
};

/**
 * What happened and what to do, by code: those that a page learns (PROTOCOL.md, section 10), and those that its
 * server tells of Дія.Підпис (host/relying/diia).
 *
 * @type {Record<Language, Record<string, [sentence: string, hint: string]>>}
 */
export const CODES = {
  uk: {
    cancelled: ['Дію скасовано.', 'Якщо це сталося випадково, почніть ще раз.'],
    refused: ['Цього не можна підписати.', 'Це захист від зловмисників. Якщо сайт справжній, повідомте його підтримку.'],
    failed: ['Не вдалося завершити дію.', 'Перезавантажте сторінку або натисніть кнопку Pidpys ще раз.'],
    'timed-out': ['Час очікування минув.', 'Почніть ще раз: на відповідь є десять хвилин.'],
    unsupported: ['Такого Pidpys ще не вміє.', 'Оновіть Pidpys. Якщо не допоможе, а просив про це сайт, повідомте його підтримку.'],
    forbidden: ['Цій сторінці це заборонено.', 'Відкрийте сайт за його звичайною адресою. Якщо не допоможе, повідомте підтримку сайту.'],
    'too-many-cancels': ['Ви тричі поспіль скасували запит цієї сторінки, тож більше вона просити не може.', 'Щоб продовжити, перезавантажте сторінку.'],
    busy: ['Попередній запит ще не завершено.', 'Завершіть його у вікні Pidpys, де його розпочато, або перезавантажте сторінку кабінету.'],
    'document-changed': ['Документ змінився, поки ви його підписували.', 'Почніть ще раз і перевірте документ.'],
    'invalid-params': ['Сайт надіслав хибний запит.', 'Повідомте підтримку сайту.'],
    'extension-missing': ['Розширення Pidpys не знайдено.', 'Встановіть розширення «Pidpys — КЕП у браузері» і програму Pidpys: https://github.com/pidpys/pidpys. Якщо їх щойно встановлено, перезавантажте сторінку.'],
    'host-missing': ['Програму Pidpys не знайдено на цьому комп’ютері.', 'Встановіть програму Pidpys: https://github.com/pidpys/pidpys. Потім перезавантажте сторінку або натисніть кнопку Pidpys ще раз.'],
    'host-forbidden': ['Браузеру заборонено запускати програму Pidpys.', 'На робочому комп’ютері зверніться до адміністратора. На власному перевстановіть Pidpys.'],
    'host-too-old': ['Програма Pidpys застаріла.', 'Оновіть програму Pidpys, тоді перезавантажте сторінку або натисніть кнопку Pidpys ще раз.'],
    'extension-too-old': ['Розширення Pidpys застаріло.', 'Оновіть розширення Pidpys у браузері, тоді перезавантажте сторінку або натисніть кнопку Pidpys ще раз.'],
    'page-not-listed': ['Цього сайту немає у списку сайтів, яким довіряє Pidpys.', 'Перевірте адресу сайту. Якщо вона правильна, напишіть нам: https://github.com/pidpys/pidpys/issues'],
    declined: ['Запит відхилено на телефоні чи на сайті провайдера «Дія.Підпис».', 'Якщо це сталося випадково, почніть ще раз. Якщо відхилили не ви, повідомте провайдера.'],
    unconfirmed: ['Провайдер «Дія.Підпис» не дочекався підтвердження.', 'Почніть ще раз і підтвердьте, доки посилання дійсне. Якщо телефон нічого не показує, перевірте на ньому інтернет.'],
    'provider-answer': ['Провайдер «Дія.Підпис» відповів не те, про що його питали.', 'Цієї відповіді ми не прийняли, сайт нічого не отримав. Спробуйте ще раз; якщо повториться, повідомте службу підтримки провайдера.'],
    'provider-unreachable': ['Провайдер «Дія.Підпис» не відповідає.', 'Перевірте інтернет і спробуйте ще раз за кілька хвилин.'],
    'provider-failed': ['Провайдер «Дія.Підпис» не виконав запиту.', 'Спробуйте ще раз трохи згодом. Якщо повториться, зверніться до служби підтримки провайдера.'],
    'certificate-untrusted': ['Сертифікат не перевірено: невідомо, чи видав його акредитований центр.', 'Підписати таким ключем не можна. Оберіть ключ, виданий українським АЦСК.'],
    'certificate-revoked': ['Сертифікат відкликано.', 'Такий підпис не приймуть. Візьміть інший ключ або отримайте новий сертифікат у своєму АЦСК.'],
    'certificate-expired': ['Строк дії сертифіката минув.', 'Отримайте новий ключ у своєму АЦСК.'],
    'certificate-not-yet-valid': ['Сертифікат ще не почав діяти.', 'Перевірте дату й час на комп’ютері. Якщо вони правильні, зачекайте початку строку дії.'],
    'status-unavailable': ['Не вдалося дізнатися, чи не відкликано сертифікат.', 'Спробуйте ще раз за кілька хвилин або скасуйте й підпишіть згодом.'],
  },
  en: {
    cancelled: ['Cancelled.', 'If that was by accident, start again.'],
    refused: ['This cannot be signed.', 'This protects you from fraud. If the site is genuine, tell its support.'],
    failed: ['It could not be done.', 'Reload the page, or press the Pidpys button again.'],
    'timed-out': ['Time has run out.', 'Start again: there are ten minutes to answer.'],
    unsupported: ['Pidpys cannot do that yet.', 'Update Pidpys. If that does not help, and a site asked for it, tell its support.'],
    forbidden: ['This page is not allowed to do that.', 'Open the site at its usual address. If that does not help, tell the site\'s support.'],
    'too-many-cancels': ['You refused this page three times in a row, so it can ask for nothing more.', 'To go on, reload the page.'],
    busy: ['An earlier request is not finished yet.', 'Finish it in the Pidpys window where it began, or reload the cabinet\'s page.'],
    'document-changed': ['The document changed while you were signing it.', 'Start again and check the document.'],
    'invalid-params': ['The site sent a wrong request.', 'Tell the site\'s support.'],
    'extension-missing': ['The Pidpys extension was not found.', 'Install the extension “Pidpys — e-signature in the browser” and the Pidpys program: https://github.com/pidpys/pidpys. If you have just installed them, reload the page.'],
    'host-missing': ['The Pidpys program was not found on this computer.', 'Install the Pidpys program: https://github.com/pidpys/pidpys. Then reload the page, or press the Pidpys button again.'],
    'host-forbidden': ['The browser is not allowed to start the Pidpys program.', 'On a work computer, ask the administrator. On your own, install Pidpys again.'],
    'host-too-old': ['The Pidpys program is too old.', 'Update the Pidpys program, then reload the page, or press the Pidpys button again.'],
    'extension-too-old': ['The Pidpys extension is too old.', 'Update the Pidpys extension in the browser, then reload the page, or press the Pidpys button again.'],
    'page-not-listed': ['This site is not on the list of sites that Pidpys trusts.', 'Check the site\'s address. If it is right, tell us: https://github.com/pidpys/pidpys/issues'],
    declined: ['The request was declined on the phone or the site of the provider “Дія.Підпис”.', 'If that was by accident, start again. If it was not you, tell the provider.'],
    unconfirmed: ['The provider “Дія.Підпис” waited in vain for a confirmation.', 'Start again and confirm while the link is valid. If the phone shows nothing, check its internet connection.'],
    'provider-answer': ['The provider “Дія.Підпис” answered something other than what it was asked.', 'We did not accept the answer, and the site got nothing. Try again; if it happens again, tell the provider’s support.'],
    'provider-unreachable': ['The provider “Дія.Підпис” does not answer.', 'Check the internet connection and try again in a few minutes.'],
    'provider-failed': ['The provider “Дія.Підпис” could not do it.', 'Try again a little later. If it happens again, ask the provider’s support.'],
    'certificate-untrusted': ['The certificate is not verified: it is not known whether an accredited authority issued it.', 'This key cannot be used to sign. Choose a key issued by a Ukrainian authority.'],
    'certificate-revoked': ['The certificate was revoked.', 'Such a signature will not be accepted. Take another key, or get a new certificate from your authority.'],
    'certificate-expired': ['The certificate has expired.', 'Get a new key from your authority.'],
    'certificate-not-yet-valid': ['The certificate is not valid yet.', 'Check the date and time on this computer. If they are right, wait until it becomes valid.'],
    'status-unavailable': ['It could not be learnt whether the certificate is revoked.', 'Try again in a few minutes, or cancel and sign later.'],
  },
};
