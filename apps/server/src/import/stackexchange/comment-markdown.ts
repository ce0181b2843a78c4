/**
 * A comment's text is Markdown already, of the inline sort only: what would start a list, heading, quotation or code block here is
 * made plain, and `[tag:x]` becomes code, as there it becomes a label.
 */
export function commentMarkdown(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\[(?:meta-)?tag:([\w.+#-]{1,40})\]/g, '`$1`')
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^(#{1,6}(?=\s)|[-+*](?=\s)|>|(?:`{3}|~{3}).*|[-=*_]{2,}\s*$)/, '\\$1')
        .replace(/^(\d{1,9})([.)])(?=\s)/, '$1\\$2'),
    )
    .join('\n')
    .trim();
}
