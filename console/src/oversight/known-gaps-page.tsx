import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel, SummaryList } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { Time } from '../components/time.tsx';

/** What the filter does not see or know, and how far it is in the way (rows D10, D11): no filter catches everything. */
export default function KnownGapsPage() {
  const gaps = useQuery({ queryKey: ['known-gaps'], queryFn: () => answerOf(api.GET('/api/v1/known-gaps')) });
  return (
    <Page
      title="Known gaps"
      lead="What the filter does not see or know, and how far it is in the way: numbers, nobody’s name. The yearly review starts from these."
    >
      <Answered query={gaps}>
        {({ at, sections }) => (
          <>
            {sections.map(({ id, title, facts }) => (
              <Panel key={id} title={title}>
                <SummaryList
                  rows={facts.map(({ label, value }) => [label, <HarmlessText key={label} text={value} most={4_000} />] as const)}
                />
              </Panel>
            ))}
            <p className="secondary">
              As it was at <Time at={at} style="clock" />.
            </p>
          </>
        )}
      </Answered>
    </Page>
  );
}
