/** A question that costs next to nothing. */
export const EMPTY: string;
/** Documents that cost more than they are worth (case 43), by name. */
export const DEAR: Readonly<Record<string, string>>;
