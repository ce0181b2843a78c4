import { Secrets } from '@veche/platform';

/** A position as a browser gets it: readable to any process of the portal, and to nobody else. */
export function cursorOf(secrets: Secrets, position: number): string {
  return secrets.seal(`live ${position}`).toString('base64url');
}

/** Undefined for what is no cursor of ours. */
export function positionOf(secrets: Secrets, cursor: string): number | undefined {
  try {
    const position = /^live (\d{1,15})$/.exec(secrets.open(Buffer.from(cursor, 'base64url')))?.[1];
    return position === undefined ? undefined : Number(position);
  } catch {
    return undefined;
  }
}
