import type { AgentSessionClient } from '@agent-session/client';
import type { SessionRequest } from '@agent-session/protocol';
import { Rocket } from 'lucide-react';
import { useEffect, useId, useMemo, useState, type ReactNode, type SubmitEvent } from 'react';
import { Problem } from '../parts/problem.js';
import { checkSchemaText, SchemaEditor } from '../parts/schema-editor.js';

const LIMITS = [
  ['max_steps', 'Most steps', 'no limit'],
  ['max_time_s', 'Most seconds', 'no limit'],
  ['idle_timeout_s', 'Seconds it waits for the next message', 'ends with its answer'],
] as const;

/** Launches a session. */
export function LaunchView({ client }: { readonly client: AgentSessionClient }): ReactNode {
  const id = useId();
  const [agent, setAgent] = useState('');
  const [task, setTask] = useState('');
  const [schema, setSchema] = useState('');
  const [limits, setLimits] = useState<{ readonly [name: string]: string }>({});
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const check = useMemo(() => checkSchemaText(schema), [schema]);
  const known = useKnownAgents(client);

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!check.ok || sending) return;
    const request: SessionRequest = {
      agent: agent.trim(),
      messages: task,
      ...Object.fromEntries(
        LIMITS.filter(([name]) => (limits[name] ?? '') !== '').map(([name]) => [name, Number(limits[name])]),
      ),
      ...(check.format ? { answer_format: check.format } : {}),
    };
    setSending(true);
    setError(null);
    client.create(request).then(
      (session) => {
        window.location.hash = `#/sessions/${session.id}`;
      },
      (failed: unknown) => {
        setError(failed);
        setSending(false);
      },
    );
  };

  return (
    <form className="launch" onSubmit={submit}>
      <div className="head">
        <h1>Launch a session</h1>
      </div>
      <div className="panel fields">
        <label htmlFor={`${id}agent`}>Agent</label>
        <input
          id={`${id}agent`}
          required
          list={`${id}agents`}
          placeholder="local/web-reader"
          autoCapitalize="off"
          spellCheck={false}
          value={agent}
          onChange={({ target }) => setAgent(target.value)}
        />
        <datalist id={`${id}agents`}>
          {known.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <label htmlFor={`${id}task`}>Task</label>
        <textarea
          id={`${id}task`}
          rows={6}
          required
          placeholder="What should the agent do?"
          value={task}
          onChange={({ target }) => setTask(target.value)}
        />
        <fieldset className="limits">
          <legend>Limits</legend>
          {LIMITS.map(([name, label, without]) => (
            <label key={name}>
              {label}
              <input
                type="number"
                inputMode="numeric"
                min={1}
                placeholder={without}
                value={limits[name] ?? ''}
                onChange={({ target }) => setLimits({ ...limits, [name]: target.value })}
              />
            </label>
          ))}
        </fieldset>
      </div>
      <div className="panel">
        <SchemaEditor text={schema} check={check} change={setSchema} />
      </div>
      <div className="foot">
        <Problem error={error} />
        <div className="send">
          <small>{check.ok ? '' : 'The answer format has to be right first.'}</small>
          <button type="submit" className="large" aria-disabled={!check.ok || sending}>
            <Rocket aria-hidden /> {sending ? 'Launching…' : 'Launch'}
          </button>
        </div>
      </div>
    </form>
  );
}

/** Names of the agents that ran lately, to choose from. There is no list of all. */
function useKnownAgents(client: AgentSessionClient): readonly string[] {
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    client
      .list({ size: 50 }, { signal: stop.signal })
      .page(1)
      .then(
        ({ items }) => setNames([...new Set(items.flatMap(({ agent }) => (typeof agent === 'string' ? [agent] : [])))]),
        // It would only have been a help.
        () => undefined,
      );
    return () => stop.abort(new Error('The form is no longer shown.'));
  }, [client]);
  return names;
}
