import { type FakeAnswer, type FakeCall, type FakeGround, NOT_FOUND } from './fake-provider.js';

/** Yandex ID: OAuth 2 with a secret and PKCE. */
export function yandex(ground: FakeGround, { network, path, fields, request }: FakeCall): FakeAnswer {
  const { grants } = ground;
  if (network === 'yandex' && path === 'authorize') return grants.authorize(ground, 'yandex', fields, { wantsProof: true });
  if (network === 'yandex' && path === 'token') return grants.exchange('yandex', fields);
  if (network !== 'yandex-api' || path !== 'info') return NOT_FOUND;
  const person = grants.holder(/^OAuth (\w+)$/.exec(request.headers.authorization ?? '')?.[1]);
  return { json: { id: person.id, login: 'anna', real_name: person.name, default_email: person.email, is_avatar_empty: true } };
}
