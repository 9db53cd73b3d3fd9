import { useState } from 'react';
import { Button } from '../components/button.tsx';

/** Browsers let pages copy over HTTPS and on this machine only; elsewhere the text is marked by hand. */
export function CopyButton({ text }: { readonly text: string }) {
  const [words, setWords] = useState('');
  if (!window.isSecureContext) return null;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setWords('Copied.'),
      () => setWords('The browser did not let us copy. Mark the lines and copy them.'),
    );
  return (
    <p>
      <Button kind="secondary" onClick={() => void copy()}>
        Copy the lines
      </Button>{' '}
      <span role="status">{words}</span>
    </p>
  );
}
