const MACHINES = /^\/(graphql|files|assets|theme|healthz|readyz|metrics|socket\.io|feeds|auth|mail)(\/|$)/;

/** Whether an address is there for machines; everything else is a page. */
export function isForMachines(path: string): boolean {
  return MACHINES.test(path);
}
