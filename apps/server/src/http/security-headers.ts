import helmet from 'helmet';
import type { Request, RequestHandler, Response } from 'express';

/**
 * Headers of every answer. Scripts and styles come from files of ours only; there is nothing inline to allow. They are the same for
 * all, so helmet is asked once and not by its twelve parts at each request.
 */
export function securityHeaders(isHttps: boolean): RequestHandler {
  const headers = Object.entries(headersSetBy(helmetFor(isHttps)));
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}

function helmetFor(isHttps: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        // Components place floating panels by style attributes.
        'style-src-attr': ["'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'manifest-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    // The stricter default makes forms send `Origin: null` (decision 21).
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
  });
}

/** What such a middleware sets, to be set at once by who answers before it. */
export function headersSetBy(middleware: RequestHandler): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const response = { setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value), removeHeader: () => undefined };
  middleware({} as Request, response as unknown as Response, () => undefined);
  return headers;
}
