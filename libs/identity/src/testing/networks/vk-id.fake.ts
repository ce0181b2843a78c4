import { randomBytes } from 'node:crypto';
import { CLIENT, type FakeAnswer, type FakeCall, type FakeGround, insist, namesOf, NOT_FOUND } from './fake-provider.js';

/** VK ID: OAuth 2.1 with PKCE, no secret, and a device that must be shown again. */
export function vkId(ground: FakeGround, { path, fields }: FakeCall): FakeAnswer {
  const { grants, url } = ground;
  if (path === 'authorize') {
    const deviceId = randomBytes(8).toString('hex');
    const back = { device_id: deviceId, type: 'code_v2', expires_in: '600' };
    return grants.authorize(ground, 'vk-id', fields, { wantsProof: true, deviceId, back });
  }
  if (path === 'oauth2/auth') {
    const { person, deviceId, state } = grants.redeem('vk-id', fields);
    insist(fields.get('client_id') === CLIENT.id && fields.get('device_id') === deviceId, 'device_id differs');
    insist(fields.get('grant_type') === 'authorization_code' && fields.get('state') === state, 'invalid_request');
    const tokens = { access_token: grants.token(person), refresh_token: randomBytes(12).toString('hex'), token_type: 'Bearer' };
    return { json: { ...tokens, expires_in: 3_600, user_id: Number(person.id), state } };
  }
  if (path !== 'oauth2/user_info') return NOT_FOUND;
  const person = grants.holder(fields.get('access_token'));
  const more = { ...(person.hasPicture && { avatar: `${url}/picture.png` }), ...(person.email && { email: person.email }) };
  return { json: { user: { user_id: person.id, ...namesOf(person), ...more } } };
}
