import { describe } from 'vitest';
import type { SessionStore } from '../session-store.js';
import { describeClosing } from './contract/closing.js';
import { describeDeletion } from './contract/deletion.js';
import { describeErrors } from './contract/errors.js';
import { describeExpectedVersions } from './contract/expected-versions.js';
import { describeIdempotency } from './contract/idempotency.js';
import { describeKeys } from './contract/keys.js';
import { describeLists } from './contract/lists.js';
import { describeReading } from './contract/reading.js';
import { describeResources } from './contract/resources.js';
import { describeSessionRows } from './contract/session-rows.js';
import { describeStreams } from './contract/streams.js';
import { describeSubscriptions } from './contract/subscriptions.js';
import { storeSubject } from './contract/store-subject.js';

/** The cases every session store passes. `open` gives a new, empty store; the suite closes it. */
export function describeSessionStore(name: string, open: () => SessionStore): void {
  describe(`${name} keeps the contract of a session store`, () => {
    const subject = storeSubject(open);
    describeStreams(subject);
    describeExpectedVersions(subject);
    describeReading(subject);
    describeSubscriptions(subject);
    describeSessionRows(subject);
    describeLists(subject);
    describeIdempotency(subject);
    describeKeys(subject);
    describeResources(subject);
    describeDeletion(subject);
    describeClosing(subject);
    describeErrors();
  });
}
