export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** The whole events of a text/event-stream so far, and what has come of the next one (HTML standard, "Server-sent events"). */
export function takeEvents(text: string): { readonly events: readonly ServerEvent[]; readonly rest: string } {
  const blocks = text.split('\n\n');
  const rest = blocks.pop() ?? '';
  return { events: blocks.map(eventIn).filter((event) => event !== null), rest };
}

function eventIn(block: string): ServerEvent | null {
  const lines = block.split('\n');
  const values = (field: string) =>
    lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trimStart());
  const data = values('data');
  return data.length === 0 ? null : { name: values('event')[0] ?? 'message', data: data.join('\n') };
}
