import type { PortalViewer } from '../viewers/portal-viewer.js';
import type { Request, Response } from 'express';

/** What every entry point is given: GraphQL over HTTP, pages and forms alike (decision 24). */
export interface PortalContext {
  /** Changes within a request when somebody signs in or out: read it when it is needed. */
  viewer: PortalViewer;
  request: Request;
  response: Response;
  /** Address of the caller, a trusted proxy's word believed. */
  address: string;
  /** The session cookie as it came. */
  sessionToken?: string;
  /** Sets the session cookie, or takes it away. */
  setSession(token: string | null): void;
  /** One per request: batched readers by name. */
  loaders: Map<string, unknown>;
}
