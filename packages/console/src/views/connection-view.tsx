import { KeyRound } from 'lucide-react';
import { useId, useState, type ReactNode, type SubmitEvent } from 'react';
import { serverProblem, type Connection } from '../connection.js';
import { Problem } from '../parts/problem.js';

/** Where to ask, and with which key. */
export function ConnectionView({
  connection,
  connect,
  wanted,
}: {
  readonly connection: Connection;
  readonly connect: (connection: Connection) => void;
  /** Something else was asked for, which needs a key. */
  readonly wanted: boolean;
}): ReactNode {
  const [draft, setDraft] = useState(connection);
  const [error, setError] = useState<string | null>(null);
  const id = useId();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const problem = serverProblem(draft.baseUrl);
    setError(problem);
    if (problem !== null) return;
    connect(draft);
    if (!wanted) window.location.hash = '#/';
  };
  const isKept = connection.apiKey !== '';
  return (
    <form className="panel narrow" onSubmit={submit}>
      <KeyRound aria-hidden className="emblem" />
      <h1>Connect</h1>
      <p className="lead">
        {wanted ? 'A key is needed to see this. ' : ''}
        {isKept ? 'You are connected. ' : ''}A server of your own takes the key it printed when it started, or the one
        you gave it.
      </p>
      <label htmlFor={`${id}url`}>Server</label>
      <input
        id={`${id}url`}
        inputMode="url"
        autoCapitalize="off"
        spellCheck={false}
        required
        value={draft.baseUrl}
        onChange={({ target }) => setDraft({ ...draft, baseUrl: target.value })}
      />
      <label htmlFor={`${id}key`}>Key</label>
      <input
        id={`${id}key`}
        type="password"
        autoComplete="off"
        placeholder="hk-…"
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
      <small>Otherwise it is forgotten when the page is reloaded. It is never part of an address.</small>
      <Problem error={error} />
      <div className="send">
        {isKept && (
          <button type="button" onClick={() => connect({ ...connection, apiKey: '', keep: false })}>
            Forget the key
          </button>
        )}
        <button type="submit">Connect</button>
      </div>
    </form>
  );
}
