import { useState } from 'react';
import { TextButton } from '../components/button.tsx';

/** A text to be put elsewhere: selected as a whole with one click, or copied. Browsers let pages copy over HTTPS and on this machine only. */
export function CopyText({ text }: { readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <span className="it-copy">
      <code className="reference" translate="no">
        {text}
      </code>{' '}
      {window.isSecureContext && <TextButton onClick={copy}>Copy</TextButton>}
      <span role="status" className="secondary">
        {isCopied && ' Copied.'}
      </span>
    </span>
  );
}
