/** The document of the bench `graphql`; see topic.mjs. */
export const TOPIC: string;
