import type { Config } from './config.js';

/** The address under which people reach the portal, for links that are read elsewhere; never what a request says of its host. */
export class PublicOrigin {
  private listensAt: number;

  constructor(private readonly config: Pick<Config, 'PUBLIC_URL' | 'PORT'>) {
    this.listensAt = config.PORT;
  }

  /** PUBLIC_URL, else this machine and the port that the portal got; without a slash at its end. */
  get value(): string {
    return (this.config.PUBLIC_URL ?? `http://localhost:${this.listensAt}`).replace(/\/$/, '');
  }

  /** Whether the address is known: PORT=0 takes a free port, which only the process that listens can tell. */
  get isKnown(): boolean {
    return this.config.PUBLIC_URL !== undefined || this.listensAt !== 0;
  }

  /** Tells the port that the process got. */
  listensOn(port: number): void {
    this.listensAt = port;
  }
}
