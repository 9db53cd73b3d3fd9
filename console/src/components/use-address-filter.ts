import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

/**
 * A filter that lives in the address bar: it survives a reload, can be sent to a colleague, and "back" undoes it. `defaults` names every
 * field with its usual value (which the address leaves out); keep it at module scope.
 */
export function useAddressFilter<T extends Readonly<Record<string, string>>>(defaults: T): readonly [T, (change: Partial<T>) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const filter = useMemo(() => {
    const given = new URLSearchParams(search);
    return Object.fromEntries(Object.entries(defaults).map(([name, usual]) => [name, given.get(name) ?? usual])) as T;
  }, [search, defaults]);
  const change = useCallback(
    (changes: Partial<T>) => {
      const query = new URLSearchParams(search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === defaults[name]) query.delete(name);
        else query.set(name, value);
      }
      const text = query.toString();
      navigate(text === '' ? path : `${path}?${text}`);
    },
    [search, path, navigate, defaults],
  );
  return [filter, change];
}
