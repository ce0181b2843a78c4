/** What a posted form holds. */
export type Fields = Record<string, string | string[]>;

export interface PageExecution {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: { code?: string; field?: string; retryAfter?: number } }[];
}

/** What the web application's renderer is given. Its own side of the contract is apps/web/src/entry-server.ts. */
export interface PageRequest {
  method: 'GET' | 'POST';
  /** Path and query. */
  url: string;
  fields?: Fields;
  locale: 'ru' | 'en';
  theme: 'light' | 'dark' | 'system';
  /** Public origin, for canonical links. */
  origin: string;
  template: string;
  manifest: Record<string, string[]>;
  execute(query: string, variables: Record<string, unknown>, operationName?: string): Promise<PageExecution>;
}

export interface PageResponse {
  status: number;
  html?: string;
  /** A path of this portal. */
  redirect?: string;
}

export interface PageRenderer {
  handle(request: PageRequest): Promise<PageResponse>;
  template: string;
  manifest: Record<string, string[]>;
}
