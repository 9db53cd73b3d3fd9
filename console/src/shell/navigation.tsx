import { useEffect, useId, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { type ConsolePage, mayOpen, PAGES, type Section } from '../pages.ts';
import type { Role } from '../roles.ts';
import { fetchPage } from './page-content.tsx';

const ORDER: readonly Section[] = ['Safeguarding', 'Teaching', 'Filtering', 'People and policy', 'Oversight', 'Your account'];

/** The role's pages by section, as the navigation shows them. */
export function sectionsOf(role: Role): readonly { readonly title: Section; readonly pages: readonly ConsolePage[] }[] {
  return ORDER.map((title) => ({ title, pages: PAGES.filter((page) => page.section === title && mayOpen(page, role)) })).filter(
    ({ pages }) => pages.length > 0,
  );
}

function isCurrent(path: string, location: string): boolean {
  return location === path || location.startsWith(`${path}/`);
}

/** Each role's own work. On a phone it opens from a button. */
export function Navigation({ role }: { readonly role: Role }) {
  const [location] = useLocation();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the menu
  useEffect(() => setOpen(false), [location]);
  return (
    <nav className="navigation no-print" aria-label="Pages">
      <button type="button" className="menu-button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        Menu
      </button>
      <div id={id} className={isOpen ? 'navigation-list navigation-open' : 'navigation-list'}>
        {sectionsOf(role).map(({ title, pages }) => (
          <div key={title}>
            <p className="navigation-section">{title}</p>
            <ul>
              {pages.map((page) => (
                <li key={page.path}>
                  <Link
                    href={page.path}
                    aria-current={isCurrent(page.path, location) ? 'page' : undefined}
                    onPointerEnter={() => void fetchPage(page)}
                  >
                    {page.title}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}
