import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** Measured on the portal's own documents: the deepest is 8, the dearest 1,400. Twice that is for others. */
export const MAX_DEPTH = 12;
export const MAX_COST = 4_000;
export const MAX_ALIASES = 15;

/** What a selection set comes to when every fragment is written out. */
interface Extent {
  levels: number;
  fields: number;
  aliases: number;
}

/**
 * What is too much about a document, whatever the schema: it nests deeper, renames more or selects more than any page of ours does;
 * undefined when nothing is. Each fragment is measured once, so that fragments which spread others twice, and these others twice,
 * cost no more to refuse than their text is long.
 */
export function excessOf(document: DocumentNode): string | undefined {
  const measuring = new Measuring(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { levels, fields, aliases } = measuring.extentOf(definition.selectionSet);
    if (measuring.circle !== undefined) return `Cannot spread fragment "${measuring.circle}" within itself.`;
    // The operation itself is no level.
    if (levels > MAX_DEPTH + 1) return `At most ${MAX_DEPTH} levels`;
    if (aliases > MAX_ALIASES) return `At most ${MAX_ALIASES} aliases`;
    if (fields > MAX_COST) return `At most ${MAX_COST} fields`;
  }
  return undefined;
}

class Measuring {
  /** A fragment that spreads itself. */
  circle: string | undefined;
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  /** Null while it is being measured: who meets it then is inside it. */
  private readonly extents = new Map<string, Extent | null>();

  constructor({ definitions }: DocumentNode) {
    for (const definition of definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
  }

  extentOf({ selections }: SelectionSetNode): Extent {
    const whole: Extent = { levels: 1, fields: 0, aliases: 0 };
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) {
        const spread = selection.kind === Kind.INLINE_FRAGMENT ? this.extentOf(selection.selectionSet) : this.spread(selection.name.value);
        whole.levels = Math.max(whole.levels, spread.levels);
        whole.fields += spread.fields;
        whole.aliases += spread.aliases;
        continue;
      }
      const within = selection.selectionSet === undefined ? NOTHING : this.extentOf(selection.selectionSet);
      // The schema is public and finite; its description nests deeper than any data.
      if (selection.name.value !== '__schema' && selection.name.value !== '__type')
        whole.levels = Math.max(whole.levels, 1 + within.levels);
      whole.fields += 1 + within.fields;
      whole.aliases += within.aliases + (selection.alias === undefined ? 0 : 1);
    }
    return whole;
  }

  private spread(name: string): Extent {
    const known = this.extents.get(name);
    if (known === null) this.circle ??= name;
    if (known) return known;
    const fragment = known === null ? undefined : this.fragments.get(name);
    if (fragment === undefined) return NOTHING;
    this.extents.set(name, null);
    const extent = this.extentOf(fragment.selectionSet);
    this.extents.set(name, extent);
    return extent;
  }
}

const NOTHING: Extent = { levels: 0, fields: 0, aliases: 0 };
