import type { LiveSession } from '@agent-session/rxjs';
import { AsyncPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component } from '@angular/core';

/** The async pipe subscribes to the session, and unsubscribes with the component. */
export class SessionStatusComponent {
  session: LiveSession | null = null;
}

// What `@Component({ … })` above the class does, for compilers without decorators.
Component({
  selector: 'session-status',
  imports: [AsyncPipe],
  inputs: ['session'],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let state = session?.session$ | async;
    <p>{{ state?.status ?? 'unknown' }}, {{ state?.steps ?? 0 }} steps, {{ (session?.link$ | async)?.status }}</p>
  `,
})(SessionStatusComponent);
