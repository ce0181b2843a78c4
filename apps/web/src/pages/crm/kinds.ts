/** A kind of interaction ("vote.cast") as a key of the messages. */
export const kindKey = (kind: string) => `crm.kind.${kind}`;

/** Kinds by what they are about, in the order in which they come. */
export function groupKinds(kinds: readonly string[]): { group: string; kinds: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const kind of kinds) {
    const group = kind.split('.')[0] ?? kind;
    groups.set(group, [...(groups.get(group) ?? []), kind]);
  }
  return [...groups].map(([group, of]) => ({ group, kinds: of }));
}
