/** What a search filter may ask about. */
export interface SearchRow {
  audience: number;
  published: boolean;
}

/**
 * Evaluates the part of Meilisearch's filter language that `searchFilter` writes: `IN`, `>=`, `=`, `AND`, `OR`, brackets;
 * AND binds closer than OR.
 * @throws when the filter is anything else
 */
export function matches(filter: string, row: SearchRow): boolean {
  const tokens = filter.match(/\[[^\]]*\]|\(|\)|>=|=|\w+/g) ?? [];
  let at = 0;
  const next = (): string => {
    const token = tokens[at++];
    if (token === undefined) throw new Error(`the filter ends too early: ${filter}`);
    return token;
  };
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === 'OR') {
      at++;
      value = both() || value;
    }
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (tokens[at] === 'AND') {
      at++;
      value = one() && value;
    }
    return value;
  };
  const one = (): boolean => {
    const token = next();
    if (token === '(') {
      const value = either();
      if (next() !== ')') throw new Error(`a bracket stays open: ${filter}`);
      return value;
    }
    return comparison(token, next(), next(), row);
  };
  const value = either();
  if (at !== tokens.length) throw new Error(`something is left over: ${filter}`);
  return value;
}

function comparison(field: string, operator: string, operand: string, row: SearchRow): boolean {
  if (field === 'published' && operator === '=') return String(row.published) === operand;
  if (field === 'audience' && operator === '>=') return row.audience >= Number(operand);
  if (field === 'audience' && operator === 'IN') return operand.slice(1, -1).split(',').map(Number).includes(row.audience);
  throw new Error(`not understood: ${field} ${operator} ${operand}`);
}
