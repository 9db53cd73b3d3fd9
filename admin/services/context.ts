import type { Config } from '../../config/schema/config.ts';
import type { AdminContext } from '../context.ts';

/** What the services of routes, portal and command line work with. */
export interface ServiceContext extends Pick<AdminContext, 'stores' | 'policy' | 'networkOf' | 'clock'> {
  readonly config: Pick<Config, 'trust' | 'schools' | 'requests'>;
  /** A new unique id; random UUIDs where the product runs. */
  readonly newId: () => string;
}

/** For services that speak of networks, too. */
export interface NetworkedContext extends ServiceContext {
  readonly config: ServiceContext['config'] & Pick<Config, 'networks'>;
}

/** For services that look at a page. */
export interface LookContext extends ServiceContext, Pick<AdminContext, 'fetchPage'> {}
