import type { RunningPortal } from './portal.js';

/** What GraphQL answered. */
export interface Answer<T = Record<string, unknown>> {
  data: T | null;
  errors?: { message: string; extensions: { code: string; field?: string } }[];
}

/** Somebody who talks HTTP to the portal and keeps its cookies, as a browser would without scripts. */
export class Client {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly portal: Pick<RunningPortal, 'url'>,
    readonly language = 'en',
  ) {}

  /** What its browser would send as `Cookie`. */
  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Any request; redirects are not followed. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { 'accept-language': this.language, origin: new URL(this.portal.url).origin, cookie: this.cookie, ...init.headers };
    const response = await this.reach(path, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  /** A query or mutation. */
  async graphql<T = Record<string, unknown>>(query: string, variables: Record<string, unknown> = {}): Promise<Answer<T>> {
    const response = await this.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer<T>;
  }

  /** The data of a query or mutation. @throws with the errors when there are any */
  async ask<T = Record<string, unknown>>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const { data, errors } = await this.graphql<T>(query, variables);
    if (errors !== undefined || data === null) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** The text of a page. */
  async page(path: string): Promise<{ status: number; html: string; location: string | null }> {
    const response = await this.fetch(path, { headers: { accept: 'text/html' } });
    return { status: response.status, html: await response.text(), location: response.headers.get('location') };
  }

  /** Posts a plain form, as a browser without scripts does. */
  async submit(path: string, fields: Record<string, string>): Promise<{ status: number; html: string; location: string | null }> {
    const response = await this.fetch(path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin' },
    });
    return { status: response.status, html: await response.text(), location: response.headers.get('location') };
  }

  /** Its cookies, for a browser that goes on as the same person. */
  cookiesFor(url: string): { name: string; value: string; url: string }[] {
    // A `__Host-` cookie is secure: it cannot be set for a plain address, but browsers send it to this very machine.
    return [...this.cookies].map(([name, value]) => ({ name, value, url: url.replace(/^http:/, 'https:') }));
  }

  /** The way to the portal, for those who take another. */
  protected reach(path: string, init: RequestInit): Promise<Response> {
    return fetch(new URL(path, this.portal.url), init);
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const isOver = attributes.some((attribute) => /max-age=0|expires=thu, 01 jan 1970/i.test(attribute));
    if (isOver) this.cookies.delete(name.trim());
    else this.cookies.set(name.trim(), value);
  }
}

export const PASSWORD = 'correct horse 42';

/** A new member, signed in. */
export async function signedUp(
  portal: Pick<RunningPortal, 'url'>,
  name: string,
  language = 'en',
): Promise<Client & { personId: string; handle: string }> {
  const client = new Client(portal, language);
  const email = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '.')}.${Math.random().toString(36).slice(2, 8)}@people.example`;
  const { signUp } = await client.ask<{ signUp: { person: { id: string; handle: string } } }>(
    `mutation ($name: String!, $email: String!, $password: String!) { signUp(name: $name, email: $email, password: $password) { person { id handle } } }`,
    { name, email, password: PASSWORD },
  );
  return Object.assign(client, { personId: signUp.person.id, handle: signUp.person.handle, email });
}

/** The first administrator, made by the link that the portal printed. */
export async function administrator(portal: RunningPortal): Promise<Client> {
  const token = /setup\?token=([\w-]+)/.exec(portal.output())?.[1];
  if (token === undefined) throw new Error(`no setup link was printed:\n${portal.output()}`);
  const client = new Client(portal);
  await client.ask(
    `mutation ($token: String!, $password: String!) { claimSetup(token: $token, name: "Ada Min", email: "admin@people.example", password: $password) { roles } }`,
    {
      token,
      password: PASSWORD,
    },
  );
  return client;
}

/** Gives a role of the company. */
export async function grant(admin: Client, personId: string, role: string): Promise<void> {
  await admin.ask(`mutation ($person: ID!, $role: Role!) { grantRole(person: $person, role: $role) { roles } }`, {
    person: personId,
    role,
  });
}
