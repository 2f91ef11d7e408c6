import { useId, useState, type ReactNode, type SubmitEvent } from 'react';
import type { Connection } from '../connection.js';
import { Problem } from '../parts/problem.js';

/** Where to ask, and with which key. */
export function ConnectionView({
  connection,
  connect,
  wanted,
}: {
  readonly connection: Connection;
  readonly connect: (connection: Connection) => void;
  readonly wanted: boolean;
}): ReactNode {
  const [draft, setDraft] = useState(connection);
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    try {
      const url = new URL(draft.baseUrl);
      if (!/^https?:$/.test(url.protocol)) throw new Error('The address must begin with https:// or http://.');
      connect(draft);
      setError(null);
      if (!wanted) window.location.hash = '#/';
    } catch (failed) {
      setError(failed instanceof TypeError ? new Error('This is not an address.') : failed);
    }
  };
  return (
    <form className="panel narrow" onSubmit={submit}>
      <h1>Connection</h1>
      {wanted && <p>A key is needed to see this. The server prints one when it starts.</p>}
      <label htmlFor={`${id}url`}>Server</label>
      <input
        id={`${id}url`}
        type="url"
        required
        value={draft.baseUrl}
        onChange={({ target }) => setDraft({ ...draft, baseUrl: target.value })}
      />
      <label htmlFor={`${id}key`}>Key</label>
      <input
        id={`${id}key`}
        type="password"
        autoComplete="off"
        value={draft.apiKey}
        onChange={({ target }) => setDraft({ ...draft, apiKey: target.value.trim() })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={draft.keep}
          onChange={({ target }) => setDraft({ ...draft, keep: target.checked })}
        />
        Keep it in this tab until it is closed
      </label>
      <Problem error={error} />
      <button type="submit">Connect</button>
    </form>
  );
}
