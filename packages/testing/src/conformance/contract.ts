import { createAnswerValidator } from '@agent-session/answers';
import { ENDPOINTS, type EndpointName, type JsonSchema } from '@agent-session/protocol';
import { responseSchema } from '@agent-session/protocol/schemas';

type Check = (body: unknown) => string | null;

const checks = new Map<string, Check | null>();

/** Says what is wrong with the body of a success, or `null`. Bodies the contract does not describe are not looked at. */
export function bodyProblem(name: EndpointName, status: number, text: string): string | null {
  const isSuccess = ENDPOINTS[name].success.includes(status);
  if (!isSuccess) return null;
  const check = checkOf(name, status);
  if (check === null) return status !== 200 && status !== 201 && text !== '' ? 'the body should be empty' : null;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 'the body is not JSON';
  }
  return check(body);
}

function checkOf(name: EndpointName, status: number): Check | null {
  const key = `${name} ${status}`;
  let check = checks.get(key);
  if (check === undefined) checks.set(key, (check = makeCheck(responseSchema(name, status))));
  return check;
}

function makeCheck(schema: JsonSchema | null): Check | null {
  if (schema === null) return null;
  const validator = createAnswerValidator(schema as never);
  return (body) => {
    const result = validator.validate(body);
    if (result.ok) return null;
    return (
      result.issues
        .slice(0, 5)
        // Written for answers, each beginning with what it is about.
        .map(({ message }) => message.replace(/^The answer\b/, 'the body').replace(/\.$/, ''))
        .join('; ')
    );
  };
}

/** Says what is wrong with the body of an error, or `null`: one of the three shapes of the contract has to be there. */
export function errorBodyProblem(text: string): string | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 'the body of the error is not JSON';
  }
  const { message, detail } = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly message?: unknown;
    readonly detail?: unknown;
  };
  const says = typeof message === 'string' || typeof detail === 'string' || Array.isArray(detail);
  return says ? null : 'the body of the error has neither "message" nor "detail"';
}
