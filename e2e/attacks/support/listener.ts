import { type Socket, io } from 'socket.io-client';
import type { Attacker } from './attacker.js';

/** An open page's socket, with everything it was told. */
export interface Listener {
  frames: { kind: string; topic: string }[];
  /** Why it ended; undefined while it is open. */
  ended: string | undefined;
  watch(subject: object): Promise<{ ok: boolean; watch?: string; cursor?: string }>;
  /** Any message; what it is answered. */
  say(name: string, ...values: unknown[]): Promise<unknown>;
  close(): void;
}

let next = 1_000;

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
    // By hand: the library refuses some names before they leave.
    say: (name, ...values) =>
      new Promise((resolve) => {
        const id = (next += 1);
        (socket as unknown as { acks: Record<number, (answer: unknown) => void> }).acks[id] = resolve;
        (socket as unknown as { packet(packet: object): void }).packet({
          type: 2,
          id,
          data: [name, ...values],
          options: { compress: false },
        });
      }),
    close: () => void socket.disconnect(),
  };
  socket.on('frames', ({ frames }: { frames: Listener['frames'] }) => listener.frames.push(...frames));
  socket.on('disconnect', (reason) => (listener.ended = reason));
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return listener;
}
