/** See ceiling.mjs. */
export function ceilingStatements(): Record<string, string>;
