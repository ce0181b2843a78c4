declare module 'passport-vkontakte' {
  import type { Strategy as PassportStrategy } from 'passport';
  import type { ProvenIdentity } from '../provider.js';

  type Done = (error: unknown, user?: ProvenIdentity) => void;

  /** Sign-in by applications of VK's classic OAuth; the package brings no types. */
  export class Strategy extends PassportStrategy {
    constructor(
      options: Record<string, unknown>,
      verify: (accessToken: string, refreshToken: string | undefined, profile: never, done: Done) => void,
    );
  }
}
