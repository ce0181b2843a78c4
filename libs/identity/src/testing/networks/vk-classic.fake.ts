import { type FakeAnswer, type FakeCall, type FakeGround, insist, namesOf, NOT_FOUND } from './fake-provider.js';

/** VK before VK ID: OAuth 2 with a secret; the e-mail comes with the token. */
export function vkClassic(ground: FakeGround, { network, path, fields }: FakeCall): FakeAnswer {
  const { grants, url } = ground;
  if (network === 'vk' && path === 'authorize') return grants.authorize(ground, 'vk', fields, { wantsProof: false });
  if (network === 'vk' && path === 'access_token')
    return grants.exchange('vk', fields, ({ id, email }) => ({ user_id: Number(id), ...(email !== undefined && { email }) }));
  if (network !== 'vk-api' || path !== 'method/users.get') return NOT_FOUND;
  insist(Number(fields.get('v')) >= 5.131, 'version is deprecated');
  const person = grants.holder(fields.get('access_token'));
  const picture = person.hasPicture ? { photo_200: `${url}/picture.png` } : {};
  return { json: { response: [{ id: Number(person.id), ...namesOf(person), ...picture }] } };
}
