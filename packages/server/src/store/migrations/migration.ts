/** One step of the data file's form. Steps are never changed once released; a new form is a new step. */
export interface Migration {
  /** The form the file has after this step; 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
