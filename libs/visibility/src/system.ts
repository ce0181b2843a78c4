/**
 * Trusted work that no person asked for: imports, projections, deliveries. A type of its own, so that it cannot be mistaken for a
 * Viewer; the lint rule lists the files that may make one.
 */
export class SystemActor {
  readonly #brand = true;
  constructor(readonly reason: string) {}

  static is(value: unknown): value is SystemActor {
    return typeof value === 'object' && value !== null && #brand in value && value.#brand;
  }
}

/** @param reason what the work is, for the audit log and the reader of the code */
export function asSystem(reason: string): SystemActor {
  return new SystemActor(reason);
}
