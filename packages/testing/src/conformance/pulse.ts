import type { EndpointName } from '@agent-session/protocol';

/** Whether the platform still answers. */
export interface Pulse {
  answered(endpoint: EndpointName): void;
  /** `waited`: for as long as a reply may take; `false`: the connection failed at once. */
  silent(endpoint: EndpointName, waited: boolean): void;
  /** True for an endpoint that never answered and was waited for often enough. */
  isMute(endpoint: EndpointName): boolean;
  /** True when the last request brought no reply. */
  readonly isSilent: boolean;
}

/** An endpoint is waited for so often before it is left alone. */
const WAITS_PER_ENDPOINT = 2;

/** Begins to listen. */
export function createPulse(): Pulse {
  const waits = new Map<EndpointName, number>();
  let isSilent = false;
  return {
    answered(endpoint) {
      isSilent = false;
      waits.delete(endpoint);
    },
    silent(endpoint, waited) {
      isSilent = true;
      if (waited) waits.set(endpoint, (waits.get(endpoint) ?? 0) + 1);
    },
    isMute: (endpoint) => (waits.get(endpoint) ?? 0) >= WAITS_PER_ENDPOINT,
    get isSilent() {
      return isSilent;
    },
  };
}
