import type { Locale } from '@veche/platform';
import type { LetterOrder } from './letter-job.js';

/** One language's words for a letter about an account. No name of a person: a name can be made to say anything. */
interface Words {
  subject: string;
  lead: string;
  /** What the link does. */
  act?: string;
  foot: string;
}

type Say = (site: string, detail: string) => Words;

const en: Record<LetterOrder['kind'], Say> = {
  verify_email: (site) => ({
    subject: `Confirm your e-mail for ${site}`,
    lead: `Somebody, we hope you, gave this address at ${site}. Sign in there and confirm that it is yours.`,
    act: 'Confirm the e-mail',
    foot: 'If it was not you, do nothing: without this the address is nobody’s. The link works for three days.',
  }),
  change_email: (site) => ({
    subject: `Your new e-mail at ${site}`,
    lead: `Confirm that this address shall be your e-mail at ${site}.`,
    act: 'Use this e-mail',
    foot: 'If you did not ask for it, do nothing. The link works for an hour.',
  }),
  reset_password: (site) => ({
    subject: `A new password for ${site}`,
    lead: `Somebody asked for a new password of the account with this address at ${site}.`,
    act: 'Set a new password',
    foot: 'If it was not you, do nothing: your password stays. The link works once, within an hour.',
  }),
  sign_up_again: (site) => ({
    subject: `Your account at ${site}`,
    lead: `Somebody tried to sign up at ${site} with this address, which an account there bears already. If it was you, set a password and come in.`,
    act: 'Set a password and come in',
    foot: 'If it was not you, do nothing. The link works once, within an hour.',
  }),
  linked: (site, network) => ({
    subject: `${network} was linked to your account`,
    lead: `From now on one can come into your account at ${site} through ${network} too. Other devices were signed out.`,
    act: 'It was not me: undo it',
    foot: 'The link works for seven days; it also ends all sessions.',
  }),
  unlinked: (site) => ({
    subject: `A network was taken off your account`,
    lead: `One of the networks by which you came into ${site} was taken off your account.`,
    foot: 'If it was not you, set a new password.',
  }),
  password_changed: (site) => ({
    subject: `Your password at ${site} was changed`,
    lead: `The password of your account at ${site} was changed. Other devices were signed out.`,
    foot: 'If it was not you, ask for a new password on the sign-in page at once.',
  }),
  email_changed: (site) => ({
    subject: `Your e-mail at ${site} was changed`,
    lead: `Your account at ${site} has another e-mail now; nothing more comes to this one.`,
    foot: 'If it was not you, write to the administrator at once.',
  }),
  second_factor_on: (site) => ({
    subject: `A second factor protects your account`,
    lead: `Signing in to ${site} asks for a code of your authenticator from now on.`,
    foot: 'If it was not you, write to the administrator at once.',
  }),
  second_factor_off: (site) => ({
    subject: `Your account has no second factor any more`,
    lead: `Signing in to ${site} asks for no code any more.`,
    foot: 'If it was not you, set a new password at once.',
  }),
};

const ru: Record<LetterOrder['kind'], Say> = {
  verify_email: (site) => ({
    subject: `Подтвердите почту: ${site}`,
    lead: `Кто-то, надеемся, вы, указал этот адрес на портале «${site}». Войдите туда и подтвердите, что адрес ваш.`,
    act: 'Подтвердить почту',
    foot: 'Если это не вы, ничего не делайте: без подтверждения адрес остаётся ничьим. Ссылка действует три дня.',
  }),
  change_email: (site) => ({
    subject: `Новая почта: ${site}`,
    lead: `Подтвердите, что этот адрес станет вашей почтой на портале «${site}».`,
    act: 'Подтвердить адрес',
    foot: 'Если вы об этом не просили, ничего не делайте. Ссылка действует час.',
  }),
  reset_password: (site) => ({
    subject: `Новый пароль: ${site}`,
    lead: `Кто-то попросил новый пароль для учётной записи с этим адресом на портале «${site}».`,
    act: 'Задать новый пароль',
    foot: 'Если это не вы, ничего не делайте: пароль останется прежним. Ссылка сработает один раз в течение часа.',
  }),
  sign_up_again: (site) => ({
    subject: `Ваша учётная запись: ${site}`,
    lead: `Кто-то пытался зарегистрироваться на портале «${site}» с этим адресом, а учётная запись с ним уже есть. Если это вы, задайте пароль и войдите.`,
    act: 'Задать пароль и войти',
    foot: 'Если это не вы, ничего не делайте. Ссылка сработает один раз в течение часа.',
  }),
  linked: (site, network) => ({
    subject: `К вашей учётной записи привязан вход через ${network}`,
    lead: `Теперь на портал «${site}» под вашей учётной записью можно войти и через ${network}. На других устройствах выполнен выход.`,
    act: 'Это не я: отменить',
    foot: 'Ссылка действует семь дней и заодно завершает все сеансы.',
  }),
  unlinked: (site) => ({
    subject: 'От вашей учётной записи отвязана сеть',
    lead: `Одна из сетей, через которые вы входили на портал «${site}», отвязана от вашей учётной записи.`,
    foot: 'Если это не вы, задайте новый пароль.',
  }),
  password_changed: (site) => ({
    subject: `Пароль изменён: ${site}`,
    lead: `Пароль вашей учётной записи на портале «${site}» изменён. На других устройствах выполнен выход.`,
    foot: 'Если это не вы, сразу запросите новый пароль на странице входа.',
  }),
  email_changed: (site) => ({
    subject: `Почта изменена: ${site}`,
    lead: `У вашей учётной записи на портале «${site}» теперь другая почта; на этот адрес больше ничего не придёт.`,
    foot: 'Если это не вы, сразу напишите администратору.',
  }),
  second_factor_on: (site) => ({
    subject: 'Включён второй фактор',
    lead: `Теперь при входе на портал «${site}» понадобится код из приложения.`,
    foot: 'Если это не вы, сразу напишите администратору.',
  }),
  second_factor_off: (site) => ({
    subject: 'Второй фактор выключен',
    lead: `При входе на портал «${site}» код больше не понадобится.`,
    foot: 'Если это не вы, сразу задайте новый пароль.',
  }),
};

export const LETTER_WORDS: Record<Locale, Record<LetterOrder['kind'], Say>> = { en, ru };
