import { useMutation } from '@tanstack/react-query';
import { type CSSProperties, Suspense } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { asProblem } from '../api/problem.ts';
import { useSignInNeeded } from '../api/sign-in-gate.ts';
import { Page } from '../components/page.tsx';
import { Loading, NoPermission } from '../components/states.tsx';
import type { PageInput } from '../page-input.ts';
import { mayOpen, PAGES } from '../pages.ts';
import { ROLE_TITLES } from '../roles.ts';
import { useSchoolColours, useSchoolName } from '../session/schools.ts';
import { type Account, AccountContext, signOut, useSignInChoices } from '../session/session.ts';
import { SignInDialog } from '../session/sign-in-dialog.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Navigation } from './navigation.tsx';
import { PageContent } from './page-content.tsx';

/** Everything around a page for somebody who is signed in. */
export function Shell({ account }: { readonly account: Account }) {
  const needsSignIn = useSignInNeeded();
  const [place] = useLocation();
  return (
    <AccountContext value={account}>
      <a href="#main" className="govuk-skip-link">
        Skip to main content
      </a>
      <Header account={account} />
      <div className="body">
        <Navigation role={account.role} />
        <main id="main" tabIndex={-1}>
          <ErrorBoundary place={place}>
            <Suspense fallback={<Loading />}>
              <Pages account={account} />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      {needsSignIn && <SignInDialog account={account} />}
    </AccountContext>
  );
}

function Header({ account }: { readonly account: Account }) {
  const { data } = useSignInChoices();
  const leaving = useMutation({ mutationFn: signOut });
  const colours = useSchoolColours(account.school);
  return (
    <header className="header" style={colours === null ? {} : headerColours(colours)}>
      <p className="header-name">
        <span className="header-product">Schoolgate</span>
        <span className="header-place">{[data?.trustName, useSchoolName(account.school)].filter(Boolean).join(' – ')}</span>
      </p>
      <div className="header-person no-print">
        <span>
          <bdi>{account.displayName}</bdi>
          <span className="header-role">{ROLE_TITLES[account.role]}</span>
        </span>
        <button type="button" className="header-button" onClick={() => leaving.mutate()}>
          Sign out
        </button>
        {leaving.error !== null && <span role="alert">You are still signed in: {asProblem(leaving.error).message}</span>}
      </div>
    </header>
  );
}

/** As variables, so that paper stays white. */
function headerColours({ back, text }: NonNullable<ReturnType<typeof useSchoolColours>>): CSSProperties {
  return { '--header-back': back, '--header-text': text } as CSSProperties;
}

function Pages({ account }: { readonly account: Account }) {
  const home = PAGES.find((page) => mayOpen(page, account.role));
  return (
    <Switch>
      {PAGES.map((page) => (
        <Route key={page.path} path={page.path}>
          {(params) =>
            mayOpen(page, account.role) ? <PageContent page={page} params={params as PageInput['params']} /> : <Closed title={page.title} />
          }
        </Route>
      ))}
      {home !== undefined && (
        <Route path="/">
          <Redirect to={home.path} replace />
        </Route>
      )}
      <Route>
        <Page title="There is no such page">
          <p>The address may be mistyped, or the page may have moved. The menu leads to everything that you may open.</p>
        </Page>
      </Route>
    </Switch>
  );
}

function Closed({ title }: { readonly title: string }) {
  return (
    <Page title={title}>
      <NoPermission />
    </Page>
  );
}
