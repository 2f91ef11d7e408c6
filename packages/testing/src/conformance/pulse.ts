import type { EndpointName } from '@agent-session/protocol';

/** Whether the platform still answers. */
export interface Pulse {
  answered(endpoint: EndpointName): void;
  /** `waited`: for as long as a reply may take; `false`: the connection failed at once. */
  silent(endpoint: EndpointName, waited: boolean): void;
  /** True for an endpoint that never answered and was waited for often enough. */
  isMute(endpoint: EndpointName): boolean;
  /** True when the last few requests brought no reply. */
  readonly isLost: boolean;
}

/** An endpoint is waited for so often before it is left alone. */
const WAITS_PER_ENDPOINT = 2;
/** After so many requests in a row without a reply, nobody is there. */
const SILENCES = 3;

/** Begins to listen. */
export function createPulse(): Pulse {
  const waits = new Map<EndpointName, number>();
  let silences = 0;
  return {
    answered(endpoint) {
      silences = 0;
      waits.delete(endpoint);
    },
    silent(endpoint, waited) {
      silences += 1;
      if (waited) waits.set(endpoint, (waits.get(endpoint) ?? 0) + 1);
    },
    isMute: (endpoint) => (waits.get(endpoint) ?? 0) >= WAITS_PER_ENDPOINT,
    get isLost() {
      return silences >= SILENCES;
    },
  };
}
