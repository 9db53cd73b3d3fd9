import { useState } from 'react';
import { Page } from '../components/page.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { useAccount } from '../session/session.ts';
import { PersonalUseReport } from './personal-use-report.tsx';
import { PersonalUseWithdrawals } from './personal-use-withdrawals.tsx';

const NOBODY = { person: '' };

/** What staff may do for themselves: withdrawn from one person (row R18), and monitored where the trust says so (row R19). */
export default function PersonalUsePage() {
  const { role } = useAccount();
  const [{ person }, change] = useAddressFilter(NOBODY);
  const [asked, setAsked] = useState<string | null>(person === '' ? null : person);
  const forget = () => {
    setAsked(null);
    change(NOBODY);
  };
  return (
    <Page
      title="Personal use"
      lead="What staff may use for themselves, and when, is in the policy. Here it is withdrawn from one person, and here is the weekly report where the trust has one."
    >
      {role !== 'dpo' && <PersonalUseWithdrawals asked={asked} onAsk={setAsked} onDone={forget} />}
      {(role === 'headteacher' || role === 'dpo') && <PersonalUseReport mayLook={role === 'headteacher'} onWithdraw={setAsked} />}
    </Page>
  );
}
