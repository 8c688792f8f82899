import type { MakeCommand } from './make-command.ts'
import { decode } from './commands/decode.ts'

/** Every command there is, in the order in which the help lists them. What one does is loaded when it runs. */
export const COMMANDS: readonly MakeCommand[] = [
  decode,
  // probe,
]
