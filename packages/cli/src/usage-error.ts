/** What could not be done, in one sentence, and what to do about it. Ends the command with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}
