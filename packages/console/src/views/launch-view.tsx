import { checkAnswerFormat, type FormatIssue } from '@agent-session/answers';
import type { AgentSessionClient } from '@agent-session/client';
import type { AnswerFormat, SessionRequest } from '@agent-session/protocol';
import { useId, useMemo, useState, type ReactNode, type SubmitEvent } from 'react';
import { Problem } from '../parts/problem.js';

const LIMITS = [
  ['max_steps', 'Most steps'],
  ['max_time_s', 'Most seconds'],
  ['idle_timeout_s', 'Seconds it waits for the next message'],
] as const;

type FormatCheck =
  | { readonly ok: true; readonly format: AnswerFormat | null }
  | { readonly ok: false; readonly issues: readonly Pick<FormatIssue, 'pointer' | 'message'>[] };

/** Launches a session. */
export function LaunchView({ client }: { readonly client: AgentSessionClient }): ReactNode {
  const id = useId();
  const [agent, setAgent] = useState('');
  const [task, setTask] = useState('');
  const [schema, setSchema] = useState('');
  const [limits, setLimits] = useState<{ readonly [name: string]: string }>({});
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const check = useMemo(() => checkText(schema), [schema]);

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
    <form className="panel narrow" onSubmit={submit}>
      <h1>Launch</h1>
      <label htmlFor={`${id}agent`}>Agent</label>
      <input
        id={`${id}agent`}
        required
        placeholder="web-reader"
        value={agent}
        onChange={({ target }) => setAgent(target.value)}
      />
      <label htmlFor={`${id}task`}>Task</label>
      <textarea id={`${id}task`} rows={4} required value={task} onChange={({ target }) => setTask(target.value)} />
      <fieldset>
        <legend>Limits</legend>
        {LIMITS.map(([name, label]) => (
          <label key={name}>
            {label}
            <input
              type="number"
              min={1}
              value={limits[name] ?? ''}
              onChange={({ target }) => setLimits({ ...limits, [name]: target.value })}
            />
          </label>
        ))}
      </fieldset>
      <label htmlFor={`${id}schema`}>Answer format (JSON Schema, optional)</label>
      <textarea
        id={`${id}schema`}
        className="code"
        rows={8}
        spellCheck={false}
        value={schema}
        aria-invalid={!check.ok}
        aria-describedby={`${id}check`}
        onChange={({ target }) => setSchema(target.value)}
      />
      <div id={`${id}check`} role="status">
        {check.ok
          ? check.format && <p className="good">This schema can be sent.</p>
          : check.issues.map(({ pointer, message }, index) => (
              <p key={index} className="issue">
                {pointer !== '' && <code>{pointer}</code>} {message}
              </p>
            ))}
      </div>
      <Problem error={error} />
      <button type="submit" aria-disabled={!check.ok || sending}>
        {sending ? 'Launching…' : 'Launch'}
      </button>
    </form>
  );
}

function checkText(text: string): FormatCheck {
  if (text.trim() === '') return { ok: true, format: null };
  try {
    const format = JSON.parse(text) as AnswerFormat;
    const checked = checkAnswerFormat(format);
    return checked.ok ? { ok: true, format } : { ok: false, issues: checked.issues };
  } catch (error) {
    return { ok: false, issues: [{ pointer: '', message: error instanceof Error ? error.message : String(error) }] };
  }
}
