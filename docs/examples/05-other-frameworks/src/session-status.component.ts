import type { LiveSession } from '@agent-session/rxjs';
import { AsyncPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component } from '@angular/core';
import type { Observable } from 'rxjs';
import { viewOf, type SessionView } from './view-of.js';

/** The async pipe subscribes to the session, and unsubscribes with the component. */
export class SessionStatusComponent {
  view$: Observable<SessionView> | null = null;

  set session(session: LiveSession) {
    this.view$ = viewOf(session);
  }
}

// What `@Component({ … })` above the class does, for compilers without decorators.
Component({
  selector: 'session-status',
  imports: [AsyncPipe],
  inputs: ['session'],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let view = view$ | async;
    @if (view?.error) {
      <p>cannot be followed: {{ view?.error }}</p>
    } @else {
      <p>{{ view?.state?.status ?? 'unknown' }}, {{ view?.state?.steps ?? 0 }} steps, {{ view?.link?.status }}</p>
    }
  `,
})(SessionStatusComponent);
