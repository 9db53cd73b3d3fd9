import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { HarmlessAddress, HarmlessText } from '../components/harmless.tsx';
import { Panel } from '../components/panel.tsx';
import { Tag } from '../components/tag.tsx';
import { londonDay, Time, timeText } from '../components/time.tsx';
import type { Context, ContextItem } from './incident.ts';
import { ACTION_TAGS } from './words.ts';

/** What they did from an hour before to an hour after, with what pages loaded by themselves folded away. */
export function IncidentContext({ context }: { readonly context: Context }) {
  const [isUnfolded, setUnfolded] = useState(false);
  if ('withheld' in context) {
    return (
      <Panel title="An hour before and after">
        <p>
          {context.withheld === 'sealed'
            ? 'Not shown: nobody looks around illegal material.'
            : 'Not shown here: this is about several people. Open the incident of one of them.'}
        </p>
      </Panel>
    );
  }
  const did = context.items.filter(({ ofIncident, pageElement }) => ofIncident || !pageElement);
  const folded = context.items.length - did.length;
  const shown = isUnfolded ? context.items : did;
  return (
    <Panel title="An hour before and after">
      <p>
        {did.length === 0 ? 'Nothing else was recorded.' : 'What they searched for and opened.'} Visits to places of help are never shown.
        {context.leftOut > 0 && ` ${context.leftOut} more, further away in time, are left out.`}
      </p>
      {folded > 0 && (
        <p className="no-print">
          <Button kind="secondary" onClick={() => setUnfolded(!isUnfolded)}>
            {isUnfolded ? `Hide ${things(folded)} that pages loaded` : `Show ${things(folded)} that pages loaded by themselves`}
          </Button>
        </p>
      )}
      <ol className="timeline">
        {shown.map((item, at) => (
          <Moment key={item.id} item={item} isNewDay={at > 0 && londonDay(item.at) !== londonDay(shown[at - 1]?.at ?? item.at)} />
        ))}
      </ol>
    </Panel>
  );
}

function things(count: number): string {
  return count === 1 ? 'one thing' : `${count} things`;
}

function Moment({ item, isNewDay }: { readonly item: ContextItem; readonly isNewDay: boolean }) {
  const { at, searchTerm, visibility, host, url, action, ofIncident, pageElement } = item;
  return (
    <li className={ofIncident ? 'own' : undefined}>
      <Time at={at} style="second" />
      <span>
        {isNewDay && <span className="by-line">{timeText(at, 'day')} </span>}
        {searchTerm === null ? (
          <HarmlessAddress address={visibility === 'host' ? host : url} />
        ) : (
          <>
            Searched for “<HarmlessText text={searchTerm} />” <span className="by-line">at {host}</span>
          </>
        )}
        {action !== 'allow' && <Tag tone={action === 'block' ? 'danger' : 'warning'}>{ACTION_TAGS[action]}</Tag>}
        {ofIncident && <Tag>This incident</Tag>}
        {pageElement && <Tag>Page element</Tag>}
      </span>
    </li>
  );
}
