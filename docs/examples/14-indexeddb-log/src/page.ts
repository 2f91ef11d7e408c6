import { createClient } from '@agent-session/client';
import { openSession } from './open-session.js';

/** The page: `/?session=<id>`. Its key is in the session storage of the tab, never in the address. */
const id = new URLSearchParams(location.search).get('session') ?? '';
const client = createClient({ baseUrl: location.origin, apiKey: () => sessionStorage.getItem('key') ?? '' });
const status = document.querySelector('output');
const list = document.querySelector('ol');

const session = await openSession(client, id);
session.session$.subscribe({
  next: (state) => status?.replaceChildren(`${state.status}, ${state.steps} steps`),
  error: (error: unknown) => status?.replaceChildren(`cannot be followed: ${String(error)}`),
});
session.events$.subscribe({
  next({ index, event }) {
    const item = document.createElement('li');
    // Text, never HTML: what an agent writes is not ours.
    item.textContent = `${index} ${event.type}`;
    list?.append(item);
  },
  error: () => undefined, // said above
});
