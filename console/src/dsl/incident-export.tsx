import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/confirm.tsx';
import { Notification } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { exportIncident } from './incident.ts';

/** Print, or take it to CPOMS or MyConcern. */
export function IncidentExport({ id }: { readonly id: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="no-print">
      <div className="govuk-button-group">
        <Button kind="secondary" onClick={() => window.print()}>
          Print
        </Button>
        <Button kind="secondary" onClick={() => setOpen(true)}>
          Export for CPOMS or MyConcern
        </Button>
      </div>
      {isOpen && <ExportDialog id={id} onClose={() => setOpen(false)} />}
    </div>
  );
}

function save(text: string, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function ExportDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const [reference, setReference] = useState('');
  const [copied, setCopied] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  const text = useMutation({ mutationFn: () => exportIncident(id, 'text', reference.trim()) });
  const csv = useMutation({
    mutationFn: () => exportIncident(id, 'csv', reference.trim()),
    onSuccess: (rows) => save(rows, 'text/csv', `incident-${id}.csv`),
  });
  const error = text.error ?? csv.error;
  const copy = async (words: string) => {
    try {
      await navigator.clipboard.writeText(words);
      setCopied('Copied.');
    } catch {
      // Browsers without a secure connection, or told not to, keep the clipboard from pages.
      area.current?.select();
      setCopied('It is selected: press Ctrl and C to copy it.');
    }
  };
  return (
    <Dialog title="Export for CPOMS or MyConcern" onClose={onClose}>
      {error !== null && <Notification tone="problem">{asProblem(error).message}</Notification>}
      <p>Addresses are written so that nothing makes a link of them. The export is recorded, with your name and the case number.</p>
      <TextField label="Case number there, if there is one" value={reference} onChange={setReference} maxLength={200} />
      {text.data === undefined ? (
        <div className="govuk-button-group">
          <Button busy={text.isPending} onClick={() => text.mutate()}>
            Show text to paste
          </Button>
          <Button kind="secondary" busy={csv.isPending} onClick={() => csv.mutate()}>
            Save as CSV
          </Button>
          <Button kind="secondary" onClick={onClose}>
            Close
          </Button>
        </div>
      ) : (
        <>
          <label className="govuk-label" htmlFor="export-text">
            Text to paste
          </label>
          <textarea id="export-text" ref={area} className="govuk-textarea export-text" readOnly value={text.data} />
          <p role="status">{copied}</p>
          <div className="govuk-button-group">
            <Button onClick={() => void copy(text.data)}>Copy</Button>
            <Button kind="secondary" onClick={() => save(text.data, 'text/plain', `incident-${id}.txt`)}>
              Save as a file
            </Button>
            <Button kind="secondary" onClick={onClose}>
              Close
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
