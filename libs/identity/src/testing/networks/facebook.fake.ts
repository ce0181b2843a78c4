import { createHmac } from 'node:crypto';
import { CLIENT, type FakeAnswer, type FakeCall, type FakeGround, insist, NOT_FOUND } from './fake-provider.js';

/** Facebook: OAuth 2 with a secret, under a version of the Graph, every call of which shows the application's proof. */
export function facebook(ground: FakeGround, { network, path, fields }: FakeCall): FakeAnswer {
  const { grants, url } = ground;
  if (network === 'facebook' && path.endsWith('dialog/oauth')) return grants.authorize(ground, 'facebook', fields, { wantsProof: false });
  if (path.endsWith('access_token')) return grants.exchange('facebook', fields);
  if (network !== 'facebook-graph' || !path.endsWith('/me')) return NOT_FOUND;
  const token = fields.get('access_token') ?? '';
  const { id, name, email, hasPicture } = grants.holder(token);
  const proof = createHmac('sha256', CLIENT.secret).update(token).digest('hex');
  insist(fields.get('appsecret_proof') === proof, 'appsecret_proof differs');
  const picture = hasPicture ? { picture: { data: { url: `${url}/picture.png`, is_silhouette: false } } } : {};
  return { json: { id, name, ...(email && { email }), ...picture } };
}
