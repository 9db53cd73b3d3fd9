import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { queryClient } from './api/query-client.ts';
import { watchForTouch } from './api/somebody-there.ts';
import { Failure, Loading } from './components/states.tsx';
import { pageAt } from './pages.ts';
import { readSessionEarly, useSession } from './session/session.ts';
import { SignInPage } from './session/sign-in-page.tsx';
import { fetchPage } from './shell/page-content.tsx';
import { Shell } from './shell/shell.tsx';
import './style/govuk.scss';
import './style/colours.css';
import './style/frame.css';
import './style/pages.css';
import './style/parts.css';
import './style/tables.css';
import './style/phones.css';
import './style/paper.css';

/** Signed in: the shell and its pages. Else: the way in. */
function App() {
  const { data: session, error, refetch } = useSession();
  const [isPageHere, setPageHere] = useState(false);
  useEffect(() => void firstPage.then(() => setPageHere(true)), []);
  if (session === undefined || !isPageHere) {
    return <main className="sign-in">{error === null ? <Loading /> : <Failure error={error} onRetry={() => void refetch()} />}</main>;
  }
  if (session === null || session.step !== 'done') return <SignInPage step={session?.step} />;
  return <Shell key={session.account.name} account={session.account} />;
}

/** The session and the file of the page that the address names come side by side, before anything is drawn. */
const page = pageAt(location.pathname);
const firstPage = page === undefined ? Promise.resolve() : fetchPage(page);
readSessionEarly(queryClient);
watchForTouch();
const place = document.getElementById('app');
if (place === null) throw new Error('index.html has no place for the app');
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Router base="/console">
        <App />
      </Router>
    </QueryClientProvider>
  </StrictMode>,
);
