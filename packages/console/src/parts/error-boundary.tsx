import { Component, type ReactNode } from 'react';
import { Problem } from './problem.js';

/** Shows what went wrong instead of an empty page. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? (
      this.props.children
    ) : (
      <Problem error={error} retry={() => this.setState({ error: null })} />
    );
  }
}
