import type { NextFunction, Request, Response } from 'express';

const MACHINES = /^\/(graphql|files|assets|theme|healthz|readyz|metrics|socket\.io|feeds|auth|mail)(\/|$)/;

/** Whether an address is there for machines; everything else is a page. */
export function isForMachines(path: string): boolean {
  return MACHINES.test(path);
}

/** Where only pages are served, the addresses of machines are another process's: a proxy that sends them here is told so. */
export function machinesElsewhere(request: Request, response: Response, next: NextFunction): void {
  if (!isForMachines(request.path)) next();
  else response.status(404).set('cache-control', 'no-store').json({ code: 'NOT_FOUND', message: 'This process serves pages only.' });
}
