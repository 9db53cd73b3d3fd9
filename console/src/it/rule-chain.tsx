import { HarmlessText } from '../components/harmless.tsx';
import { Tag, type Tone } from '../components/tag.tsx';
import type { Explanation, RuleStep } from './answers.ts';
import { ACTIONS, ruleTitle } from './words.ts';

const OUTCOMES: Readonly<Record<RuleStep['outcome'], { readonly words: string; readonly tone: Tone } | null>> = {
  'passed-over': null,
  won: { words: 'This decided', tone: 'info' },
  'would-allow': { words: 'Would allow', tone: 'quiet' },
  'would-block': { words: 'Would block too', tone: 'quiet' },
  'would-coach': { words: 'Would warn too', tone: 'quiet' },
  'not-asked': null,
};

/** Every rule in the order it is asked; the first that has an answer decides. */
export function RuleChain({ chain }: { readonly chain: readonly RuleStep[] }) {
  return (
    <ol className="it-chain">
      {chain.map(({ rule, outcome, detail }) => {
        const said = OUTCOMES[outcome];
        return (
          <li key={rule} className={outcome === 'won' ? 'it-step it-step-won' : said === null ? 'it-step it-step-passed' : 'it-step'}>
            <span className="it-step-rule">{ruleTitle(rule)}</span>
            {said !== null && <Tag tone={said.tone}>{said.words}</Tag>}
            <span className="it-step-detail">
              <HarmlessText text={outcome === 'not-asked' ? 'Not asked: the law has decided.' : detail} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** What would have to be different for another answer. */
export function WouldChange({ changes }: { readonly changes: Explanation['wouldChange'] }) {
  if (changes.length === 0) return <p>Nothing that anybody here can change would make it different.</p>;
  return (
    <ul className="it-lines">
      {changes.map(({ change, action, rule }) => (
        <li key={`${change} ${rule}`}>
          <Tag tone={ACTIONS[action].tone}>{ACTIONS[action].words}</Tag> with <HarmlessText text={change} />
        </li>
      ))}
    </ul>
  );
}
