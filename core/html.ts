const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Safe as text and inside a quoted attribute. Controls, lone surrogates and non-characters (which mark slots) become U+FFFD. */
export function escapeHtml(text: string): string {
  if (/^[\w .,:/?=-]*$/.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]|[\u{fdd0}-\u{fdef}]/gu, '\u{fffd}')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
