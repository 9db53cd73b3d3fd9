import { Component, type ReactNode } from 'react';
import { Failure } from '../components/states.tsx';

interface Props {
  /** Another place: what failed on the last one is forgotten. */
  readonly place: string;
  readonly children: ReactNode;
}

interface State {
  readonly error: unknown;
  readonly place: string;
}

/** A page that breaks takes nothing else with it. Loading the page again also fetches its newest version. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error('unknown') };
  }

  static getDerivedStateFromProps({ place }: Props, state: State): State | null {
    return place === state.place ? null : { error: null, place };
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <Failure error={this.state.error} onRetry={() => location.reload()} />;
  }
}
