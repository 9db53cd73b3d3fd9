import { useCallback, useState } from 'react';
import { useAccount } from '../session/session.ts';

/**
 * What somebody is typing, kept in this tab until it is saved: it survives a reload, a lost connection and signing in again, and belongs
 * to the account that typed it. `key` says what it is about, e.g. `note ${incidentId}`. Call `clear` once the server has it.
 */
export function useUnsavedDraft(key: string): readonly [text: string, setText: (text: string) => void, clear: () => void] {
  const { name } = useAccount();
  const place = `draft ${name} ${key}`;
  const [text, keepText] = useState(() => sessionStorage.getItem(place) ?? '');
  const setText = useCallback(
    (next: string) => {
      keepText(next);
      if (next === '') sessionStorage.removeItem(place);
      else sessionStorage.setItem(place, next);
    },
    [place],
  );
  const clear = useCallback(() => setText(''), [setText]);
  return [text, setText, clear];
}
