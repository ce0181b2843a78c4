import { type Socket, io } from 'socket.io-client';
import type { Attacker } from './attacker.js';

/** An open page's socket, with everything it was told. */
export interface Listener {
  frames: { kind: string; topic: string }[];
  /** Why it ended; undefined while it is open. */
  ended: string | undefined;
  watch(subject: object): Promise<{ ok: boolean; watch?: string; cursor?: string }>;
  close(): void;
}

/** Opens it as this browser would. @throws when the portal refuses */
export async function listen(who: Attacker): Promise<Listener> {
  const { origin } = new URL(who.url);
  const socket: Socket = io(who.url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { origin, cookie: who.cookie },
  });
  const listener: Listener = {
    frames: [],
    ended: undefined,
    watch: (subject) => socket.timeout(10_000).emitWithAck('watch', { subject }) as ReturnType<Listener['watch']>,
    close: () => void socket.disconnect(),
  };
  socket.on('frames', ({ frames }: { frames: Listener['frames'] }) => listener.frames.push(...frames));
  socket.on('disconnect', (reason) => (listener.ended = reason));
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return listener;
}
