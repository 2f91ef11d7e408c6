/** Thrown inside a check when an answer asks for more work than the limits allow; `validate` turns it into an issue. */
export class AnswerLimit extends Error {
  override name = 'AnswerLimit';
  readonly code: 'too_large' | 'too_deep' | 'too_complex';

  constructor(code: AnswerLimit['code'], message: string) {
    super(message);
    this.code = code;
  }
}
