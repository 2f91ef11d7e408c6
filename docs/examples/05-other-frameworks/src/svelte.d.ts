declare module '*.svelte' {
  import type { LiveSession } from '@agent-session/rxjs';
  import type { Component } from 'svelte';
  const component: Component<{ session: LiveSession }>;
  export default component;
}
