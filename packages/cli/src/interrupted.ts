/** Somebody pressed Ctrl-C. Ends the command with exit code 130 and no word. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
