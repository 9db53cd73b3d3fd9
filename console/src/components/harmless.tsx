import { Fragment } from 'react';

/** Controls, marks that turn or hide text, and separators: none of them is shown as what it does. */
const ACTING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
const MOST_CHARACTERS = 500;

/** What came from the network as one plain line. */
export function inert(text: string, most = MOST_CHARACTERS): string {
  const characters = [...text.toWellFormed().replace(ACTING, ' ')];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

/**
 * The address of a site out of a record, as text that breaks where it may. Never a link: nobody shall come to a harmful place by a
 * slip of the finger.
 */
export function HarmlessAddress({ address }: { readonly address: string }) {
  const parts = inert(address).split(/(?<=[/.?&=_-])/u);
  return (
    <bdi className="address" translate="no">
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, which only change together
        <Fragment key={at}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </bdi>
  );
}

/** Words out of a record: search terms, names, what a pupil wrote. */
export function HarmlessText({ text, most }: { readonly text: string; readonly most?: number }) {
  return <bdi className="harmless">{inert(text, most)}</bdi>;
}

/** A reference that people read out and type again: selected as a whole with one click. */
export function Reference({ id }: { readonly id: string }) {
  return (
    <code className="reference" translate="no">
      {id}
    </code>
  );
}
