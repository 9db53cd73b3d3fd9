import { type ComponentType, lazy, useState } from 'react';
import type { PageInput } from '../page-input.ts';
import { type ConsolePage, PAGES } from '../pages.ts';

/** Each page is a file of its own, fetched when it is first opened. */
const LAZY: ReadonlyMap<string, ComponentType<PageInput>> = new Map(PAGES.map(({ path, load }) => [path, lazy(load)]));
/** Pages whose file is here. Through `lazy` even these would first say that they load, and React leaves that for 300 ms. */
const HERE = new Map<string, ComponentType<PageInput>>();

/** Fetches the file of a page that will be opened soon. Never rejects: opening the page says what is wrong. */
export async function fetchPage({ path, load }: ConsolePage): Promise<void> {
  if (HERE.has(path)) return;
  const file = await load().catch(() => undefined);
  if (file !== undefined) HERE.set(path, file.default);
}

export function PageContent({ page: { path }, params }: { readonly page: ConsolePage; readonly params: PageInput['params'] }) {
  // It stays what it began with: another component would be another page, with its forms empty.
  const [Content] = useState(() => HERE.get(path) ?? LAZY.get(path));
  return Content === undefined ? null : <Content params={params} />;
}
